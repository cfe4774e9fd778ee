"""Consent, asked as it leaves; whole and thin; the profile at most once a minute; who is never named."""

from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from community.events.door import emit
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from engagement.connections import actions, choices, sending
from engagement.connections.models import Delivery, Endpoint, State
from engagement.connections.rules import FIELDS, LARGEST, PRIVATE_FACTS
from engagement.connections.shapes.events import PEOPLE, THINGS
from engagement.loyalty.bodies import document, profile_of
from engagement.loyalty.events import ProfileChanged
from engagement.loyalty.models import Look, Profile, Section
from tests.posts import make_answer, make_question

from .conftest import said

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WHOLE = {"payload": "full", "fields": ["level", "standing", "contribution"]}


def allow(member):
    members.allow(member, purpose="share", channel="systems", where="settings", by=member)


def withdraw(member):
    members.withdraw(member, purpose="share", channel="systems", where="settings", by=member)


def solve(ana, ben):
    answer = make_answer(make_question(ana), ben)
    forum.accept_answer(answer, by=ana)
    return answer


def told(receiver) -> list[str]:
    return [said(heard)["type"] for heard in receiver.heard]


def test_without_a_purpose_the_fact_leaves_with_its_person_and_nothing_of_their_profile(ana, ben, add, receiver, deliver):
    add(receiver.url)
    solve(ana, ben)
    deliver()
    (one,) = map(said, receiver.heard)
    assert one["subject"] == str(ben.public_id) and "member" not in one["data"]
    assert not Look.objects.filter(system="CRM").exists()


def test_where_a_purpose_is_asked_for_nothing_leaves_before_the_member_allows_it(ana, ben, add, receiver, deliver):
    add(receiver.url, "answer.accepted", "profile.changed", purpose="share", **WHOLE)
    solve(ana, ben)
    deliver()
    assert receiver.heard == [] and set(Delivery.objects.values_list("state", flat=True)) <= {State.WITHHELD, State.COVERED}


def test_or_the_fact_alone_without_a_person(ana, ben, add, receiver, deliver):
    add(receiver.url, "answer.accepted", "profile.changed", purpose="share", unallowed="nobody", **WHOLE)
    answer = solve(ana, ben)
    deliver()
    (one,) = map(said, receiver.heard)
    assert one["type"] == "answer.accepted" and "subject" not in one
    text = receiver.heard[0].body.decode()
    for trace in (str(ben.public_id), ben.handle, ben.email, str(ana.public_id), ana.handle, "object_id", "question_id"):
        assert trace not in text
    assert one["data"]["own"] is False and answer.pk


def test_with_it_the_chosen_parts_come_along_and_the_member_sees_who_looked(ana, ben, add, receiver, deliver):
    add(receiver.url, "answer.accepted", purpose="share", **WHOLE)
    allow(ben)
    solve(ana, ben)
    deliver()
    (one,) = map(said, receiver.heard)
    assert sorted(one["data"]["member"]) == ["contribution", "level", "standing"]
    look = Look.objects.get(member=ben)
    assert (look.system, look.what, look.by) == ("CRM", ["given"], None)
    assert not Look.objects.filter(member=ana).exists()


def test_a_withdrawal_holds_for_what_already_waits(ana, ben, add, receiver, work):
    add(receiver.url, "answer.accepted", purpose="share", **WHOLE)
    allow(ben)
    solve(ana, ben)
    work()
    withdraw(ben)
    sending.drain()
    assert receiver.heard == [] and Delivery.objects.get().state == State.WITHHELD


def test_who_has_heard_of_a_member_is_told_that_this_ends_and_others_hear_nothing(ana, ben, zed, add, receiver, deliver):
    add(receiver.url, "answer.accepted", "consent.changed", purpose="share")
    for member in (ben, zed):
        allow(member)
    deliver()
    withdraw(zed)
    solve(ana, ben)
    deliver()
    withdraw(ben)
    deliver()
    last = said(receiver.heard[-1])
    assert (last["type"], last["subject"]) == ("consent.changed", str(ben.public_id))
    assert last["data"]["allowed"] is False and "member" not in last["data"]


def test_the_profile_leaves_as_profile_updated_with_the_chosen_parts(ana, ben, add, receiver, deliver):
    add(receiver.url, "profile.changed", **WHOLE)
    solve(ana, ben)
    deliver()
    of_ben = [one for one in map(said, receiver.heard) if one["subject"] == str(ben.public_id)]
    (one,) = of_ben
    assert one["type"] == "profile.updated" and one["dataschema"] == "urn:querencia:loyalty-profile:1"
    profile = document(profile_of(ben))
    assert one["data"]["profile"] == {key: profile[key] for key in WHOLE["fields"]}
    assert one["data"]["number"] == profile["version"]


