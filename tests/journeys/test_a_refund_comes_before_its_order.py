"""Two systems are not in step: the refund is told first, the order a day later. In the end nothing was bought."""

import pytest
from django.test import Client

from community.forum import actions as forum
from engagement.connections import actions as connections
from engagement.loyalty import actions as loyalty
from engagement.loyalty import reconcile
from engagement.loyalty.models import Order

pytestmark = pytest.mark.django_db
ABOUT = {"source": "webshop", "touchpoint": "web-shop"}


def test_a_refund_comes_before_its_order(ana, leo, work):
    lamp = forum.create_product(name="Zephyr Lamp", category=forum.create_category(name="Lamps"))
    loyalty.keep_codes([("ZL-1", lamp.pk)])
    loyalty.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    refund = ABOUT | {"id": "r1", "type": "order.refunded", "time": "2026-11-03T10:00:00Z", "order": "7"}
    order = ABOUT | {"id": "7", "type": "order.placed", "time": "2026-11-01T10:00:00Z", "amount": 65000, "currency": "EUR"}
    order |= {"member": {"email": ana.email}, "things": [{"code": "ZL-1"}]}

    assert connections.take(refund).status == "recorded"
    work()
    assert not Order.objects.exists()
    assert connections.take(order).status == "recorded"
    assert connections.take(refund).status == "known"
    work()

    browser = Client()
    browser.force_login(ana)
    history = browser.get("/me/history/").content.decode()
    assert "You bought something for 650.00 EUR." in history and "You gave something back, for 650.00 EUR." in history
    assert "No product yet" in browser.get("/me/products/").content.decode()
    assert ana.loyalty_profile.body["membership"]["tier"] == "member"
    assert Order.objects.get().refunded == 65000 and list(reconcile.differences()) == []
