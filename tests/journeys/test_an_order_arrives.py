"""A shop tells of a purchase: its buyer owns the product, stands higher, is helped first, and finds it all in their history."""

import json

import pytest
from django.test import Client

from community.forum import actions as forum
from community.members import actions as members
from community.members.models import FACTS_WRITE
from engagement.loyalty import actions as loyalty

pytestmark = pytest.mark.django_db


def test_an_order_arrives(ana, leo, work):
    lamp = forum.create_product(name="Zephyr Lamp", category=forum.create_category(name="Lamps"))
    loyalty.keep_codes([("ZL-1", lamp.pk)])
    loyalty.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    _key, secret = members.create_token(leo, name="Till", scopes=[FACTS_WRITE], by=leo)
    browser, shop = Client(), Client()
    browser.force_login(ana)

    browser.post("/me/card/")
    number = ana.identities.get(kind="number").value
    item = {"id": "7", "source": "till", "type": "order.placed", "time": "2026-11-01T10:00:00Z", "touchpoint": "shop-5"}
    item |= {"member": {"number": number}, "amount": 65000, "currency": "EUR", "number": "T-7", "things": [{"code": "ZL-1"}]}
    key = {"Authorization": f"Bearer {secret}"}
    told = [shop.post("/api/v1/events", json.dumps(item), content_type="application/json", headers=key) for _turn in (1, 2)]
    assert [(one.status_code, one.json()["status"]) for one in told] == [(201, "recorded"), (200, "known")]
    work()

    page = {path: browser.get(path).content.decode() for path in ("/me/products/", "/me/loyalty/", "/me/history/", "/ask/")}
    assert "Zephyr Lamp" in page["/me/products/"] and "order T-7 of" in page["/me/products/"]
    assert "Copper" in page["/me/loyalty/"] and "shop-5" in page["/me/loyalty/"]
    assert "You bought something for 650.00 EUR." in page["/me/history/"] and "told by till" in page["/me/history/"]
    assert "Zephyr Lamp" not in Client().get(ana.get_absolute_url()).content.decode()  # nobody else, unless she shows it
