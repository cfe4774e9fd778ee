"""Whom to ask about the terms, without a query for those who have agreed: each process remembers them."""

from typing import Any

from django.http import HttpRequest

from community.frame import identity

from .models import Accepted

MOST = 50_000
_agreed: set[tuple[int, int]] = set()  # (member, version)


def forget() -> None:
    _agreed.clear()


def has_agreed(member: Any, *, version: int, since: Any) -> bool:
    """Whether nothing is to be asked: they agreed, or joined when this version was in force."""
    if (member.pk, version) in _agreed:
        return True
    joined = member.claimed_at or member.joined_at
    agreed = bool(since and joined >= since) or Accepted.objects.filter(member=member.pk, version__gte=version).exists()
    if agreed:
        if len(_agreed) >= MOST:
            _agreed.clear()
        _agreed.add((member.pk, version))
    return agreed


def on_page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `terms_asked`, the version a member is still to agree to, and which papers there are."""
    brand = identity.current()
    user = getattr(request, "user", None)
    if not brand.terms or user is None or not user.is_authenticated:
        return {}
    asked = not has_agreed(user, version=brand.terms, since=brand.terms_at)
    return {"terms_asked": brand.terms} if asked else {}
