"""An order arrives where members have a balance: it earns, is spent on a voucher and in a shop, and goes back with a refund."""

import re
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from community.events.models import Event
from community.members import actions as members
from community.members.models import CREDIT_SPEND, FACTS_WRITE
from engagement.connections.models import Delivery
from engagement.credit.reconcile import differences

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def words(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def shop(leo):
    secret = members.create_token(leo, name="shop", scopes=[FACTS_WRITE, CREDIT_SPEND], by=leo)[1]
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def tell(path, **said):
        said = {"source": "shop", "time": now().isoformat()} | said
        return client.post(f"/api/v1/{path}", said, content_type="application/json")

    return tell


def test_a_purchase_is_earned_spent_and_given_back(ana, leo, work):
    leos, anas, tell = browser(leo), browser(ana), shop(leo)
    terms = {"is_on": "on", "unit": "miles", "currency": "EUR", "cents": "100", "months": "12", "minimum": "1", "value": "2"}
    assert leos.post("/cms/balance/terms/", terms).status_code == 302
    reward = {"name": "Chain oil", "slug": "oil", "kind": "voucher", "words": "One bottle.", "price": "80", "is_on": "on"}
    assert leos.post("/cms/rewards/new/", reward).status_code == 302
    pool = re.search(r"/cms/rewards/(?:edit/)?(\d+)/", leos.get("/cms/rewards/").content.decode())[1]
    leos.post(f"/cms/rewards/{pool}/codes/", {"codes": BytesIO(b"OIL-1\nOIL-2")})

    bought = {
        "type": "order.placed",
        "member": {"email": "ana@example.com"},
        "amount": 9_990,
        "currency": "EUR",
        "number": "1001",
    }
    assert tell("events", id="o1", **bought).status_code == 201
    work()
    assert "99 miles" in words(anas, "/me/balance/") and "Purchase of 99.90 EUR" in words(anas, "/me/balance/")
    assert "99 miles" in words(anas, "/me/loyalty/")

    page = anas.get("/me/rewards/").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    assert anas.post(f"/me/rewards/have/{pool}/", {"ticket": ticket, "price": "80"}).status_code == 302
    assert "OIL-1" in anas.get("/me/rewards/").content.decode()
    number = members.give_number(ana)
    assert tell("credit/spend", id="s1", member={"number": number}, amount=20).status_code == 409
    assert tell("credit/spend", id="s1", member={"number": number}, amount=10).json()["available"] == 9
    work()

    assert tell("events", id="r1", type="order.refunded", order="o1").status_code == 201
    work()
    page = words(anas, "/me/balance/")
    assert "0 miles" in page and "You owe 90 miles" in page
    told = words(anas, "/notifications/")
    assert "10 miles were used in a shop." in told and "90 were spent already" in told
    assert any("90 were spent already" in letter.body for letter in mail.outbox)

    assert tell("events", **bought | {"id": "o2", "amount": 20_000, "number": "1002"}).status_code == 201
    work()
    assert "110 miles" in words(anas, "/me/balance/") and "You owe" not in words(anas, "/me/balance/")
    history = words(anas, "/me/history/")
    assert "A purchase added 200 to your balance." in history and "You spent 80 of your balance." in history
    report = leos.get("/cms/balance/").content.decode()
    assert "2.20 EUR" in report and "It adds up" in report and list(differences()) == []
    kinds = Event.objects.filter(name__startswith="credit.", subject=ana).order_by("pk").values_list("name", flat=True)
    assert list(kinds) == [f"credit.{kind}" for kind in ("earned", "spent", "spent", "taken_back", "earned")]
    assert not Delivery.objects.exists()
