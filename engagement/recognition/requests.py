"""Pages that go on further back. An address names the last row shown, not a page number."""

from urllib.parse import urlencode

from django.http import HttpRequest

from community.members.requests import number_of


def cursor_of(request: HttpRequest) -> int | None:
    """The `before` of the address; what is no number is the first page."""
    return number_of(request.GET.get("before", ""))


def older_url(cursor: int | None, **kept: str) -> str:
    """The address of the page further back; "" at the end."""
    return "?" + urlencode({"before": cursor} | {name: value for name, value in kept.items() if value}) if cursor else ""
