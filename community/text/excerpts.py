"""The first words of a text, without its markup."""

import html
import re

from .markdown import render

_LOOKED_AT = 3_000  # characters of Markdown: the first words never need more
_PICTURES_AND_CODE = re.compile(r"<pre\b.*?</pre>|<img\b[^>]*>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def excerpt_of(markdown: str, limit: int = 240) -> str:
    """At most `limit` characters of plain text from the start of a Markdown text, cut on a word with an ellipsis."""
    return excerpt_from_html(render(markdown[:_LOOKED_AT]), limit)


def excerpt_from_html(rendered: str, limit: int = 240) -> str:
    """The same from what `render` made of it: for whoever has that already. Code blocks are left out unless all is code."""
    text = _plain(_PICTURES_AND_CODE.sub(" ", rendered[: _LOOKED_AT * 4])) or _plain(rendered[: _LOOKED_AT * 4])
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:.-") + "…"


def plain_from_html(rendered: str, limit: int) -> str:
    """All the words of a rendered text, code too, up to `limit` characters."""
    return _plain(rendered[: limit * 4])[:limit]


def _plain(rendered: str) -> str:
    """Tags become spaces only where they part words: <br>, paragraphs, cells; not <em> or <code>."""
    parted = re.sub(r"</?(?:p|br|li|ul|ol|h[1-6]|blockquote|pre|table|thead|tbody|tr|t[dh]|hr)\b[^>]*>", " ", rendered)
    return " ".join(html.unescape(_TAG.sub("", parted)).split())
