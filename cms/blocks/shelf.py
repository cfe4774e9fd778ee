from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage, AbstractRendition

from community.forum.models import Product

from .choosers import ProductChooserBlock

PICTURE = "fill-480x320|format-webp"
MOST = 12  # products shown when the editor chose none


@dataclass(frozen=True, kw_only=True)
class Item:
    """A product as it stands on the shelf; `picture` is None when none was chosen."""

    product: Product
    picture: AbstractRendition | None


class ShelfItemBlock(blocks.StructBlock):
    product = ProductChooserBlock()
    picture = ImageChooserBlock(required=False)

    class Meta:
        icon = "tag"
        label = _("Product")


class ShelfBlock(blocks.StructBlock):
    """The products people ask about, with a picture each."""

    heading = blocks.CharBlock(required=False, max_length=80, help_text=_("Left empty, it says “Find your product”."))
    items = blocks.ListBlock(
        ShelfItemBlock(), default=[], label=_("Products"), help_text=_("Without any, all products are shown, without pictures.")
    )

    class Meta:
        icon = "grip"
        label = _("Products")
        description = _("The products people ask about, with a picture each")
        template = "blocks/shelf.html"
        preview_value = {"heading": "", "items": []}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["items"] = self.items_of(value)
        return context

    def items_of(self, value: Any) -> list[Item]:
        chosen = [item for item in value.get("items") or [] if item.get("product")]
        if not chosen:
            return [Item(product=product, picture=None) for product in Product.objects.all()[:MOST]]
        drawn = renditions([item["picture"] for item in chosen if item.get("picture")])
        return [Item(product=item["product"], picture=drawn.get(getattr(item.get("picture"), "pk", None))) for item in chosen]


def renditions(pictures: list[AbstractImage], spec: str = PICTURE) -> dict[int | None, AbstractRendition]:
    """Each picture in that size, by the picture's id. One query however many; what is missing is made (see pages.apps)."""
    if not pictures:
        return {}
    wanted = {picture.pk: picture for picture in pictures}
    made = pictures[0].get_rendition_model().objects.filter(image__in=wanted, filter_spec=spec, focal_point_key="")
    drawn = {rendition.image_id: rendition for rendition in made}
    for pk, picture in wanted.items():
        if pk not in drawn:
            drawn[pk] = picture.get_rendition(spec)
        drawn[pk].image = picture
    return drawn
