import re
from collections import defaultdict
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.blocks.choosers import member_chooser, product_chooser
from cms.blocks.questions import AskBlock, QuestionsBlock
from cms.blocks.writing import writing
from community.forum.models import Answer, Product, Question

from .. import kept
from .base import SitePage, pieces, rich

RELATED, QUESTIONS, TOC_FROM = 5, 5, 3
HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.S)


class HelpPage(SitePage):
    """Where guides stand together: found by product, with a way to ask."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    body = StreamField(
        pieces(), blank=True, verbose_name=_("pieces"), help_text=_("The guides under this page follow by themselves.")
    )

    template = "pages/help_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.HelpPage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage", "pages.HelpPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("guides and help")

    def content(self) -> dict[str, Any]:
        return super().content() | {"intro": rich(self.intro), "shelves": self.shelves()}

    def shelves(self) -> list[tuple[str, list["ArticlePage"]]]:
        """Published guides below this page by product, those about none last: one query."""
        guides = open_guides().descendant_of(self).select_related("product").defer("body")
        found: dict[tuple[int, str], list[ArticlePage]] = defaultdict(list)
        for guide in guides.order_by("product__position", "product__name", "title"):
            found[(0, guide.product.name) if guide.product else (1, "")].append(guide)
        return [(name or (_now("Good to know") if len(found) > 1 else ""), rows) for (_last, name), rows in sorted(found.items())]


class ArticlePage(SitePage):
    """A guide: what works, written down once, with thanks to those who found it out."""

    intro = models.CharField(_("in one sentence"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(
        [*writing(), ("questions", QuestionsBlock()), ("ask", AskBlock())], blank=True, verbose_name=_("what it says")
    )
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    question = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )  # what it was made of
    checked_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("When somebody last made sure that it is right.")
    )

    template = "pages/article_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HelpPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("product", widget=product_chooser.widget_class), FieldPanel("checked_on")], heading=_("About")
        ),
        InlinePanel(
            "contributors",
            heading=_("With thanks to"),
            label=_("Member"),
            help_text=_("They are named under the guide and told when it is published."),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]

    class Meta:
        verbose_name = _("guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        asked = said if (said := request.GET.get("said")) in ("yes", "no") else ""
        return super().get_context(request, *args, **kwargs) | {"asked": asked}

    def content(self) -> dict[str, Any]:
        said = super().content()
        body, headings = with_anchors(said["body_pieces"])
        return said | {
            "body_pieces": body,
            "toc": headings if len(headings) >= TOC_FROM else [],
            "contributors": self.thanked(),
            "above": self.above(),
            "related": self.related(),
            "questions": self.questions(),
            "ask_about": ask_about(self),
        }

    def thanked(self) -> list[Any]:
        """Members named under it: one query; of a draft, those that are about to be."""
        rows = self.contributors.all()
        return [one.member for one in (rows.select_related("member") if hasattr(rows, "select_related") else rows)]

    def above(self) -> tuple[str, str]:
        """(title, address) of the page it stands under: one query."""
        row = Page.objects.filter(path=self.path[: -Page.steplen]).values_list("title", "url_path", "locale_id").first()
        return (row[0], kept.site().path_of(row[1], row[2]) or "/") if row else ("", "/")

    def related(self) -> list["ArticlePage"]:
        """Other guides about the same product, or beside it where it is about none: one query."""
        rows = open_guides().exclude(pk=self.pk).filter(locale=self.locale_id)
        near = rows.filter(product=self.product_id) if self.product_id else rows.sibling_of(self)
        return list(
            near.only("title", "url_path", "locale", "path", "depth", "slug").order_by("-last_published_at", "-pk")[:RELATED]
        )

    def questions(self) -> list[Question]:
        """Questions that were asked about it, and the one it was made of: one query."""
        asked = models.Q(pk__in=self.asked.values("question")) | models.Q(pk=self.question_id or 0)
        rows = Question.objects.listed().filter(asked).select_related("accepted")
        return list(rows.only("title", "slug", "accepted__state").order_by("-published_at", "-pk")[:QUESTIONS])


class Contributor(Orderable):
    """A member who is thanked under a guide; `answer` is theirs that it was made of."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="contributors")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    answer = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+")

    panels = [FieldPanel("member", widget=member_chooser.widget_class)]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "member"], name="thanked_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.page_id}"


def open_guides() -> Any:
    """Published guides that are closed to nobody; where nothing is closed, without asking which are."""
    rows = ArticlePage.objects.live()
    return rows.public() if kept.site().restricted else rows


def with_anchors(drawn: list[str]) -> tuple[list[SafeString], list[tuple[str, str]]]:
    """The drawn pieces with an id at each heading, and (id, words) of the headings in order."""
    found: list[tuple[str, str]] = []
    taken: set[str] = set()

    def anchor(heading: re.Match[str]) -> str:
        words = strip_tags(heading[1]).strip()
        name = f"h-{slugify(words, allow_unicode=True)[:50] or len(found) + 1}"
        while name in taken:
            name += "-"
        taken.add(name)
        found.append((name, words))
        return f'<h2 id="{name}">{heading[1]}</h2>'

    return [SafeString(HEADING.sub(anchor, str(piece))) for piece in drawn], found


def ask_about(guide: ArticlePage) -> str:
    """The page to ask on, filled with what is asked about."""
    said = {"product": guide.product.slug} if guide.product else {}
    return f"{reverse('ask')}?{urlencode(said | {'about': guide.url or '/'})}"
