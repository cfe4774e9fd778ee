import pytest

from community.members.models import Identity
from engagement.connections import actions as connections
from engagement.loyalty.models import Order

pytestmark = pytest.mark.django_db


def test_a_number_is_made_when_it_is_asked_for_and_looking_makes_none(client, ana):
    client.force_login(ana)
    client.get("/me/card/")
    assert not Identity.objects.exists()
    client.post("/me/card/")
    client.post("/me/card/")
    [number] = Identity.objects.filter(member=ana).values_list("value", flat=True)
    assert f"{number[:5]} {number[5:]}" in client.get("/me/card/").content.decode()


def test_an_order_is_claimed_by_its_number_and_address_and_guessing_ends(client, ana, work):
    person = {"email": "old@example.com"}
    item = {"id": "1", "source": "shop", "type": "order.placed", "time": "2026-11-01T10:00:00Z", "member": person}
    connections.take(item | {"amount": 100, "currency": "EUR", "number": "#1001"})
    client.force_login(ana)
    refused = client.post("/me/card/claim/", {"number": "1002", "mail": "old@example.com"})
    assert refused.status_code == 404 and "1002" in refused.content.decode()
    assert Order.objects.get().member != ana
    assert client.post("/me/card/claim/", {"number": "1001", "mail": "old@example.com"}).status_code == 302
    work()
    assert Order.objects.get().member == ana
    codes = [client.post("/me/card/claim/", {"number": "1", "mail": "x@example.com"}).status_code for _turn in range(4)]
    assert codes[-1] == 429
