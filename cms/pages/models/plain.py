from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks.choosers import product_chooser
from cms.blocks.people import Helper
from cms.blocks.questions import questions_of
from community.forum.models import Answer, Product
from community.members.models import Member

from .articles import ArticlePage
from .base import SitePage, pieces, rich

HELPERS, QUESTIONS, GUIDES = 5, 5, 6


def picture_field() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )


class LandingPage(SitePage):
    """A page for one occasion: a campaign, a new product, an evening. It may go live and end by the clock."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("Left empty, the title stands there."))
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    picture = picture_field()
    body = StreamField(pieces(), blank=True, verbose_name=_("pieces"))

    template = "pages/landing_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.PlainPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("intro"), FieldPanel("picture")], heading=_("Opening")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("landing page")

    def content(self) -> dict[str, Any]:
        return super().content() | {"intro": rich(self.intro)}


class PlainPage(SitePage):
    """An ordinary page: who we are, imprint, whatever needs words."""

    body = StreamField(pieces(), blank=True, verbose_name=_("pieces"))

    template = "pages/plain_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.PlainPage"]
    subpage_types: ClassVar[list[str]] = ["pages.PlainPage", "pages.LandingPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("page")


class ProductPage(SitePage):
    """All about one product: guides, questions, who helps with it, and where to ask."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"))
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    picture = picture_field()
    body = StreamField(pieces(), blank=True, verbose_name=_("pieces"), help_text=_("Guides and questions follow by themselves."))

    template = "pages/product_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.PlainPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("product", widget=product_chooser.widget_class),
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("picture")], heading=_("Opening")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("product page")

    def content(self) -> dict[str, Any]:
        return super().content() | {
            "intro": rich(self.intro),
            "guides": list(guides_about(self.product, locale_id=self.locale_id)[:GUIDES]),
            "questions": questions_of(order="newest", number=QUESTIONS, product=self.product),
            "helpers": helpers_with(self.product, number=HELPERS),
        }


def guides_about(product: Product, *, locale_id: int) -> models.QuerySet[ArticlePage]:
    """Published guides about it in that language, the one published last first."""
    rows = ArticlePage.objects.live().public().filter(product=product, locale=locale_id)
    return rows.order_by("-last_published_at", "-pk")


def helpers_with(product: Product, *, number: int) -> list[Helper]:
    """Members whose answers about it were accepted most often, the team left out: two queries, names without a place."""
    answers = Answer.objects.listed().filter(
        question__products=product, question__accepted=models.F("pk"), by_staff=False, author__is_staff=False
    )
    answers = answers.exclude(author=models.F("question__author")).filter(author__in=Member.objects.people())
    rows = answers.order_by().values("author").annotate(people=models.Count("question__author", distinct=True))
    best = list(rows.order_by("-people", "author").values_list("author", "people")[:number])
    members = Member.objects.defer("password").in_bulk([pk for pk, _people in best])
    return [Helper(member=members[pk], people=people) for pk, people in best]
