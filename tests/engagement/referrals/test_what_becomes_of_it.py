"""Windows, refusals, leaving and merging: what ends an invitation, and what it leaves behind."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from community.members.events import MemberMerged
from engagement.recognition.models import Balance
from engagement.referrals import actions, clocks, privacy, reconcile
from engagement.referrals.models import Code, Programme, Referral
from engagement.referrals.rules import Touch
from engagement.rules import tree
from tests.engagement.facts import tell
from tests.invitations import find_help, invited, referral_of, signed_up
from tests.people import make_member

pytestmark = pytest.mark.django_db


def standing(member):
    return Balance.objects.filter(member=member).values_list("amount", flat=True).first() or 0


def exact():
    return [*reconcile.differences()] == []


def test_who_joins_later_than_30_days_after_opening_it_was_not_brought_by_it(ana, work):
    late, in_time = signed_up(ana, "nia", ago=timedelta(days=31)), signed_up(ana, "eva", ago=timedelta(days=29))
    for friend in (late, in_time):
        members.confirm_address(friend)
    work()
    assert (referral_of(late).state, referral_of(in_time).state) == ("expired", "verified") and exact()


def test_a_sign_up_nobody_confirms_and_a_friend_who_finds_no_help_expire(ana):
    nobody, waiting = signed_up(ana, "nia"), invited(ana, "eva")
    with clock.at(now() + timedelta(days=31)):
        clocks.expire_late()
    assert (referral_of(nobody).state, referral_of(waiting).state) == ("expired", "verified")
    with clock.at(now() + timedelta(days=91)):
        clocks.expire_late()
    assert referral_of(waiting).state == "expired" and exact()


def test_help_after_the_time_is_over_brings_nothing(ana, ben):
    eva = invited(ana, "eva")
    with clock.at(now() + timedelta(days=91)):
        find_help(eva, ben)
        clocks.expire_late()
    assert referral_of(eva).state == "expired" and standing(ana) == 0


def test_an_answer_of_the_friends_that_is_accepted_counts_too_and_an_own_one_does_not(ana, ben, work):
    eva = invited(ana, "eva")
    own = forum.ask_question(title="Which bell is loud enough?", body="Too quiet.", by=eva)
    forum.accept_answer(forum.post_answer(own, body="I found it myself.", by=eva), by=eva)
    work()
    assert referral_of(eva).state == "verified"
    asked = forum.ask_question(title="Which tyre fits the front?", body="It is worn.", by=ben)
    forum.accept_answer(forum.post_answer(asked, body="The 28 inch one.", by=eva), by=ben)
    work()
    assert referral_of(eva).state == "rewarded" and referral_of(eva).qualified_by == "answer.accepted"


def test_what_is_unaccepted_later_takes_nothing_back(ana, ben, work):
    eva = invited(ana, "eva")
    answer = find_help(eva, ben)
    forum.unaccept_answer(answer, by=eva)
    work()
    assert referral_of(eva).state == "rewarded" and standing(ana) == 20 and exact()


def test_the_team_brings_friends_without_being_recognised_for_it(leo, ben):
    eva = invited(leo, "eva")
    find_help(eva, ben)
    assert referral_of(eva).state == "rewarded" and standing(leo) == 0
    assert Event.objects.get(name="referral.rewarded").by_staff


def test_a_month_that_is_full_lets_rewards_wait_for_the_next(ana, ben):
    actions.change_programme(monthly_cap=1)
    with clock.at(now().replace(day=1) - timedelta(days=40)):
        first = invited(ana, "nia")
    second = invited(ana, "eva")
    for friend in (first, second):
        find_help(friend, ben)
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["qualified", "rewarded"]
    with clock.at(now() + timedelta(days=32)):
        clocks.reward_waiting()
    assert set(Referral.objects.values_list("state", flat=True)) == {"rewarded"} and exact()


def test_the_friend_may_say_it_was_not_so_until_something_came_of_it(ana, ben, zed, client):
    eva, nia = invited(ana, "eva"), invited(ana, "nia")
    find_help(nia, ben)
    for stranger in (zed, ana):
        client.force_login(stranger)
        assert client.post(f"/invite/friends/{referral_of(eva).pk}/not-so/").status_code == 404
    client.force_login(eva)
    client.post(f"/invite/friends/{referral_of(eva).pk}/not-so/")
    client.force_login(nia)
    assert client.post(f"/invite/friends/{referral_of(nia).pk}/not-so/").status_code == 403
    assert (referral_of(eva).state, referral_of(eva).reason) == ("rejected", "taken_off")
    assert referral_of(nia).state == "rewarded" and exact()


def test_new_terms_are_a_new_version_and_who_came_before_keeps_theirs(ana, ben, client):
    eva = invited(ana, "eva")
    order = tree.load({"count": ["question.asked"], "at_least": 3})
    actions.change_programme(rule=order, standing=5, friend_gets="a sticker")
    nia = invited(ana, "nia")
    for friend in (eva, nia):
        find_help(friend, ben)
    assert (referral_of(eva).state, referral_of(nia).state) == ("rewarded", "verified") and standing(ana) == 20
    assert Programme.objects.filter(is_active=True).count() == 1
    assert "a sticker" in client.get("/invite/terms/").content.decode()
    assert "Holds for those who joined under it." in client.get("/invite/terms/?version=1").content.decode()
    assert client.get("/invite/terms/?version=99").status_code == 404


def test_terms_that_ask_for_nothing_are_no_terms(db):
    nothing = tree.load({"not": {"count": ["question.asked"], "at_least": 3}})
    with pytest.raises(tree.RuleError):
        actions.change_programme(rule=nothing)
    assert Programme.objects.count() == 1


def test_who_was_a_member_already_is_not_brought_again(ana, ben):
    assert actions.attribute(ben, touch=Touch(actions.make_code(ana).text, now())) is None
    assert not Referral.objects.exists()


def test_two_accounts_that_become_one_were_never_a_friend(ana, ben, work):
    eva = invited(ana, "eva")
    find_help(eva, ben)
    assert standing(ana) == 20
    type(eva).objects.filter(pk=eva.pk).update(merged_into=ana)
    tell(MemberMerged(subject_id=ana.pk, other_id=eva.pk), "merge", at=now())
    work()
    assert (referral_of(eva).state, referral_of(eva).reason) == ("reversed", "own")
    assert standing(ana) == 0


def test_a_friend_who_turns_out_to_be_a_member_of_old_brings_nothing(ana, ben, work):
    eva = invited(ana, "eva")
    type(eva).objects.filter(pk=eva.pk).update(merged_into=ben)
    tell(MemberMerged(subject_id=ben.pk, other_id=eva.pk), "merge", at=now())
    work()
    assert (referral_of(eva).state, referral_of(eva).reason) == ("rejected", "member") and exact()


def test_who_leaves_takes_the_name_out_of_the_code_and_ends_what_is_open(ana, ben):
    eva, nia = invited(ana, "eva"), invited(ana, "nia")
    find_help(nia, ben)
    assert privacy.export(ana)["referrals"][0]["friend__handle"] == "eva"
    privacy.erase(ana)
    code = Code.objects.get(member=ana)
    assert "ana" not in code.text and not code.is_open
    assert referral_of(eva).reason == "left" and referral_of(nia).state == "rewarded" and exact()


def test_who_invited_whom_is_seen_by_the_two_and_the_team_only(ana, ben, zed, mia):
    eva = invited(ana, "eva", name="Eva Larsen")
    find_help(eva, ben)
    for viewer, sees in ((ana, True), (eva, True), (mia, True), (zed, False), (ben, False)):
        assert Referral.objects.visible_to(viewer).exists() == sees
    for viewer in (zed, ben):
        browser = Client()
        browser.force_login(viewer)
        for path in ("/members/ana/", "/invite/", f"/invite/{Code.objects.get(member=ana).text}/", "/badges/first-friend/"):
            assert "Eva Larsen" not in browser.get(path).content.decode(), path


def test_members_from_before_make_their_invitation_with_one_press(client):
    old = make_member("old")
    client.force_login(old)
    assert "Make my invitation" in client.get("/invite/").content.decode() and not Code.objects.exists()
    client.post("/invite/code/make/")
    client.post("/invite/code/make/")
    assert "Copy link" in client.get("/invite/").content.decode() and Code.objects.count() == 1
