"""What all pages have in common: their address, how their pieces are drawn, and what makes guests' copies old."""

from collections.abc import Iterable
from http import HTTPMethod
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.blocks import pictures
from cms.blocks.calls import InviteBlock, RecognitionBlock
from cms.blocks.people import SpotlightBlock, ThankYousBlock
from cms.blocks.proof import ProofBlock
from cms.blocks.questions import AskBlock, QuestionsBlock, SolvedQuestionsBlock
from cms.blocks.shelf import ShelfBlock
from cms.blocks.writing import pictures_in, text_block, writing
from community.frame.guests import keep

from .. import kept

SHOWN = ("pages", "places", "question", "member")  # a change of any of these makes a guest's copy of a page old


def pieces() -> list[tuple[str, blocks.Block]]:
    """What the community fills, and what the editor writes: may stand on any page but a guide, which has its own order."""
    return [
        ("solved_questions", SolvedQuestionsBlock()),
        ("questions", QuestionsBlock()),
        ("thank_yous", ThankYousBlock()),
        ("spotlight", SpotlightBlock()),
        ("products", ShelfBlock()),
        ("recognition", RecognitionBlock()),
        ("proof", ProofBlock()),
        ("ask", AskBlock()),
        ("invite", InviteBlock()),
        ("words", text_block()),
        *writing()[1:],
    ]


class SitePage(Page):
    """A page of ours. Its streams and pictures are read and drawn before its template is."""

    streams: ClassVar[tuple[str, ...]] = ("body",)
    hero_field: ClassVar[str] = "picture"
    allowed_http_methods: ClassVar[list[HTTPMethod]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Pages in another language than the site's stand under /es/, /ms/: each has one address of its own."""
        self._get_site_root_paths(request)  # Wagtail's redirects look for what this leaves on the request
        site = kept.site()
        path = site.path_of(self.url_path, self.locale_id)
        return (site.pk, site.root_url, path) if path else None

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """The path; without a query and without asking the cache."""
        return kept.site().path_of(self.url_path, self.locale_id) or None

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        return response if kept.site().restricted else keep(response, SHOWN)

    def get_context(
        self, request: HttpRequest, *args: Any, content: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """`content`: what was remembered of the page; a draft that is looked at is read and drawn anew."""
        context = super().get_context(request, *args, **kwargs) | (self.content() if content is None else content)
        context["here"] = dict(context["languages_of_page"]).get(kept.site().language) or request.get_full_path()
        context["address"] = self.url or request.path
        return context

    def content(self) -> dict[str, Any]:
        """What the page says to everybody, loaded and drawn: the number of queries depends on the pieces, not on what is in
        them. Nothing in it may depend on who looks: it is given to others as well.
        """
        drawn = pictures.drawn(self.wanted())
        said = {"drawn_pictures": drawn, "hero": self.hero(drawn), "languages_of_page": translations_of(self)}
        shown = said | {"page": self, "self": self}
        pieces = {f"{name}_pieces": [piece.render(shown) for piece in getattr(self, name)] for name in self.streams}
        return said | pieces

    def wanted(self) -> list[pictures.Wanted]:
        """Every picture the page shows, each with its shape."""
        own = [(self.main_picture, "hero")] if self.main_picture else []
        return [*own, *(pair for name in self.streams for pair in pictures_in(getattr(self, name)))]

    @property
    def main_picture(self) -> Any:
        return getattr(self, self.hero_field, None)

    def hero(self, drawn: dict[tuple[int, str], pictures.Drawn]) -> pictures.Drawn | None:
        return drawn.get((self.main_picture.pk, "hero")) if self.main_picture else None


def translations_of(page: Page) -> list[tuple[str, str]]:
    """(language, address) of each published translation, itself among them; none where there is only this one."""
    site = kept.site()
    if len(site.roots) < 2:
        return []
    rows = Page.objects.live().filter(translation_key=page.translation_key).values_list("locale_id", "url_path")
    found = [(site.locales[locale], site.path_of(path, locale)) for locale, path in rows if locale in site.locales]
    return sorted(one for one in found if one[1]) if len(found) > 1 else []


def rich(source: str) -> SafeString:
    return SafeString(expand_db_html(source)) if source else SafeString("")


def blocks_of(stream: Iterable[Any], *kinds: str) -> list[Any]:
    return [piece for piece in stream if piece.block_type in kinds]
