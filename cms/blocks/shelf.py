from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from community.forum.models import Product

from . import pictures
from .choosers import ProductChooserBlock
from .pictures import Drawn

MOST = 12  # products shown when the editor chose none


@dataclass(frozen=True, kw_only=True)
class Item:
    """A product as it stands on the shelf; `picture` is None when none was chosen."""

    product: Product
    picture: Drawn | None


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

    def wanted(self, value: Any) -> Iterator[pictures.Wanted]:
        yield from ((item["picture"], "card") for item in value.get("items") or [] if item.get("picture"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["items"] = self.items_of(value, (parent_context or {}).get("drawn_pictures"))
        return context

    def items_of(self, value: Any, ready: Mapping[Any, Drawn] | None = None) -> list[Item]:
        chosen = [item for item in value.get("items") or [] if item.get("product")]
        if not chosen:
            return [Item(product=product, picture=None) for product in Product.objects.all()[:MOST]]
        found = pictures.drawn(self.wanted(value)) if ready is None else ready
        return [
            Item(product=item["product"], picture=found.get((getattr(item.get("picture"), "pk", 0), "card"))) for item in chosen
        ]
