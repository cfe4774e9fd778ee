import base64
import hashlib
import hmac
import json

import pytest

from community.members.models import Member
from community.verdict import Refused
from engagement.connections import actions
from engagement.connections.models import Shop
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Order, Owned

pytestmark = pytest.mark.django_db

ORDER = {
    "id": 820982911946154508,
    "name": "#9999",
    "email": "ana@example.com",
    "created_at": "2026-11-10T11:00:00-05:00",
    "currency": "EUR",
    "total_price": "403.00",
    "source_name": "web",
    "customer": {"id": 115310627314723954, "email": "ana@example.com", "first_name": "Ana", "last_name": "Ríos"},
    "line_items": [{"sku": "ARIA-DUO", "quantity": 1, "price": "398.00"}, {"sku": None, "quantity": 2}],
}
REFUND = {
    "id": 890088186047892319,
    "order_id": 820982911946154508,
    "created_at": "2026-11-12T11:00:00-05:00",
    "transactions": [
        {"kind": "refund", "status": "success", "amount": "403.00"},
        {"kind": "refund", "status": "failure", "amount": "403.00"},
    ],
}


@pytest.fixture
def shop(leo):
    return actions.add_shop(slug="tordo", name="Tordo", secret="a secret of the shop", by=leo)[0]


@pytest.fixture
def send(client, shop):
    def post(topic, sent, *, secret="a secret of the shop", slug="tordo"):
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        headers = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature}
        return client.post(f"/hooks/shops/{slug}/", body, content_type="application/json", headers=headers)

    return post


def test_an_order_and_its_refund_are_mapped_and_the_product_is_owned_meanwhile(send, ana, question_about_a_product):
    product = question_about_a_product.products.get()
    loyalty.keep_codes([("ARIA-DUO", product.pk)])
    assert send("orders/create", ORDER).status_code == 200
    assert send("orders/paid", ORDER).json()["items"][0]["status"] == "known"
    order = Order.objects.get()
    assert (order.member, order.amount, order.number, order.touchpoint) == (ana, 40300, "#9999", "web-shop")
    assert [owned.product for owned in Owned.objects.of(ana)] == [product]
    assert send("refunds/create", REFUND).status_code == 200
    assert Order.objects.get().refunded == 40300
    assert not Owned.objects.of(ana)


def test_what_is_not_signed_with_the_shops_secret_is_refused(send):
    assert send("orders/create", ORDER, secret="another secret here").status_code == 401
    assert send("orders/create", ORDER, slug="nobody").status_code == 404
    assert not Order.objects.exists()


@pytest.mark.parametrize("sent", [b"{", b"[]", {"id": 1}, ORDER | {"total_price": "many"}, ORDER | {"line_items": "none"}])
def test_what_has_not_the_documented_form_is_refused_and_nothing_is_written(send, sent):
    assert send("orders/create", sent).status_code in (400, 422)
    assert not Order.objects.exists()


def test_topics_that_tell_us_nothing_are_taken_and_forgotten(send):
    assert send("products/update", {"id": 1}).json() == {"items": []}
    assert not Member.objects.filter(orders__isnull=False).exists()


def test_only_the_brand_team_adds_shops_and_the_secret_is_sealed(shop, ana):
    assert "a secret" not in Shop.objects.get().secret
    with pytest.raises(Refused):
        actions.add_shop(slug="mine", name="Mine", by=ana)
    assert Shop.objects.count() == 1
