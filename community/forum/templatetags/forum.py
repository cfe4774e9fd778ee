"""The forum's words for what is stored as a key."""

import uuid
from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.forum import cards, rules, structured
from community.forum.models import Question
from community.frame.addresses import address
from community.frame.found import breadcrumbs, json_ld

register = template.Library()


@register.filter
def hide_reason(key: str) -> str | Promise:
    return rules.HIDE_REASONS.get(key, key)


@register.filter
def close_reason(key: str) -> str | Promise:
    return rules.CLOSE_REASONS.get(key, key)


@register.simple_tag
def question_picture(question: Question) -> str:
    """Where the picture is by which the question shows itself elsewhere."""
    return cards.address_of(question)


@register.simple_tag(takes_context=True)
def submission(context: Context) -> str:
    """A name for one filling-in of a form: sent twice, it is one text."""
    return context.get("submission_hole") or str(uuid.uuid4())


@register.simple_tag
def question_data(page: Any) -> SafeString:
    """The question, its answers and the way to it for machines. For guests' pages of listed questions."""
    question = page.question
    place = next(iter(question.products_read()), question.category)
    way = [(_("Questions"), address("questions")), (place.name, place.get_absolute_url())]
    trail = breadcrumbs(*way, (question.title, question.get_absolute_url()))
    return json_ld(structured.qa_page(question, [item.answer for item in page.answers])) + json_ld(trail)
