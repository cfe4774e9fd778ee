"""How templates say what a page is to those who look for it. A page that says nothing is not to be found."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from community.frame import found as lines
from community.frame.addresses import address
from community.frame.stencils import Hole

register = template.Library()
KINDS = {"atom": "application/atom+xml", "json": "application/feed+json"}
NAMES = {"atom": "Atom", "json": "JSON Feed"}


@register.simple_tag(takes_context=True)
def unfound(context: RequestContext) -> SafeString:
    """A page for whoever is led there: forms, settings, single pieces."""
    return lines.thin() + lines.canonical_link(lines.canonical(context["request"].path))


@register.simple_tag(takes_context=True)
def found(context: RequestContext, title: Any, address: str = "", thin: bool = False, **about: str) -> SafeString:
    """A page of its own: title, and if there are any description, kind and picture; `thin` ones stay out of indexes."""
    here = address or lines.canonical(context["request"].path)
    said = lines.head(address=here, title=str(title), **about)
    return lines.thin() + said if thin else said


@register.simple_tag
def feeds(title: Any, name: str, place: str = "") -> SafeString:
    """Where programs find what is new here: the feed of that name in both forms."""
    each = [(KINDS[form], title, address) for form, address in _addresses(name, place)]
    return format_html_join("\n", '<link rel="alternate" type="{}" title="{}" href="{}">', each)


@register.simple_tag
def feed_links(name: str, place: str = "") -> SafeString:
    """The same for people."""
    if isinstance(name, Hole):
        return name
    return format_html_join(" · ", '<a href="{1}">{0}</a>', [(NAMES[form], address) for form, address in _addresses(name, place)])


def _addresses(name: str, place: str) -> list[tuple[str, str]]:
    return [(form, address(name, place, form) if place else address(name, form)) for form in KINDS]


@register.simple_tag
def breadcrumbs(*names_and_addresses: Any) -> SafeString:
    """The way to this page for machines: name, address, name, address..., the page itself last."""
    names, addresses = names_and_addresses[::2], names_and_addresses[1::2]
    return lines.json_ld(lines.breadcrumbs(*zip(names, addresses, strict=True)))
