"""The editors' pages: published, and closed to nobody."""

from django.db.models import F, QuerySet
from wagtail.models import Page

from community.frame.sitemaps import Rows

from . import kept


def _pages() -> QuerySet[Page]:
    return Page.objects.live().public().filter(depth__gt=1, locale__in=list(kept.site().locales))


def _address(page: Page) -> str:
    return kept.site().path_of(page.url_path, page.locale_id) or "/"


SECTIONS = (Rows(name="pages", rows=_pages, changed=F("last_published_at"), address=_address),)
