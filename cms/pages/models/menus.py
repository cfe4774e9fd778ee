from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField


class MenuItemBlock(blocks.StructBlock):
    """A page, or an address of this site or elsewhere."""

    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    address = blocks.CharBlock(
        required=False, max_length=300, label=_("Or an address"), help_text=_("/questions/ or https://shop.example.com/")
    )
    words = blocks.CharBlock(
        required=False, max_length=40, label=_("Words"), help_text=_("Left empty, the page's title, in each language.")
    )

    class Meta:
        icon = "link"
        label = _("Item")

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        address = said.get("address", "").strip()
        if bool(said.get("page")) == bool(address):
            raise blocks.StructBlockValidationError(non_block_errors=[ValidationError(_("Choose a page or type an address."))])
        wrong = {}
        if address and not leads_somewhere(address):
            wrong["address"] = ValidationError(_("An address begins with / or https://."))
        if address and not said.get("words"):
            wrong["words"] = ValidationError(_("An address needs words."))
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return said


def leads_somewhere(address: str) -> bool:
    """A path of this site or an address elsewhere; nothing that would run in the page."""
    own = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return own or address.startswith(("https://", "http://", "mailto:"))


@register_setting(icon="list-ul", order=110)
class Menu(BaseGenericSetting):
    """What stands in the bar on top beside Questions and Badges, and at the foot of every page."""

    main = StreamField(
        [("item", MenuItemBlock())],
        blank=True,
        max_num=5,
        verbose_name=_("on top"),
        help_text=_("Left empty, the pages that say “Show in menus” stand here."),
    )
    footer = StreamField([("item", MenuItemBlock())], blank=True, max_num=12, verbose_name=_("at the foot"))

    panels = [FieldPanel("main"), FieldPanel("footer")]

    class Meta:
        verbose_name = _("menus")
