"""Pieces that invite to do something: bring a friend, see what is recognised here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from engagement.recognition.models import Badge
from engagement.recognition.rules import LEVELS


class InviteBlock(blocks.StructBlock):
    """A call to bring a friend: members come to their own link, guests to sign-in and then there."""

    heading = blocks.CharBlock(
        required=False, max_length=80, label=_("Heading"), help_text=_("Left empty, it says “Bring a friend”.")
    )
    text = blocks.TextBlock(required=False, max_length=300, rows=2, label=_("Text"))

    class Meta:
        icon = "group"
        label = _("Invite")
        description = _("A sentence and the button that leads to a member's own invitation")
        template = "blocks/invite.html"
        preview_value = {"heading": "", "text": ""}


class RecognitionBlock(blocks.StructBlock):
    """Badges that can be earned here, and the levels."""

    heading = blocks.CharBlock(
        required=False, max_length=80, label=_("Heading"), help_text=_("Left empty, it says “How we say thank you”.")
    )
    number = blocks.IntegerBlock(default=6, min_value=0, max_value=30, label=_("How many badges"))
    levels = blocks.BooleanBlock(default=True, required=False, label=_("The levels too"))

    class Meta:
        icon = "pick"
        label = _("Badges and levels")
        description = _("Badges that can be earned here, and the names of the levels")
        template = "blocks/recognition.html"
        preview_value = {"heading": "", "number": 3, "levels": True}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        number = value.get("number") or 0
        context["badges"] = list(Badge.objects.active().in_order()[:number]) if number else []
        context["levels"] = LEVELS if value.get("levels") else ()
        return context
