from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from community.forum.models import Product, Question, State, Tag

from .choosers import ProductChooserBlock, TagChooserBlock


def latest_solved(*, number: int, product: Product | None = None, tag: Tag | None = None) -> list[Question]:
    """The questions solved last that stand in lists, newest first, with all their rows show: three queries."""
    solved = Question.objects.listed().filter(accepted__state=State.PUBLISHED)
    if product:
        solved = solved.filter(products=product)
    if tag:
        solved = solved.filter(tags=tag)
    return list(solved.for_list().order_by("-accepted_at", "-pk")[:number])


class SolvedQuestionsBlock(blocks.StructBlock):
    """The questions solved last, each with the member who solved it."""

    heading = blocks.CharBlock(required=False, max_length=80, help_text=_("Left empty, it says “Solved lately”."))
    number = blocks.IntegerBlock(default=5, min_value=1, max_value=20)
    product = ProductChooserBlock(required=False, help_text=_("Only questions about this product."))
    tag = TagChooserBlock(required=False, help_text=_("Only questions with this tag."))

    class Meta:
        icon = "help"
        label = _("Solved questions")
        description = _("The questions solved last, each with the member who solved it")
        template = "blocks/solved_questions.html"
        preview_value = {"heading": "", "number": 3}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        product, tag = value.get("product"), value.get("tag")
        context["questions"] = latest_solved(number=value.get("number") or 5, product=product, tag=tag)
        return context


ORDERS = [("newest", _("Newest")), ("waiting", _("Waiting for an answer")), ("solved", _("Solved lately"))]
HEADINGS = {"newest": _("New questions"), "waiting": _("Somebody needs you"), "solved": _("Solved lately")}


def questions_of(*, order: str, number: int, product: Product | None = None, tag: Tag | None = None) -> list[Question]:
    """Questions that stand in lists, with all their rows show."""
    if order == "solved":
        return latest_solved(number=number, product=product, tag=tag)
    rows = Question.objects.listed()
    rows = rows.waiting() if order == "waiting" else rows
    if product:
        rows = rows.filter(products=product)
    if tag:
        rows = rows.filter(tags=tag)
    return list(rows.for_list().order_by("-published_at", "-pk")[:number])


class QuestionsBlock(blocks.StructBlock):
    """Questions about a product or with a tag, in one of three orders."""

    heading = blocks.CharBlock(
        required=False, max_length=80, label=_("Heading"), help_text=_("Left empty, it says what is chosen here.")
    )
    order = blocks.ChoiceBlock(choices=ORDERS, default="newest", label=_("Which"))
    number = blocks.IntegerBlock(default=5, min_value=1, max_value=20, label=_("How many"))
    product = ProductChooserBlock(required=False, label=_("Product"), help_text=_("Only questions about this product."))
    tag = TagChooserBlock(required=False, label=_("Tag"), help_text=_("Only questions with this tag."))

    class Meta:
        icon = "help"
        label = _("Questions")
        description = _("New, waiting or solved questions, of a product or with a tag if you like")
        template = "blocks/questions.html"
        preview_value = {"heading": "", "order": "newest", "number": 3}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        order, product, tag = value.get("order") or "newest", value.get("product"), value.get("tag")
        context["questions"] = questions_of(order=order, number=value.get("number") or 5, product=product, tag=tag)
        context["heading"] = value.get("heading") or HEADINGS[order]
        context["place"] = (product or tag).get_absolute_url() if product or tag else ""
        context["product"] = product
        return context


class AskBlock(blocks.StructBlock):
    """A call to ask, with one button."""

    heading = blocks.CharBlock(required=False, max_length=80, help_text=_("Left empty, it says “Not found what you need?”."))
    text = blocks.TextBlock(required=False, max_length=300, rows=2)

    class Meta:
        icon = "plus"
        label = _("Call to ask")
        description = _("A sentence and the button that leads to asking")
        template = "blocks/ask.html"
        preview_value = {"heading": "", "text": ""}