def test_a_profile_that_changes_often_is_told_once_a_minute_as_it_is_then(ben, leo, add, receiver, deliver):
    deliver()  # what their joining has left to do
    add(receiver.url, "profile.changed", **WHOLE)
    change(ben, 5)
    deliver()
    change(ben, 5)
    deliver()
    assert told(receiver) == ["profile.updated"]
    states = Delivery.objects.order_by("event").values_list("state", flat=True)
    assert list(states) == ["covered"] * 4 + ["sent"] + ["covered"] * 4 + ["waiting"]
    waiting = Delivery.objects.get(state=State.WAITING)
    assert timedelta(seconds=50) < waiting.at - now() <= timedelta(minutes=1)
    Delivery.objects.filter(state=State.SENT).update(told_at=F("told_at") - timedelta(minutes=1))
    Delivery.objects.filter(state=State.WAITING).update(at=now())
    sending.drain()
    assert told(receiver) == ["profile.updated"] * 2
    assert said(receiver.heard[-1])["data"]["number"] == Delivery.objects.count() + 1


def change(member, times):
    for _turn in range(times):
        with transaction.atomic():
            number = Event.objects.filter(name="profile.changed", subject=member).count() + 1
            emit(ProfileChanged(subject_id=member.pk, number=number))


def test_while_one_is_on_its_way_the_next_waits(ben, leo, add, receiver, work):
    work()
    endpoint, _secret = add(receiver.url, "profile.changed")
    change(ben, 1)
    work()
    assert len(actions.hand_out(endpoint.pk, most=9)) == 1
    change(ben, 1)
    work()
    assert actions.hand_out(endpoint.pk, most=9) == []


def test_a_profile_too_long_for_the_standard_stays_behind_and_says_so(ana, ben, add, receiver, deliver):
    add(receiver.url, payload="full", fields=["badges"])
    solve(ana, ben)
    Profile.objects.update_or_create(member=ben, defaults={"body": {"badges": ["x" * 100] * 300}})
    deliver_only_what_waits(ben)
    (heard,) = receiver.heard
    assert said(heard)["data"]["cut"] is True and "member" not in said(heard)["data"] and len(heard.body) < LARGEST


def deliver_only_what_waits(ben):
    from community.events.models import Due

    Due.objects.exclude(reaction__contains="owe_webhooks").delete()
    from community.events import worker

    worker.drain()
    sending.drain()


def test_who_did_it_is_never_named(ana, ben, add, receiver, deliver):
    add(receiver.url, "answer.helped", "answer.thanked", "answer.accepted", "question.me_too", **WHOLE)
    answer = solve(ana, ben)
    forum.mark_helped(answer, by=ana)
    deliver()
    assert receiver.heard
    for heard in receiver.heard:
        text = heard.body.decode()
        assert str(ana.public_id) not in text and '"actor"' not in text and "asker_id" not in text


def test_every_number_a_fact_carries_is_known_to_name_a_person_or_a_thing():
    named = {key for entry in choices.facts() for key in entry.extras if key.endswith("_id")}
    assert named <= PEOPLE | THINGS, "say in shapes/events.py what it names"


def test_what_is_private_is_no_choice():
    assert not PRIVATE_FACTS & {entry.name for entry in choices.facts()} and {"answer.doubted"} < PRIVATE_FACTS


def test_every_part_that_can_be_chosen_is_in_the_profile(ben):
    assert {field.key for field in FIELDS} - {"membership", "referrals", "rewards", "credit"} <= set(
        document(profile_of(ben))
    )  # if any
    assert {field.section for field in FIELDS} <= set(Section.values)


def test_two_secrets_sign_for_a_day_and_then_one(ana, ben, leo, add, receiver, deliver):
    endpoint, _old = add(receiver.url)
    actions.rotate_secret(endpoint, by=leo)
    actions.send_test(endpoint, by=leo)
    deliver()
    Endpoint.objects.update(old_secret_until=now())
    actions.send_test(endpoint, by=leo)
    deliver()
    assert [len(heard.headers["webhook-signature"].split(" ")) for heard in receiver.heard] == [2, 1]


def test_secrets_are_of_no_use_without_the_sites_key(leo, add, receiver, settings):
    endpoint, secret = add(receiver.url)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [old]
    assert endpoint.secrets() == [secret]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        endpoint.secrets()
    settings.SECRET_KEY = old
