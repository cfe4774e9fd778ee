"""Several systems tell the same in the same moment: each fact is known once, whoever comes first."""

from functools import partial

import pytest

from community.events.models import Due, Event
from community.members.models import Identity, Member
from engagement.connections import actions
from engagement.loyalty.models import Line, Order, Owned
from tests.batches import order, sell_lamps, visit
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 120


def tell(items):
    return [one.status for one in actions.take_all(items)]


def exact(results):
    assert sum(status == "recorded" for said in results for status in said) == MANY
    assert {status for said in results for status in said} == {"recorded", "known"}
    assert Order.objects.count() == Line.objects.count() == Event.objects.filter(name="order.placed").count() == MANY
    people = MANY // 2
    assert Owned.objects.count() == Event.objects.filter(name="product.owned").count() == people
    assert Member.objects.filter(claimed_at=None).count() == people and Identity.objects.count() == 2 * people
    assert Event.objects.filter(name="order.placed", extras__first=True).count() == people
    assert not Event.objects.filter(due=None, name="order.placed").exists() and Due.objects.exists()


@pytest.fixture
def orders():
    sell_lamps()
    return [order(n, n % (MANY // 2)) for n in range(MANY)]


def test_the_same_batch_from_four_at_once_is_known_once(orders):
    exact(at_once([partial(tell, orders) for _caller in range(4)]))


def test_the_same_orders_the_other_way_round_wait_for_nobody_for_ever(orders):
    exact(at_once([partial(tell, orders), partial(tell, orders[::-1]), partial(tell, orders[60:] + orders[:60])]))


def test_single_facts_beside_a_batch_are_known_once(orders):
    def one_by_one(some):
        return [status for single in some for status in tell([single])]

    exact(at_once([partial(tell, orders), partial(one_by_one, orders[::-1][:40]), partial(one_by_one, orders[20:60])]))


def test_two_who_tell_of_the_same_new_people_make_them_once():
    visits = [visit(n) for n in range(60)]
    others = [visit(f"x{n}", n) for n in range(60)][::-1]
    assert at_once([partial(tell, visits), partial(tell, others)]) == [["recorded"] * 60] * 2
    assert Member.objects.count() == 60 and Identity.objects.count() == 120
