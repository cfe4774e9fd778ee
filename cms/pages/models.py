from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.blocks.people import ThankYousBlock
from cms.blocks.proof import ProofBlock
from cms.blocks.questions import AskBlock, SolvedQuestionsBlock
from cms.blocks.shelf import ShelfBlock, renditions

HERO = "fill-960x720|format-webp"
WORDS = ["bold", "italic", "link", "ol", "ul", "h3"]


def pieces() -> list[tuple[str, blocks.Block]]:
    """What may stand in the main column or beside it."""
    return [
        ("solved_questions", SolvedQuestionsBlock()),
        ("thank_yous", ThankYousBlock()),
        ("products", ShelfBlock()),
        ("proof", ProofBlock()),
        ("ask", AskBlock()),
        ("words", blocks.RichTextBlock(features=WORDS, template="blocks/words.html", label=_("Words"), icon="pilcrow")),
    ]


class HomePage(Page):
    """The first page of the site. Its pieces are the editor's choice; what they show is the community's."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("Left empty, the site says welcome."))
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(pieces(), blank=True, verbose_name=_("main column"))
    aside = StreamField(pieces(), blank=True, verbose_name=_("beside it"))

    template = "pages/home_page.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("intro"), FieldPanel("picture")], heading=_("Welcome")),
        FieldPanel("body"),
        FieldPanel("aside"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Everything the page shows, loaded and drawn: the number of queries depends on the pieces, not on what is in them."""
        context = super().get_context(request, *args, **kwargs)
        context["intro"] = SafeString(expand_db_html(self.intro)) if self.intro else ""
        context["hero"] = self.hero()
        drawn = context | {"request": request}
        context["main_pieces"] = [piece.render(drawn) for piece in self.body]
        context["side_pieces"] = [piece.render(drawn) for piece in self.aside]
        return context

    def hero(self) -> Any:
        return renditions([self.picture], HERO)[self.picture.pk] if self.picture else None
