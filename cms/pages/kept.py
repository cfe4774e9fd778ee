"""What every page needs of the CMS, ready without a query: where the trees of pages begin, and the menus.

Read anew when somebody publishes, moves or takes down a page, or changes the menus (apps.py listens to Wagtail).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.models import Site as WagtailSite

from community.frame.actions import note_change
from community.frame.kept import Kept

TOPIC = "pages"


@dataclass(frozen=True, kw_only=True)
class Item:
    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Menus:
    """The items of both menus in one language. `name` changes with them, so that frames are drawn again."""

    main: tuple[Item, ...] = ()
    footer: tuple[Item, ...] = ()
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """The trees of pages: `roots` is where each language's begins, as Wagtail's url_path; `language` is the site's own."""

    pk: int = 0
    root_url: str = ""
    language: str = "en"
    roots: dict[str, str] = field(default_factory=dict)
    locales: dict[int, str] = field(default_factory=dict)
    restricted: bool = False
    menus: dict[str, Menus] = field(default_factory=dict)
    products: dict[int, dict[str, str]] = field(default_factory=dict)  # the addresses of a product's pages, by language

    def path_of(self, url_path: str, locale_id: int) -> str:
        """The address of a page below a root; "" for one outside of them."""
        language = self.locales.get(locale_id, self.language)
        root = self.roots.get(language)
        if root is None or not url_path.startswith(root):
            return ""
        prefix = "" if language == self.language else f"{language}/"
        return f"/{prefix}{url_path[len(root) :]}"

    def menus_in(self, language: str) -> Menus:
        return self.menus.get(language) or self.menus.get(self.language) or Menus()


def _read() -> Site:
    found = WagtailSite.objects.select_related("root_page").filter(is_default_site=True).first()
    locales = dict(Locale.objects.values_list("pk", "language_code"))
    if found is None:
        return Site(locales=locales)
    root = found.root_page
    twins = Page.objects.live().filter(translation_key=root.translation_key).values_list("locale_id", "url_path")
    own = locales.get(root.locale_id, settings.LANGUAGE_CODE)
    about: dict[str, Any] = {
        "pk": found.pk,
        "root_url": settings.SITE_URL,
        "language": own,
        "roots": {locales[locale]: path for locale, path in twins if locale in locales} | {own: root.url_path},
        "locales": locales,
        "restricted": PageViewRestriction.objects.exists(),
    }
    site = Site(**about)
    return replace(site, menus=_menus(site, root), products=_products(site))


def _products(site: Site) -> dict[int, dict[str, str]]:
    """Of pages that everybody may read; of two about one product the first."""
    found: dict[int, dict[str, str]] = {}
    rows = apps.get_model("pages", "ProductPage").objects.live().public().order_by("pk")
    for product, url_path, locale in rows.values_list("product_id", "url_path", "locale_id"):
        if address := site.path_of(url_path, locale):
            found.setdefault(product, {}).setdefault(site.locales.get(locale, site.language), address)
    return found


def _menus(site: Site, root: Page) -> dict[str, Menus]:
    row = apps.get_model("pages", "Menu").objects.first()
    chosen = {"main": _said(row.main if row else ()), "footer": _said(row.footer if row else ())}
    if not chosen["main"]:
        children = Page.objects.live().in_menu().child_of(root).filter(locale=root.locale_id).order_by("path")
        chosen["main"] = [(page, "", "") for page in children]
    keys = {page.translation_key for items in chosen.values() for page, _address, _words in items if page}
    rows = list(Page.objects.live().filter(translation_key__in=keys)) if keys else []
    pages = {(row.translation_key, site.locales.get(row.locale_id, "")): row for row in rows}
    return {language: _in_language(site, language, chosen, pages) for language in site.locales.values()}


Said = tuple[Page | None, str, str]  # the page or the address, and the words


def _said(stream: Iterable[Any]) -> list[Said]:
    values = [piece.value for piece in stream]
    return [(value.get("page"), value.get("address") or "", value.get("words") or "") for value in values]


def _in_language(site: Site, language: str, chosen: dict[str, list[Said]], pages: dict[Any, Page]) -> Menus:
    def item(said: Said) -> Item | None:
        page, address, words = said
        if page is None:
            return Item(words=words, url=address) if address else None
        shown = pages.get((page.translation_key, language)) or pages.get((page.translation_key, site.language))
        url = site.path_of(shown.url_path, shown.locale_id) if shown else ""
        return Item(words=words or shown.title, url=url) if shown and url else None

    items = {name: tuple(one for said in row if (one := item(said))) for name, row in chosen.items()}
    name = hashlib.sha256(repr(items).encode()).hexdigest()[:16]
    return Menus(**items, name=name)


_kept: Kept[Site] = Kept(TOPIC, _read)


def site() -> Site:
    return _kept.get()


def page_about(product: int) -> str:
    """The address of a product's page in the reader's language, else in the site's own; "" without one."""
    addresses = site().products.get(product, {})
    return addresses.get(get_language() or "") or addresses.get(site().language, "")


def note_changed(**_about: Any) -> None:
    """Something of the pages or menus changed: everybody reads them again."""
    note_change(TOPIC)
    _kept.forget()


def forget() -> None:
    _kept.forget()
