"""The editors' pages: published, and closed to nobody."""

from django.db.models import F, QuerySet
from wagtail.models import Page

from community.frame.sitemaps import Rows


def _pages() -> QuerySet[Page]:
    return Page.objects.live().public().filter(depth__gt=1)


SECTIONS = (Rows(name="pages", rows=_pages, changed=F("last_published_at"), address=lambda page: page.url or "/"),)
