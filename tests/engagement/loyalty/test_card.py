import re

import pytest
import segno

from community.frame.qr import QUIET, qr_of
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
    page = client.get("/me/card/").content.decode()
    assert f"{number[:5]} {number[5:]}" in page and qr_of(number) in page


def test_the_code_to_scan_says_the_number_with_light_around_it():
    drawn = qr_of("0123456789")
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', drawn)[1])
    at, dark = (0.0, 0.0), set()
    for command, numbers in re.findall(r"([Mmh])([-.\d ]+)", re.search(r' d="([^"]+)"', drawn)[1]):
        steps = [float(number) for number in re.findall(r"-?[.\d]+", numbers)]
        if command == "h":
            dark |= {(int(at[0]) + step, int(at[1])) for step in range(int(steps[0]))}
            at = (at[0] + steps[0], at[1])
        else:
            at = (steps[0], steps[1]) if command == "M" else (at[0] + steps[0], at[1] + steps[1])
    wanted = segno.make("0123456789", error="m", micro=False).matrix
    assert side == len(wanted) + 2 * QUIET
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(wanted) for x, bit in enumerate(row) if bit}


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
