"""Items as a shop tells them by the hundred."""

from datetime import UTC, datetime, timedelta

from community.forum import actions as forum
from engagement.loyalty import actions as loyalty

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


def item(kind, key, person, **more):
    about = {"id": str(key), "source": "shop", "type": kind, "time": (BEGAN + timedelta(minutes=1)).isoformat()}
    return about | {"touchpoint": "web-shop", "member": {"email": f"p{person}@example.com", "id": f"c{person}"}} | more


def order(key, person=None, **more):
    sum_and_things = {"amount": 4990, "currency": "EUR", "number": f"#{key}", "things": [{"code": "L-1"}]}
    return item("order.placed", key, key if person is None else person, **sum_and_things | more)


def visit(key, person=None, **more):
    return item("visit.made", key, key if person is None else person, **more)


def sell_lamps():
    """The shop's code L-1 is a product of the brand's."""
    lamp = forum.create_product(name="Lamp", category=forum.create_category(name="Lamps"))
    loyalty.keep_codes([("L-1", lamp.pk)])
