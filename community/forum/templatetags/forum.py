"""The forum's words for what is stored as a key."""

import uuid

from django import template
from django.utils.functional import Promise

from community.forum import rules

register = template.Library()


@register.filter
def hide_reason(key: str) -> str | Promise:
    return rules.HIDE_REASONS.get(key, key)


@register.filter
def close_reason(key: str) -> str | Promise:
    return rules.CLOSE_REASONS.get(key, key)


@register.simple_tag
def submission() -> str:
    """A name for one filling-in of a form: sent twice, it is one text."""
    return str(uuid.uuid4())
