import re

import pytest

from community.events.models import Event
from community.members import actions as members
from engagement.credit.shown import available_of
from engagement.loyalty.models import Order
from tests import credit

pytestmark = pytest.mark.django_db


@pytest.fixture
def till(client, settings):
    settings.ROOT_URLCONF = "tests.cms.demo.urls"

    def press(act, **said):
        return client.post("/till/", {"act": act} | {f"{act}-{name}": value for name, value in said.items()})

    return press


@pytest.fixture
def rich(ana, leo, work):
    """Five hundred miles, and a card."""
    credit.switch_on(leo)
    credit.buy(ana, 50_000)
    work()
    members.give_number(ana)
    return ana


def number_of(member):
    return member.identities.get(kind="number").value


def test_a_sale_is_a_purchase_of_whoever_shows_the_card(till, rich):
    page = till("sale", number=number_of(rich), amount="89.00", products="")
    assert page.status_code == 200 and "Sold, and told." in page.content.decode()
    assert Order.objects.get(source="till").member == rich


def test_a_payment_takes_from_the_balance_and_its_receipt_gives_it_back(till, rich):
    page = till("payment", number=number_of(rich), amount=120).content.decode()
    receipt = re.search(r"R-[0-9a-f]{8}", page)
    assert receipt and "380 miles are left" in page and available_of(rich) == 380
    assert f'value="{receipt[0]}"' in page  # the form below is filled in
    till("return", receipt=receipt[0], amount=20)
    assert available_of(rich) == 400
    assert "500 miles are there now" in till("return", receipt=receipt[0], amount="").content.decode()
    assert available_of(rich) == 500


@pytest.mark.parametrize(
    ("act", "said", "why"),
    [
        ("payment", {"number": "CARD", "amount": 501}, "there are 500"),
        ("payment", {"number": "0000000000", "amount": 5}, "Nobody with an account"),
        ("payment", {"number": "CARD", "amount": 0}, "greater than or equal to 1"),
        ("return", {"receipt": "R-nothing", "amount": ""}, "Nothing was spent under this id"),
        ("sale", {"amount": "9.00"}, "Scan the member number"),
        ("sale", {"amount": "9.00", "number": "7" * 20 + "7"}, "at most 20"),
        ("theft", {}, "The till"),
    ],
)
def test_what_is_refused_is_said_with_what_was_typed_and_nothing_changes(till, rich, act, said, why):
    before = Event.objects.count()
    said = {name: number_of(rich) if value == "CARD" else value for name, value in said.items()}
    page = till(act, **said)
    assert page.status_code == 400 and why in page.content.decode()
    assert all(str(value) in page.content.decode() for name, value in said.items() if value != "")
    assert Event.objects.count() == before and available_of(rich) == 500


def test_where_members_have_no_balance_the_till_only_sells(till, client, ana):
    page = client.get("/till/").content.decode()
    assert "payment-number" not in page and "sale-number" in page
    members.give_number(ana)
    assert till("payment", number=number_of(ana), amount=5).status_code == 400
