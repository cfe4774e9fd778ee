import json

import pytest
from django.utils.timezone import now

from community.events.models import Event
from community.members import actions as members
from community.members.models import FACTS_WRITE, Identity, Member
from engagement.connections import actions
from engagement.loyalty.models import Order, Refund, Touchpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(client, leo):
    _key, secret = members.create_token(leo, name="Shop", scopes=[FACTS_WRITE], by=leo)

    def send(body, **headers):
        sent = body if isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {secret}"} | headers
        return client.post("/api/v1/events", sent, content_type="application/json", headers=headers)

    return send


def order(key="1001", **more):
    about = {"id": key, "source": "webshop", "type": "order.placed", "time": "2026-11-01T10:00:00Z", "touchpoint": "web-shop"}
    return (
        about | {"member": {"email": "ana@example.com", "id": "c7"}, "amount": 4990, "currency": "EUR", "number": "#1001"} | more
    )


def refund(key="r1", **more):
    return {"id": key, "source": "webshop", "type": "order.refunded", "time": "2026-11-03T10:00:00Z", "order": "1001"} | more


def test_an_order_makes_its_owner_known_and_told_twice_it_is_one(tell, ana):
    assert tell(order()).status_code == 201
    again = tell(order())
    assert (again.status_code, again.json()["status"]) == (200, "known")
    assert Order.objects.get().member == ana
    assert Event.objects.filter(name="order.placed", subject=ana).count() == 1
    assert Identity.objects.filter(member=ana).count() == 2
    assert Touchpoint.objects.get().slug == "web-shop"


def test_the_same_id_with_another_amount_is_no_repetition(tell, ana):
    tell(order())
    assert tell(order(amount=1)).status_code == 409
    assert Order.objects.get().amount == 4990


def test_somebody_unknown_is_a_member_without_credentials_and_the_next_order_knows_them(tell):
    stranger = {"email": "New@Example.com", "name": "Nora"}
    tell(order("1", member=stranger))
    tell(order("2", member={"email": "new@example.com"}))
    member = Member.objects.get(orders__source_id="order.placed:1")
    assert member.orders.count() == 2
    assert (member.email, member.claimed_at, member.name) == (None, None, "Nora")


def test_an_address_that_nobody_confirmed_here_proves_nothing(tell):
    members.sign_up(name="Zed", email="ana@example.com")
    tell(order())
    assert Order.objects.get().member.email is None


@pytest.mark.parametrize("refund_first", [True, False])
def test_a_whole_refund_takes_the_order_back_whatever_comes_first(tell, ana, refund_first):
    for item in (refund(), order()) if refund_first else (order(), refund()):
        assert tell(item).status_code == 201
    placed, refunded = Event.objects.get(name="order.placed"), Event.objects.get(name="order.refunded")
    assert (refunded.reverses_source, refunded.reverses_source_id) == (placed.source, placed.source_id)
    assert refunded.extras["amount"] == 4990 and Order.objects.get().refunded == 4990
    assert tell(refund()).json()["status"] == "known"


def test_parts_add_up_to_the_whole_and_never_to_more(tell, ana):
    tell(order())
    for number, amount in enumerate((1000, 3000, 9999)):
        tell(refund(f"r{number}", amount=amount))
    told = Event.objects.filter(name="order.refunded").order_by("pk")
    assert [(event.extras["amount"], event.extras["whole"]) for event in told] == [(1000, False), (3000, False), (990, True)]
    assert Order.objects.get().refunded == 4990


def test_a_batch_says_of_each_item_what_became_of_it(tell, ana):
    answer = tell({"events": [order(), order("1002", amount=-5), "nonsense", order(), refund()]})
    assert answer.status_code == 207
    assert [item["status"] for item in answer.json()["items"]] == ["recorded", "refused", "refused", "known", "recorded"]
    assert "amount" in answer.json()["items"][1]["problem"]
    assert Order.objects.count() == 1


def test_more_than_five_hundred_are_too_many_and_nothing_is_written(tell):
    answer = tell({"events": [order(str(n)) for n in range(501)]})
    assert answer.status_code == 413
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "not json",
        "[]",
        {"events": []},
        {"events": {}},
        order(type="order.stolen"),
        order(currency="euro"),
        order(amount="1e400"),
        order(time="2026-11-01T10:00:00"),
        order(time="2999-01-01T00:00:00Z"),
        order(member={}),
        order(member={"email": "nobody"}),
        order(member={"id": "a\x00b"}),
        order(id=""),
        order(id="x" * 300),
        order(source="Web Shop"),
        order(surprise=1),
        refund(amount=-1),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(tell, wrong):
    answer = tell(wrong)
    assert answer.status_code in (400, 422), answer.content
    assert not Order.objects.exists() and not Refund.objects.exists() and not Event.objects.filter(name="order.placed").exists()


def test_only_a_key_of_the_team_with_the_scope_may_tell(client, tell, ana, leo):
    assert tell(order(), Authorization="Bearer qrc_nonsense").status_code == 401
    _key, other = members.create_token(leo, name="Reads", scopes=[], by=leo)
    assert tell(order(), Authorization=f"Bearer {other}").status_code == 401
    members.set_groups(leo, [], by=None)
    assert tell(order()).status_code == 401  # who left the team has lost the right
    assert not Order.objects.exists()


def test_visits_requests_and_courses_are_heard(tell, ana):
    about = {"source": "till", "time": now().isoformat(), "member": {"email": "ana@example.com"}, "touchpoint": "shop-madrid"}
    kinds = [("visit.made", {}), ("ticket.closed", {"solved": False}), ("course.completed", {"course": "latte-art"})]
    answer = tell({"events": [about | {"id": kind, "type": kind} | more for kind, more in kinds]})
    assert answer.json()["recorded"] == 3
    assert set(Event.objects.filter(subject=ana, source="till").values_list("name", flat=True)) == {kind for kind, _more in kinds}


def test_a_dry_run_says_the_same_and_writes_nothing(ana):
    said = list(actions.take_all([order(), order(), order("2", currency="x")], dry=True))
    assert [one.status for one in said] == ["recorded", "known", "refused"]
    assert not Order.objects.exists() and not Identity.objects.exists()
