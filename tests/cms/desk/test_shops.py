"""Web shops on the desk: added with the address of their webhooks, a secret shown once, and taken away."""

import base64
import hashlib
import hmac
import re

import pytest

from engagement.connections.models import Shop
from engagement.loyalty.models import Order

pytestmark = pytest.mark.django_db
ORDER = b'{"id": 1, "created_at": "2026-11-01T10:00:00Z", "email": "ana@example.com", "total_price": "5.00", "currency": "EUR"}'


@pytest.fixture
def desk(client, leo):
    client.force_login(leo)
    return client


def send(client, secret):
    signature = base64.b64encode(hmac.new(secret.encode(), ORDER, hashlib.sha256).digest()).decode()
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": signature}
    return client.post("/hooks/shops/web/", ORDER, content_type="application/json", headers=headers).status_code


def test_a_shop_is_added_its_secret_shown_this_once_and_its_address_told(desk, ana):
    page = desk.post("/cms/shops/new/", {"name": "Web shop", "slug": "web", "secret": ""}).content.decode()
    shop = Shop.objects.get()
    (secret,) = re.findall(r"\b[0-9a-f]{64}\b", page)
    assert "/hooks/shops/web/" in page and secret not in shop.secret
    for address in ("/cms/shops/", f"/cms/shops/{shop.pk}/"):
        shown = desk.get(address).content.decode()
        assert "Web shop" in shown and secret not in shown
    assert send(desk, secret) == 200 and Order.objects.get().member == ana
    assert send(desk, "another secret of the shop") == 401


def test_the_secret_the_shop_gave_us_is_never_shown(desk):
    answer = desk.post("/cms/shops/new/", {"name": "Web shop", "slug": "web", "secret": "given-by-the-shop"}, follow=True)
    assert "/hooks/shops/web/" in answer.content.decode() and "given-by-the-shop" not in answer.content.decode()


@pytest.mark.parametrize(("field", "value"), [("slug", "two words"), ("name", ""), ("secret", "short"), ("slug", "web")])
def test_what_is_wrong_stands_at_its_field(desk, field, value):
    desk.post("/cms/shops/new/", {"name": "Web shop", "slug": "web"})
    answer = desk.post("/cms/shops/new/", {"name": "Another", "slug": "another", "secret": ""} | {field: value})
    assert answer.status_code == 200 and answer.context["form"].errors[field] and Shop.objects.count() == 1


def test_a_removed_shop_is_refused_and_what_it_told_stays(desk, ana):
    page = desk.post("/cms/shops/new/", {"name": "Web shop", "slug": "web"}).content.decode()
    (secret,) = re.findall(r"\b[0-9a-f]{64}\b", page)
    send(desk, secret)
    assert desk.post(f"/cms/shops/{Shop.objects.get().pk}/remove/").status_code == 302
    assert send(desk, secret) == 404 and Order.objects.count() == 1


def test_others_stay_out(client, ana, mia):
    shop = Shop.objects.create(slug="web", name="Web shop", secret="x")
    for member in (ana, mia):
        client.force_login(member)
        for address in ("/cms/shops/", f"/cms/shops/{shop.pk}/", "/cms/shops/new/", "/cms/facts/"):
            assert client.get(address).status_code in (302, 403)
        assert client.post(f"/cms/shops/{shop.pk}/remove/").status_code in (302, 403)
    assert Shop.objects.exists()
