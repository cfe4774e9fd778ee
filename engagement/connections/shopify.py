"""Webhooks in the form Shopify documents: how they are signed, and what of an order or a refund is ours.

https://shopify.dev/docs/apps/build/webhooks and the Order and Refund objects of its REST Admin API.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

ORDERS = ("orders/create", "orders/paid")
REFUNDS = ("refunds/create",)
TOUCHPOINTS = {"pos": "shop", "web": "web-shop", "shopify_draft_order": "web-shop"}


class NotTheirs(ValueError):
    """What came has not the documented form; the message says where."""


def is_signed(body: bytes, signature: str, *, secret: str) -> bool:
    """The header X-Shopify-Hmac-Sha256 is the base64 of the HMAC-SHA256 of the body as it came."""
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(expected.encode(), signature.encode())


def items_of(topic: str, sent: Any, *, source: str) -> list[dict[str, Any]]:
    """The items that a webhook of this topic is for us; none for topics that tell us nothing."""
    if not isinstance(sent, dict):
        raise NotTheirs("the body is no object")
    try:
        if topic in ORDERS:
            return [_order(sent, source)]
        return [_refund(sent, source)] if topic in REFUNDS else []
    except (KeyError, TypeError, AttributeError, InvalidOperation) as problem:
        raise NotTheirs(f"{type(problem).__name__}: {problem}") from problem


def _order(order: dict[str, Any], source: str) -> dict[str, Any]:
    customer = order.get("customer") or {}
    name = " ".join(filter(None, (customer.get("first_name"), customer.get("last_name"))))
    person = {"id": str(customer["id"]) if customer.get("id") else "", "name": name[:60]}
    person["email"] = order.get("email") or order.get("contact_email") or customer.get("email") or ""
    lines: Iterable[dict[str, Any]] = order.get("line_items") or ()
    return {
        "id": str(order["id"]),
        "source": source,
        "type": "order.placed",
        "time": order.get("processed_at") or order["created_at"],
        "touchpoint": TOUCHPOINTS.get(order.get("source_name") or "web", "other"),
        "member": person,
        "amount": _cents(order.get("total_price") or order["current_total_price"]),
        "currency": order["currency"],
        "number": str(order.get("name") or order.get("order_number") or ""),
        "things": [{"code": line.get("sku") or "", "quantity": line.get("quantity") or 1} for line in lines][:200],
    }


def _refund(refund: dict[str, Any], source: str) -> dict[str, Any]:
    """What went back is the sum of its refund transactions that succeeded."""
    done = [row for row in refund.get("transactions") or () if row.get("kind") == "refund" and row.get("status") == "success"]
    return {
        "id": str(refund["id"]),
        "source": source,
        "type": "order.refunded",
        "time": refund.get("processed_at") or refund["created_at"],
        "order": str(refund["order_id"]),
        "amount": sum(_cents(row["amount"]) for row in done),
    }


def _cents(amount: Any) -> int:
    return int((Decimal(str(amount)) * 100).to_integral_value())
