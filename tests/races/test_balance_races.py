"""Twenty at once on one balance and one pool (P11, P34): no overdraft, no code goes twice, nothing is taken for nothing."""

import os
import time
from functools import partial

import pytest
from django.utils.timezone import now

from community.events import worker
from community.events.models import Due
from community.verdict import Refused
from engagement.credit import actions, shown
from engagement.credit.models import Lot
from engagement.credit.reconcile import differences
from engagement.recognition.models import Balance, Entry
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward, Voucher
from engagement.rewards.reconcile import differences as codes_differ
from tests.credit import buy, give_back, spend_in_shop, switch_on
from tests.people import make_member
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY, TURNS = 20, int(os.environ.get("RACE_ROUNDS", "2"))


@pytest.fixture
def terms(leo):
    return switch_on(leo)


def earn(member, *amounts):
    for amount in amounts:
        buy(member, amount * 100)
    worker.drain()


def pool(leo, slug, codes, *, price):
    reward = Reward(slug=slug, name=slug, words="Words.", is_on=True, price=price)
    rewards.save_reward(reward, by=leo)
    rewards.add_codes(reward, [f"{slug}-{n}" for n in range(codes)], by=leo)
    return reward


def in_order(said, right, status=409):
    """So many were right; every other one was refused with a reason."""
    refused = [one for one in said if isinstance(one, Refused)]
    assert len(said) - len(refused) == right and {one.status for one in refused} <= {status}


def test_twenty_tills_at_once_never_overdraw(ana, terms):
    begun = time.monotonic()
    for turn in range(TURNS):
        earn(ana, 60, 40, 5)  # three lots, and what is left of the turns before
        there = shown.available_of(ana)
        said = at_once([partial(spend_in_shop, ana, 15, key=f"{turn}-{n}") for n in range(MANY)])
        in_order(said, there // 15)
        assert shown.available_of(ana) == there % 15 == Balance.objects.get(member=ana, unit="credit").amount
    assert list(differences()) == []
    print(f"{TURNS} x {MANY} tills on one balance: {time.monotonic() - begun:.1f} s")  # noqa: T201


def test_twenty_tickets_and_a_refund_at_once_leave_no_more_than_there_is(ana, leo, terms):
    for turn in range(TURNS):
        order = buy(ana, 10_000)
        earn(ana, 50)
        reward = pool(leo, f"oil-{turn}", MANY, price=10)
        deeds = [partial(rewards.buy, reward, ticket=str(n), price=10, by=ana) for n in range(MANY - 1)]
        at_once([*deeds, partial(give_back, order)])
        Due.objects.exclude(at=None).update(at=now())
        worker.drain()
        state, given = shown.state_of(ana), Gift.objects.filter(reward=reward)
        assert given.count() <= 15 and set(given.values_list("status", flat=True)) == {"given"}
        assert Lot.objects.filter(member=ana, left__lt=0).count() == 0 and not (state.available and state.owed)
        assert state.available - state.owed == Balance.objects.get(member=ana, unit="credit").amount
        assert list(differences()) == [] and list(codes_differ()) == []
        actions.correct(ana, amount=state.owed or -state.available, why="Even.", ticket=str(turn), by=leo)


def test_twenty_members_and_five_codes_each_code_goes_once_and_nobody_pays_for_nothing(leo, terms):
    begun = time.monotonic()
    crowd = [make_member(f"member-{n}", password=None) for n in range(MANY)]
    for member in crowd:
        earn(member, 30 * TURNS)
    for turn in range(TURNS):
        reward = pool(leo, f"turn-{turn}", 5, price=30)
        said = at_once([partial(rewards.buy, reward, ticket="1", price=30, by=member) for member in crowd])
        in_order(said, 5)
        given = Gift.objects.filter(reward=reward, status="given")
        assert given.count() == 5 == len(set(given.values_list("voucher__code", flat=True)))
        assert not Voucher.objects.filter(reward=reward, is_free=True).exists()
    paid = sum(30 * TURNS - shown.available_of(member) for member in crowd)
    assert paid == 30 * 5 * TURNS == 30 * Gift.objects.count()
    assert list(differences()) == [] and list(codes_differ()) == []
    print(f"{TURNS} x {MANY} members for five codes: {time.monotonic() - begun:.1f} s")  # noqa: T201


def test_twenty_members_and_three_places_leave_no_place_below_nought(leo, terms):
    crowd = [make_member(f"member-{n}", password=None) for n in range(MANY)]
    for member in crowd:
        earn(member, 30)
    evening = Reward(slug="evening", name="Evening", words="Come.", kind="experience", places=3, is_on=True, price=30)
    rewards.save_reward(evening, by=leo)
    in_order(at_once([partial(rewards.buy, evening, ticket="1", price=30, by=member) for member in crowd]), 3)
    assert Reward.objects.get(pk=evening.pk).places == 0 and Gift.objects.filter(status="accepted").count() == 3
    assert list(differences()) == []


def test_one_form_and_one_telling_sent_twenty_times_at_once_are_one(ana, leo, terms):
    earn(ana, 100)
    reward = pool(leo, "oil", MANY, price=10)
    gifts = at_once([partial(rewards.buy, reward, ticket="1", price=10, by=ana)] * MANY)
    assert len({gift.pk for gift in gifts}) == 1 == Gift.objects.count() and shown.available_of(ana) == 90
    said = at_once([partial(spend_in_shop, ana, 10, key="s1")] * MANY)
    assert sorted(is_new for is_new, _left in said) == [False] * (MANY - 1) + [True]
    about = {"spending": "s1", "source": "till", "source_id": "b1", "at": now()}
    said = at_once([partial(actions.give_back, **about)] * MANY)
    assert sorted(is_new for is_new, _left in said) == [False] * (MANY - 1) + [True]
    assert shown.available_of(ana) == 90 and Entry.objects.filter(kind="back").count() == 1


def test_cancelled_by_two_and_redeemed_in_the_same_moment_it_is_one_of_them(ana, leo, terms):
    earn(ana, 100)
    reward = pool(leo, "oil", 1, price=10)
    gift = rewards.buy(reward, ticket="1", price=10, by=ana)
    taken = partial(rewards.redeem, code=gift.code, source="shop", source_id="r1", at=now())
    said = at_once([*[partial(rewards.cancel, gift, by=leo)] * (MANY - 1), taken])
    gift.refresh_from_db()
    cancelled = sum(one is True for one in said[:-1])
    assert (gift.status, cancelled, shown.available_of(ana)) in {("cancelled", 1, 100), ("redeemed", 0, 90)}
    assert list(differences()) == []
