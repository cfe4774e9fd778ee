"""What views are asked with: by whom, and from where on. An address names the last row shown, not a page number."""

from urllib.parse import urlencode

from django.http import HttpRequest

from community.members.models import Member


class MemberRequest(HttpRequest):
    """A request of a signed-in member: what `login_required` lets through."""

    user: Member


def cursor_of(request: HttpRequest) -> int | None:
    """The `before` of the address; what is no number is the first page."""
    raw = request.GET.get("before", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def older_url(cursor: int | None, **kept: str) -> str:
    """The address of the page further back; "" at the end."""
    return "?" + urlencode({"before": cursor} | {name: value for name, value in kept.items() if value}) if cursor else ""
