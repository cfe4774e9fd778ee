"""Fifty members and one pool in the same moment: each code goes to one of them, once."""

import os
import time
from functools import partial

import pytest
from django.utils.timezone import now

from community.events.models import Event
from community.verdict import Refused
from engagement.rewards import actions
from engagement.rewards.models import Gift, Reward, Voucher
from engagement.rewards.reconcile import differences
from tests.people import make_member
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY, TURNS = 50, int(os.environ.get("RACE_ROUNDS", "2"))


@pytest.fixture
def crowd(db):
    return [make_member(f"member-{n}", password=None) for n in range(MANY)]


def pool(leo, slug, codes):
    reward = Reward(slug=slug, name=slug, words="Words.", is_on=True)
    actions.save_reward(reward, by=leo)
    actions.add_codes(reward, [f"{slug}-{n}" for n in range(codes)], by=leo)
    return reward


def test_fifty_at_once_get_fifty_codes_ten_times_and_where_codes_are_fewer_the_others_wait(leo, crowd):
    begun = time.monotonic()
    for turn in range(TURNS):
        codes = MANY if turn % 2 else MANY - 20
        reward = pool(leo, f"turn-{turn}", codes)
        at_once([partial(actions.give, reward, member, why="Thanks.", ticket="1", by=leo) for member in crowd])
        actions.fill_all()
        given = Gift.objects.filter(reward=reward, status="given")
        assert given.count() == codes == len(set(given.values_list("voucher__code", flat=True)))
        assert Gift.objects.filter(reward=reward, status="waiting").count() == MANY - codes
        assert not Voucher.objects.filter(reward=reward, is_free=True).exists()
    assert list(differences()) == []
    print(f"{TURNS} x {MANY} vouchers: {time.monotonic() - begun:.1f} s")  # noqa: T201


def test_a_code_told_fifty_times_at_once_is_redeemed_once_ten_times(leo, ana):
    reward = pool(leo, "till", TURNS)
    for turn in range(TURNS):
        code = actions.give(reward, ana, why="Thanks.", ticket=str(turn), by=leo).code
        at = now()
        deeds = [partial(actions.redeem, code=code, source="till", source_id=f"{turn}-{n}", at=at) for n in range(MANY)]
        said = at_once(deeds)
        assert sum(one is True for one in said) == 1
        assert sum(isinstance(one, Refused) and one.status == 409 for one in said) == MANY - 1
    assert Event.objects.filter(name="voucher.redeemed").count() == TURNS


def test_one_telling_sent_twenty_times_at_once_is_one(leo, ana):
    reward = pool(leo, "till", 1)
    code = actions.give(reward, ana, why="Thanks.", ticket="1", by=leo).code
    said = at_once([partial(actions.redeem, code=code, source="till", source_id="1", at=now())] * 20)
    assert sorted(said) == [False] * 19 + [True]


def test_one_form_sent_twenty_times_at_once_gives_once(leo, ana):
    reward = pool(leo, "form", 20)
    gifts = at_once([partial(actions.give, reward, ana, why="Thanks.", ticket="1", by=leo)] * 20)
    assert len({gift.pk for gift in gifts}) == 1 == Gift.objects.count()
    assert Voucher.objects.filter(is_free=False).count() == 1
