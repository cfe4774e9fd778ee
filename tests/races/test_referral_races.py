"""Friends of one member at the same moment: real threads, both databases."""

import os
from functools import partial

import pytest
from django.db.models import Sum

from community import clock
from community.events import worker
from community.events.models import Due, Event
from community.forum import actions as forum
from community.members import actions as members
from engagement.integrity.models import Decision
from engagement.loyalty import reconcile as loyalty
from engagement.recognition import reconcile as recognition
from engagement.recognition.models import Award, Balance, Entry
from engagement.referrals import actions, reconcile
from engagement.referrals.models import Code, Referral
from engagement.referrals.rules import Touch
from tests.invitations import held, referral_of, signed_up
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def workers(number=4):
    for _turn in range(20):
        at_once([worker.drain] * number)
        if not Due.objects.exists():
            return
        Due.objects.update(at="2000-01-01T00:00Z")
    raise AssertionError(list(Due.objects.values_list("reaction", "error")))


def exact():
    return [*reconcile.differences(), *recognition.differences(), *loyalty.differences()] == []


def test_two_sign_ups_for_one_address_by_two_invitations_are_one_referral(ana, ben):
    codes = [actions.make_code(ana).text, actions.make_code(ben).text]
    friend = members.sign_up(handle="nia", email="nia@example.com")
    at_once([partial(actions.attribute, friend, touch=Touch(code, clock.now())) for code in codes])
    members.confirm_address(friend)
    workers()
    referral = Referral.objects.get()
    assert referral.state == "verified" and referral.code.member_id == referral.advocate_id
    assert Event.objects.filter(name="referral.verified").count() == 1 and exact()


def test_one_code_is_made_for_whoever_asks_twice_at_once(ana):
    made = at_once([partial(actions.make_code, ana)] * 4)
    assert {code.pk for code in made} == {Code.objects.get(member=ana).pk}


def test_a_cap_holds_for_friends_who_join_and_find_help_at_the_same_moment(ana, ben):
    actions.change_programme(monthly_cap=3)
    friends = [signed_up(ana, f"friend-{n}") for n in range(8)]
    at_once([partial(members.confirm_address, friend) for friend in friends])
    workers()
    assert Referral.objects.filter(state="verified").count() == 3
    assert Referral.objects.filter(state="rejected", reason="full").count() == 5
    Referral.objects.filter(state="verified").update(verified_at=clock.now())
    joined = [row.friend for row in Referral.objects.filter(state="verified").select_related("friend")]
    at_once([partial(solved, friend, ben) for friend in joined])
    workers()
    assert Referral.objects.filter(state="rewarded").count() == 3 and exact()


def solved(friend, helper):
    asked = forum.ask_question(title=f"Which bell is loud enough, asks {friend.handle}?", body="Too quiet.", by=friend)
    forum.accept_answer(forum.post_answer(asked, body=f"The brass one, {friend.handle}.", by=helper), by=friend)


def test_two_people_deciding_one_invitation_at_once_decide_it_once(ana, ben, mia, leo):
    odd = held(ana, "nia", helper=ben)
    answers = at_once([partial(actions.decide, odd, by=mia), partial(actions.decide, odd, refusal="other", by=leo)])
    workers()
    assert sum(answer is None for answer in answers) == 1 and Decision.objects.count() == 1
    decided = Decision.objects.get()
    assert referral_of(odd.friend).state == ("rewarded" if decided.fair else "rejected") and exact()


ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
FRIENDS = int(os.environ.get("RACE_FRIENDS", "12"))  # what docs/benchmarks.md tells of are ten rounds of fifty


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_each_of_many_friends_is_rewarded_exactly_once(ana, ben, turn):
    race(ana, ben, FRIENDS)


def race(advocate, helper, number):
    """So many friends find help; four workers reward them. Each counts once, and everything adds up."""
    actions.change_programme(monthly_cap=500)
    friends = [signed_up(advocate, f"friend-{n}") for n in range(number)]
    for friend in friends:
        members.confirm_address(friend)
    workers()
    at_once([partial(solve_some, friends[part::4], helper) for part in range(4)] + [worker.drain] * 2)
    workers()
    held_back = Referral.objects.filter(state="held")
    assert Referral.objects.filter(state="rewarded").count() == number, list(held_back)
    assert Event.objects.filter(name="referral.rewarded").count() == number
    assert Entry.objects.filter(member=advocate).aggregate(sum=Sum("amount"))["sum"] == 20 * number
    assert Balance.objects.get(member=advocate).amount == 20 * number
    assert Award.objects.filter(member=advocate, badge__slug="first-friend").count() == 1
    assert exact()


def solve_some(friends, helper):
    for friend in friends:
        solved(friend, helper)
