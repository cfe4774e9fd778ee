"""What a page tells machines that look for pages: its one address, whether it is worth finding, what it is about."""

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.encoding import escape_uri_path
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .identity import brand_name

SCHEMA = "https://schema.org"
PICTURE = (1200, 630)
# No text may end the script element it stands in or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def whole(address: str) -> str:
    """An address of this site as others write it; `address` is percent-encoded already, as reverse() gives it."""
    return f"{settings.SITE_URL}{address}"


def canonical(path: str, **kept: str) -> str:
    """The one address of a page: its path, and of its parameters only those that make it another page."""
    query = urlencode({name: value for name, value in kept.items() if value})
    return escape_uri_path(path) + (f"?{query}" if query else "")


def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data as an element that browsers don't run."""
    said = json.dumps({"@context": SCHEMA} | data, cls=DjangoJSONEncoder, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{said}</script>')


def breadcrumbs(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way to a page from above, itself last: (name, address) each."""
    items = [
        {"@type": "ListItem", "position": place, "name": str(name), "item": whole(address)}
        for place, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def head(*, address: str, title: str = "", description: str = "", kind: str = "website", picture: str = "") -> SafeString:
    """The lines of <head> by which a page is found and shown elsewhere."""
    said = [("og:site_name", brand_name()), ("og:type", kind), ("og:url", whole(address)), ("og:title", title)]
    if description:
        said.append(("og:description", description))
    if picture:
        width, height = PICTURE
        said += [("og:image", whole(picture)), ("og:image:type", "image/png"), ("og:image:alt", title)]
        said += [("og:image:width", str(width)), ("og:image:height", str(height))]
    lines: list[str] = [canonical_link(address)]
    if description:
        lines.append(f'<meta name="description" content="{conditional_escape(description)}">')
    if title:
        lines += [f'<meta property="{name}" content="{conditional_escape(value)}">' for name, value in said]
        lines.append(f'<meta name="twitter:card" content="{"summary_large_image" if picture else "summary"}">')
    return SafeString("\n".join(lines))


def canonical_link(address: str) -> SafeString:
    return SafeString(f'<link rel="canonical" href="{conditional_escape(whole(address))}">')


def thin() -> SafeString:
    """Nothing here is worth finding, what it links to may be."""
    return mark_safe('<meta name="robots" content="noindex, follow">\n')
