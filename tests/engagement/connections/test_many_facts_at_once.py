"""A batch is written together; that it is must not be seen in what becomes of each item."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import clock
from community.events.models import Due, Event
from community.members.models import Identity, Member
from engagement.connections import actions, incoming
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Line, Order, Owned, Refund, Touchpoint
from tests.batches import BEGAN, item, order, sell_lamps, visit
from tests.people import make_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp():
    sell_lamps()


def statuses(items, **more):
    return [one.status for one in actions.take_all(items, **more)]


@pytest.mark.parametrize(
    ("wrong", "http"),
    [
        (order(7, amount=1), 409),  # the id names another sum
        (order("w", currency="euro"), 422),
        (order("w", member={"name": "Nobody"}), 422),
        ("nonsense", 422),
    ],
)
def test_one_bad_item_among_five_hundred_harms_no_other_and_leaves_nothing_of_its_own(lamp, wrong, http):
    items = [order(n) for n in range(incoming.MOST - 1)]
    known_before = dict(wrong, member={"email": "late@example.com"}) if http == 409 else wrong
    taken = list(actions.take_all([*items[:250], known_before, *items[250:]]))
    refused = [place for place, one in enumerate(taken) if one.status == actions.REFUSED]
    assert refused == [250] and taken[250].http == http and taken[250].problem
    assert [one.status for place, one in enumerate(taken) if place != 250] == [actions.NEW] * (incoming.MOST - 1)
    assert Order.objects.count() == Owned.objects.count() == Line.objects.count() == incoming.MOST - 1
    assert Event.objects.filter(name="order.placed").count() == incoming.MOST - 1
    assert not Identity.objects.filter(value="late@example.com").exists()
    assert Member.objects.count() == incoming.MOST - 1


def test_what_the_database_refuses_is_refused_alone(lamp):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_poison BEFORE INSERT ON loyalty_order WHEN NEW.amount = 666 "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        else:
            cursor.execute("ALTER TABLE loyalty_order ADD CONSTRAINT no_poison CHECK (amount <> 666)")
    items = [order(n, amount=666 if n in (3, 60) else 4990) for n in range(150)]
    taken = list(actions.take_all(items))
    assert [place for place, one in enumerate(taken) if one.status == actions.REFUSED] == [3, 60]
    assert taken[3].http == 409
    assert Order.objects.count() == Owned.objects.count() == Event.objects.filter(name="order.placed").count() == 148
    assert not Identity.objects.filter(value="p60@example.com").exists()


def test_each_is_told_what_became_of_it_in_its_own_place(lamp):
    statuses([order(1)])
    refund = {"id": "r", "source": "shop", "type": "order.refunded", "time": BEGAN.isoformat(), "order": "3"}
    batch = [visit("v"), order(1), refund, order(2), order(2), order(2, amount=3), order(3), visit("v"), {}, refund]
    wanted = ["recorded", "known", "recorded", "recorded", "known", "refused", "recorded", "known", "refused", "known"]
    assert statuses(batch) == wanted
    assert Order.objects.get(source_id="order.placed:3").refunded == 4990
    assert Owned.objects.get(member__identities__value="p3@example.com").gone_at
    assert Refund.objects.get().order.source_id == "order.placed:3"


def test_people_become_known_within_a_batch_as_they_would_one_after_the_other(ana):
    items = [
        visit(1, member={"id": "c1", "name": "Nora"}),
        visit(2, member={"id": "c1", "email": "Nora@Example.com"}),
        visit(3, member={"email": "nora@example.com"}),
        visit(4, member={"email": "ana@example.com", "id": "c9"}),
        visit(5, member={"id": "c9", "email": "another@example.com"}),
        visit(6, member={"email": "another@example.com"}),
    ]
    assert statuses(items) == ["recorded"] * 6
    who = {event.source_id: event.subject for event in Event.objects.filter(name="visit.made").select_related("subject")}
    nora = who["visit.made:1"]
    assert who["visit.made:2"] == who["visit.made:3"] == nora and nora.name == "Nora" and nora.email is None
    assert who["visit.made:4"] == who["visit.made:5"] == ana
    assert who["visit.made:6"] not in (ana, nora)  # an account's other address proves nothing
    assert set(Identity.objects.filter(member=ana).values_list("value", flat=True)) == {"ana@example.com", "shop:c9"}


def test_only_the_first_purchase_of_a_batch_is_somebodys_first_and_what_they_own_is_theirs_once(lamp):
    statuses([order(1, 5), order(2, 5), order(3, 6)])
    first = dict(Event.objects.filter(name="order.placed").values_list("source_id", "extras__first"))
    assert first == {"order.placed:1": True, "order.placed:2": False, "order.placed:3": True}
    assert Owned.objects.count() == Event.objects.filter(name="product.owned").count() == 2
    assert Touchpoint.objects.get().slug == "web-shop"


def test_what_somebody_gave_up_is_theirs_again_when_they_bought_it_later_and_not_when_they_bought_it_before(lamp):
    statuses([order(1, 5), order(2, 6)])
    for owned in Owned.objects.all():
        loyalty.give_up(owned, by=make_known(system=f"shop:c{5 if owned.order.number == '#1' else 6}"))
    later = (clock.now() + timedelta(minutes=1)).isoformat()
    assert statuses([order(3, 5, time=later), order(4, 6)]) == ["recorded", "recorded"]
    standing = Owned.objects.standing().get()
    assert standing.order.number == "#3"


def test_a_batch_owes_the_same_work_as_its_items_one_by_one(lamp):
    statuses([order(n) for n in range(3)])
    for n in range(3, 6):
        statuses([order(n)])
    owed = [sorted(Due.objects.filter(event=event).values_list("reaction", flat=True)) for event in Event.objects.all()]
    by_name = {event.name: work for event, work in zip(Event.objects.all(), owed, strict=True)}
    assert len(owed) == 12 and all(work == by_name[event.name] for event, work in zip(Event.objects.all(), owed, strict=True))
    assert by_name["order.placed"] and by_name["product.owned"]


@pytest.mark.parametrize("kind", [order, visit])
def test_statements_grow_with_hundreds_and_not_with_items(lamp, kind):
    def statements(items):
        with CaptureQueriesContext(connection) as spent:
            assert set(statuses(items)) == {"recorded"}
        return sum(not str(query["sql"]).startswith(("SAVEPOINT", "RELEASE")) for query in spent.captured_queries)

    statements([kind("warm")])
    few, many = statements([kind(n) for n in range(100)]), statements([kind(n) for n in range(1000, 1500)])
    assert few < 40 and many <= 5 * (few + 2)  # a handful for a hundred, never one for each; a touchpoint is heard each minute
    with CaptureQueriesContext(connection) as spent:
        assert set(statuses([kind(n) for n in range(1000, 1500)])) == {"known"}
    assert len(spent) < 100


@pytest.mark.parametrize("wrong", ["a\x00b", "\ud800", "x" * 61])
@pytest.mark.parametrize("where", ["name", "number", "course"])
def test_text_that_no_database_keeps_is_refused_or_cleaned_and_never_harms_the_others(ana, wrong, where):
    bad = order("bad")
    if where == "name":
        bad["member"]["name"] = wrong
    elif where == "number":
        bad["number"] = wrong
    else:
        bad = item("course.completed", "bad", 1, course=wrong)
    taken = list(actions.take_all([visit(1), bad, visit(2)]))
    assert (taken[0].status, taken[2].status) == ("recorded", "recorded")
    assert taken[1].status == "recorded" or (
        taken[1].http == 422 and not Event.objects.filter(source_id__endswith=":bad").exists()
    )


def test_a_time_at_the_edge_of_the_calendar_is_refused(ana):
    taken = list(actions.take_all([visit(1, time="0001-01-01T00:00:00+14:00"), visit(2)]))
    assert [one.status for one in taken] == ["refused", "recorded"]
