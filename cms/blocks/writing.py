"""What an editor writes: text, pictures, quotes, steps."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from . import pictures

TEXT = ["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul", "code", "blockquote", "hr"]
WORDS = ["bold", "italic", "link", "ol", "ul", "h3"]
SHAPES = [("whole", _("Whole")), ("wide", _("Wide, cut around its focal point")), ("square", _("Square, around its focal point"))]


def text_block() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(features=TEXT, template="blocks/text.html", label=_("Text"), icon="pilcrow")


def _drawn(pairs: list[pictures.Wanted], ready: Any) -> dict[tuple[int, str], pictures.Drawn]:
    """From what the page has read for all its pieces, or read now, as in a preview of one piece."""
    if ready is not None and all((picture.pk, shape) in ready for picture, shape in pairs):
        return dict(ready)
    return pictures.drawn(pairs)


class PictureBlock(blocks.StructBlock):
    """A picture with its focal point respected, in the sizes browsers choose from."""

    picture = ImageChooserBlock(label=_("Picture"))
    shape = blocks.ChoiceBlock(choices=SHAPES, default="whole", label=_("Shape"))
    caption = blocks.CharBlock(required=False, max_length=200, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with a caption; wide and square ones are cut around the focal point chosen in the library")
        template = "blocks/picture.html"
        preview_value = {"picture": None, "shape": "whole", "caption": ""}

    def wanted(self, value: Any) -> Iterator[pictures.Wanted]:
        if value.get("picture"):
            yield value["picture"], value.get("shape") or "whole"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        pairs = list(self.wanted(value))
        found = _drawn(pairs, (parent_context or {}).get("drawn_pictures"))
        context["drawn"] = next((found[picture.pk, shape] for picture, shape in pairs), None)
        return context


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    words = blocks.TextBlock(rows=3, max_length=600, label=_("Words"))
    source = blocks.CharBlock(required=False, max_length=120, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Somebody's words, and who said them")
        template = "blocks/quote.html"
        preview_value = {"words": _("It rides again."), "source": "Ben"}


class CodeBlock(blocks.StructBlock):
    """Lines that must stay as they are: settings, commands."""

    lines = blocks.TextBlock(rows=5, max_length=10_000, label=_("Lines"))

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("Lines that stay exactly as they are")
        template = "blocks/code.html"
        preview_value = {"lines": "mode = eco"}


class StepBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120, label=_("What to do"))
    words = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "code"], required=False, label=_("How"))
    picture = ImageChooserBlock(required=False, label=_("Picture"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """Numbered steps, each with a name, words and perhaps a picture."""

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    steps = blocks.ListBlock(StepBlock(), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("Numbered steps, each with a name, words and perhaps a picture")
        template = "blocks/steps.html"
        preview_value = {"heading": "", "steps": [{"name": _("Loosen the screw"), "words": "", "picture": None}]}

    def wanted(self, value: Any) -> Iterator[pictures.Wanted]:
        yield from ((step["picture"], "wide") for step in value.get("steps") or [] if step.get("picture"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        found = _drawn(list(self.wanted(value)), (parent_context or {}).get("drawn_pictures"))
        steps = value.get("steps") or []
        context["steps"] = [(step, found.get((getattr(step.get("picture"), "pk", 0), "wide"))) for step in steps]
        return context


def writing() -> list[tuple[str, blocks.Block]]:
    return [
        ("text", text_block()),
        ("picture", PictureBlock()),
        ("steps", StepsBlock()),
        ("quote", QuoteBlock()),
        ("code", CodeBlock()),
    ]


def pictures_in(stream: Any) -> list[pictures.Wanted]:
    """Every picture the pieces of a stream will draw."""
    return [pair for piece in stream if hasattr(piece.block, "wanted") for pair in piece.block.wanted(piece.value)]
