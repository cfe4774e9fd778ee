"""Badges given by hand: made on the desk, given and taken back with a reason the member reads, and safe against remaking."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from community.notifications.models import Message
from community.verdict import Refused
from engagement.connections import sending
from engagement.loyalty.history import page_of
from engagement.recognition import actions
from engagement.recognition.models import Award, Badge, Entry, Given
from engagement.recognition.reconcile import differences
from tests.desk import as_, looking
from tests.engagement.connections.systems import Salesforce
from tests.people import make_editor, make_known
from tests.posts import make_answer, make_question
from tests.receivers import receiving

pytestmark = pytest.mark.django_db
MADE = {"name": "Friend of the house", "says": "Held the workshop open for others", "shape": "scallop", "glyph": "hand-heart"}
WHY = "You taught eleven people to true a wheel."


@pytest.fixture
def badge(leo):
    return actions.save_hand_badge(Badge(**MADE), by=leo)


def test_the_brand_makes_a_badge_without_a_rule_of_its_own(leo, mia, ana):
    desk = as_(leo)
    assert 'value="hand-heart"' in desk.get("/cms/hand-badges/new/").content.decode()
    assert desk.post("/cms/hand-badges/new/", MADE | {"name": ""}).status_code == 200
    assert desk.post("/cms/hand-badges/new/", MADE).status_code == 302
    assert desk.post("/cms/hand-badges/new/", MADE).status_code == 302
    one, other = Badge.objects.filter(family="hand").order_by("pk")
    assert (one.slug, other.slug, one.metal) == ("friend-of-the-house", "friend-of-the-house-2", "brand")
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "Somebody of the team gives it by hand, by name and with a reason." in page and "Your way to it" not in page
    assert "0 of 1" not in as_(ana).get(one.get_absolute_url()).content.decode()
    assert desk.post(f"/cms/hand-badges/edit/{one.pk}/", MADE | {"name": "Friend", "retired": "on"}).status_code == 302
    one.refresh_from_db()
    assert (one.slug, one.name, one.retired_at is None) == ("friend-of-the-house", "Friend", False)
    for who in (mia, ana):
        assert as_(who).post("/cms/hand-badges/new/", MADE).status_code in (302, 403)
        with pytest.raises(Refused):
            actions.save_hand_badge(Badge(**MADE), by=who)
    assert Badge.objects.filter(family="hand").count() == 2


def test_given_with_a_reason_it_is_told_shown_explained_and_adds_nothing(leo, ana, ben, badge, work):
    desk, page = looking(leo, ana), f"/cms/members/{ana.pk}/"
    wrong = desk.post(f"{page}badge/", {"badge": badge.pk, "why": " "})
    assert wrong.status_code == 400 and not Given.objects.exists()
    for _twice in range(2):
        assert desk.post(f"{page}badge/", {"badge": badge.pk, "why": WHY}).status_code == 302
    work()
    given, award = Given.objects.get(), Award.objects.get()
    assert (given.by, given.why, award.member, award.status, award.awarded_at) == (leo, WHY, ana, "awarded", given.at)
    assert not Entry.objects.exists()
    assert {told.event.name for told in Message.objects.filter(member=ana)} == {"badge.given"}
    assert f"{leo.shown_name} gave you the badge Friend of the house." in as_(ana).get("/notifications/").content.decode()
    mine, others = (
        as_(ana).get(badge.get_absolute_url()).content.decode(),
        as_(ben).get(badge.get_absolute_url()).content.decode(),
    )
    assert WHY in mine and leo.shown_name in mine and WHY not in others and ana.shown_name in others
    assert "Friend of the house" in as_(ben).get(ana.get_absolute_url()).content.decode()
    history = as_(ana).get("/me/history/").content.decode()
    assert f"{leo.shown_name} of the team gave you the badge Friend of the house" in history and WHY in history
    assert "You received the badge" not in history
    assert WHY in desk.get(page).content.decode()
    ana.refresh_from_db()
    assert ana.flair["badges"][0]["slug"] == badge.slug and ana.flair["level"] == 1
    assert [one["slug"] for one in ana.loyalty_profile.body["badges"]] == [badge.slug]


def test_remaking_everything_from_facts_gives_the_same(leo, ana, badge, work):
    actions.take_badge(actions.give_badge(badge, ana, why=WHY, by=leo), why="By mistake", by=leo)
    actions.give_badge(badge, ana, why="This time it is right.", by=leo)
    work()
    kept = Award.objects.values("status", "evidence", "awarded_at", "reason").get()
    assert list(differences()) == []
    Award.objects.all().delete()
    assert [found.what for found in differences()] == ["award friend-of-the-house", "flair"]
    actions.back_fill()
    assert Award.objects.values("status", "evidence", "awarded_at", "reason").get() == kept and list(differences()) == []


def test_taken_back_with_a_reason_it_goes_everywhere_also_when_no_longer_given(leo, ana, badge, work):
    given = actions.give_badge(badge, ana, why=WHY, by=leo)
    work()
    actions.save_hand_badge(badge, retired=True, by=leo)
    lia = make_editor("lia")
    desk, page = looking(lia, ana), f"/cms/members/{ana.pk}/"
    assert desk.post(f"{page}badges/{given.pk}/take/", {"why": ""}).status_code == 400
    for _twice in range(2):
        assert desk.post(f"{page}badges/{given.pk}/take/", {"why": "It was meant for her sister."}).status_code == 302
    work()
    given.refresh_from_db()
    assert (given.taken_by, given.taken_why, Award.objects.get().status) == (lia, "It was meant for her sister.", "revoked")
    assert Event.objects.filter(name="badge.taken").count() == Event.objects.filter(name="badge.revoked").count() == 1
    inbox, mine = as_(ana).get("/notifications/").content.decode(), as_(ana).get(badge.get_absolute_url()).content.decode()
    assert "Lia took back the badge Friend of the house." in inbox and "gave you the badge" not in inbox
    assert "It was meant for her sister." in mine
    ana.refresh_from_db()
    assert ana.flair["badges"] == [] and list(differences()) == []
    with pytest.raises(Refused):
        actions.give_badge(badge, ana, why=WHY, by=leo)


def test_other_systems_hear_of_it_and_of_its_end(ana, leo, badge, work, settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]
    org = Salesforce()
    share = {"purpose": "share", "channel": "systems", "wording": "1", "where": "profile", "say": "yes"}
    as_(ana).post("/settings/privacy/consent/", share)
    with receiving(org) as there:
        said = {"name": "Salesforce", "url": there.url.removesuffix("/hook"), "shape": "salesforce", "payload": "thin"}
        said |= {
            "unallowed": "nothing",
            "facts": ["badge.awarded", "badge.revoked"],
            "purpose": "share",
            "program": "Inner circle",
        }
        as_(leo).post("/cms/endpoints/new/", said | {"client_id": "an-id", "client_secret": "a secret &", "prefix": "community_"})
        given = actions.give_badge(badge, ana, why=WHY, by=leo)
        work()
        sending.drain()
        (held,) = org.badges.values()
        assert held["Status"] == "Active" and held["LoyaltyProgramBadge"]["Name"] == "Friend of the house"
        actions.take_badge(given, why="By mistake", by=leo)
        work()
        sending.drain()
        (held,) = org.badges.values()
        assert held["Status"] == "Inactive" and WHY not in str(org.badges)


def test_each_has_so_many_a_month(leo, ana, ben, badge, settings):
    settings.TEAM_BADGES_A_MONTH = 1
    actions.give_badge(badge, ana, why=WHY, by=leo)
    with pytest.raises(Refused) as refused:
        actions.give_badge(badge, ben, why=WHY, by=leo)
    assert refused.value.status == 429 and Given.objects.count() == 1
    actions.give_badge(badge, ana, why=WHY, by=leo)  # she has it: nothing is given
    with clock.at(clock.now() + timedelta(days=32)):
        assert actions.badges_left(leo) == 1


def test_earned_badges_are_given_by_nobody_and_only_the_brand_gives(leo, mia, ana, ben, badge):
    solver = Badge.objects.get(slug="solver-bronze")
    tried = [(solver, ana, leo), (badge, leo, leo), (badge, mia, leo), (badge, ana, mia), (badge, ana, ana), (badge, ben, ana)]
    for what, member, by in tried:
        with pytest.raises(Refused):
            actions.give_badge(what, member, why=WHY, by=by)
    with pytest.raises(Refused):
        actions.save_hand_badge(solver, by=leo)
    with pytest.raises(ValidationError):
        actions.give_badge(badge, ana, why="x" * 301, by=leo)
    assert looking(mia, ana).post(f"/cms/members/{ana.pk}/badge/", {"badge": badge.pk, "why": WHY}).status_code == 400
    assert as_(leo).post(f"/cms/members/{ana.pk}/badge/", {"badge": badge.pk, "why": WHY}).status_code == 403
    assert looking(leo, ana).post(f"/cms/members/{ana.pk}/badge/", {"badge": solver.pk, "why": WHY}).status_code == 400
    given = actions.give_badge(badge, ana, why=WHY, by=leo)
    for by in (mia, ana):
        with pytest.raises(Refused):
            actions.take_badge(given, why="No", by=by)
    assert looking(leo, ben).post(f"/cms/members/{ben.pk}/badges/{given.pk}/take/", {"why": "No"}).status_code == 404
    given.refresh_from_db()
    assert given.taken_at is None and Given.objects.count() == 1
    assert Event.objects.filter(name="badge.given").count() == 1 and not Event.objects.filter(name="badge.taken").exists()


def test_moderators_see_what_was_given_and_have_no_button(leo, mia, ana, badge):
    actions.give_badge(badge, ana, why=WHY, by=leo)
    page = looking(mia, ana).get(f"/cms/members/{ana.pk}/").content.decode()
    assert WHY in page and "Give the badge" not in page and "Take it back" not in page


def test_two_who_become_one_keep_it_and_who_leaves_takes_the_words(leo, ana, ben, badge, work):
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    nia = make_known(system="shop:7", name="Nia")
    actions.give_badge(badge, nia, why=WHY, by=leo)
    work()
    members.merge_member(nia, into=ana, by=leo)
    work()
    assert Award.objects.standing().filter(badge=badge, member=ana).exists() and list(differences()) == []
    assert WHY in as_(ana).get(badge.get_absolute_url()).content.decode()
    members.forget(ana)
    work()
    assert not Given.objects.exists() and list(differences()) == []


def test_a_file_of_badges_holds_none_given_by_hand(tmp_path):
    file = tmp_path / "badges.json"
    rule = '{"count": ["answer.accepted"]}'
    file.write_text(
        '[{"slug": "x", "name": "X", "says": "y", "family": "hand", "shape": "circle", "metal": "gold", "glyph": "star", '
        f'"rule": {rule}}}]'
    )
    with pytest.raises(CommandError, match="made on the desk"):
        call_command("add_badges", file)
    assert not Badge.objects.filter(slug="x").exists()


def test_badges_told_before_there_were_any_by_hand_stay_in_the_history(ana, ben, work):
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    work()
    told = Event.objects.filter(name="badge.awarded", extras__slug="solver-bronze").get()
    first = {name: value for name, value in told.extras.items() if name != "by_hand"}
    told.pk, told.version, told.source_id, told.extras = None, 1, "told-before", first
    told.save(force_insert=True)
    shown = [line.sentence for line in page_of(ben, which="about")[0]]
    assert shown.count("You received the badge Solver, bronze.") == 2
