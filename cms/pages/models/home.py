from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from .base import SitePage, pieces, rich


class HomePage(SitePage):
    """The first page of the site. Its pieces are the editor's choice; what they show is the community's."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("Left empty, the site says welcome."))
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(pieces(), blank=True, verbose_name=_("main column"))
    aside = StreamField(pieces(), blank=True, verbose_name=_("beside it"))

    template = "pages/home_page.html"
    streams: ClassVar[tuple[str, ...]] = ("body", "aside")
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("intro"), FieldPanel("picture")], heading=_("Welcome")),
        FieldPanel("body"),
        FieldPanel("aside"),
    ]

    class Meta:
        verbose_name = _("home page")

    def content(self) -> dict[str, Any]:
        return super().content() | {"intro": rich(self.intro)}
