"""What the desk's own screens draw with."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from cms.desk import frame

register = template.Library()

MOST = 5_000  # characters of a text beside the queue; all of it stands on its page


@register.filter
def marked(body: str, words: Iterable[str]) -> SafeString:
    """A text as it was typed, with the words marked that hold it."""
    shown = body[:MOST] + ("…" if len(body) > MOST else "")
    parts = [shown]
    if wanted := [re.escape(word) for word in words if word]:
        parts = re.split(f"({'|'.join(wanted)})", shown, flags=re.IGNORECASE)
    drawn = "".join(
        f"<mark>{conditional_escape(part)}</mark>" if n % 2 else conditional_escape(part) for n, part in enumerate(parts)
    )
    return mark_safe(drawn.replace("\n", "<br>"))


@register.simple_tag(takes_context=True)
def in_frame(context: Any, **parts: str) -> SafeString:
    """A screen's parts in the desk's frame."""
    return frame.around(context["request"], **parts)
