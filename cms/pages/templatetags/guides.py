"""What a guide tells machines that look for pages."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from community.frame import found as lines

register = template.Library()


@register.simple_tag(takes_context=True)
def guide_data(context: RequestContext, page: Any, above: tuple[str, str], address: str) -> SafeString:
    """The guide as schema.org's Article, and the way to it."""
    article: dict[str, Any] = {
        "@type": "Article",
        "headline": page.title[:110],
        "url": lines.whole(address),
        "inLanguage": context["language"],
        "publisher": {"@type": "Organization", "name": context["brand_name"]},
    }
    if page.intro:
        article["description"] = page.intro
    if page.first_published_at:
        article |= {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    if people := [member.shown_name for member in context["contributors"] if not member.erased_at]:
        article["contributor"] = [{"@type": "Person", "name": name} for name in people]
    return lines.json_ld(article) + lines.json_ld(lines.breadcrumbs(above, (page.title, address)))
