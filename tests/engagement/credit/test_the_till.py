"""A shop with a key takes from balances over the API: asked twice it is taken once, and never more than there is."""

import pytest
from django.test import Client
from django.utils.timezone import now

from community.events.models import Event
from community.members import actions as members
from community.members.models import CREDIT_SPEND, FACTS_WRITE
from engagement.credit import actions, shown
from engagement.credit.models import Terms
from engagement.loyalty.models import Touchpoint
from tests.credit import buy
from tests.people import make_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(ana, terms, work):
    buy(ana, 10_000)
    work()
    return ana


@pytest.fixture
def number(rich):
    return members.give_number(rich)


def caller(leo, scope=CREDIT_SPEND):
    secret = members.create_token(leo, name="till", scopes=[scope], by=leo)[1]
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def call(path, **said):
        said = {"id": "s1", "source": "till", "time": now().isoformat()} | said
        answer = client.post(f"/api/v1/credit/{path}", said, content_type="application/json")
        return answer.status_code, answer.json()

    return call


def test_a_till_takes_and_gives_back(rich, leo, number, work, client):
    call = caller(leo)
    Touchpoint.objects.create(slug="high-street", name="High Street")
    said = {"member": {"number": number}, "amount": 30, "touchpoint": "high-street"}
    assert call("spend", **said) == (201, {"id": "s1", "status": "recorded", "available": 70, "unit": "miles"})
    assert call("spend", **said) == (200, {"id": "s1", "status": "known", "available": 70, "unit": "miles"})
    assert call("return", id="b1", spending="s1", amount=10)[1]["available"] == 80
    assert call("return", id="b1", spending="s1", amount=10) == (
        200,
        {"id": "b1", "status": "known", "available": 80, "unit": "miles"},
    )
    assert call("return", id="b2", spending="s1")[1]["available"] == 100
    work()
    client.force_login(rich)
    page = client.get("/me/balance/").content.decode()
    assert "In a shop: High Street" in page and "Given back by a shop" in page
    assert "30 miles were used in a shop." in client.get("/notifications/").content.decode()
    assert Touchpoint.objects.get(slug="high-street").last_heard_at


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"amount": 101}, 409),
        ({"amount": 0}, 422),
        ({"amount": -5}, 422),
        ({"amount": 10**12}, 422),
        ({"amount": "many"}, 422),
        ({"amount": 5, "member": {"number": "0000000000"}}, 404),
        ({"amount": 5, "member": {"id": "nobody"}}, 404),
        ({"amount": 5, "member": {"email": "ana@example.com"}}, 422),
        ({"amount": 5, "member": {}}, 422),
        ({"amount": 5, "id": "nul\x00"}, 422),
        ({"amount": 5, "time": "2126-01-01T00:00:00Z"}, 422),
        ({"amount": 5, "more": 1}, 422),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason_and_takes_nothing(rich, leo, number, said, status):
    got, body = caller(leo)("spend", **({"member": {"number": number}} | said))
    assert (got, body["status"], bool(body["title"])) == (status, status, True)
    assert shown.available_of(rich) == 100 and not Event.objects.filter(name="credit.spent").exists()


def test_a_key_without_the_scope_a_member_and_a_brand_without_balances_get_nowhere(rich, leo, number):
    said = {"member": {"number": number}, "amount": 5}
    assert caller(leo, FACTS_WRITE)("spend", **said)[0] == 401
    actions.set_terms(Terms(is_on=False, unit="miles"), by=leo)
    call = caller(leo)
    assert call("spend", **said)[0] == 404 and call("return", spending="s1")[0] == 404
    assert not Event.objects.filter(name="credit.spent").exists()


def test_a_shop_that_knows_its_customers_by_an_id_of_its_own_says_that(rich, leo):
    make_known(system="till:customer-7", number=members.give_number(rich))
    assert caller(leo)("spend", member={"id": "customer-7"}, amount=5)[1]["available"] == 95
