"""Words in, safe words out: Markdown, cleaning, excerpts and slugs. No tables."""

from .excerpts import excerpt_from_html, excerpt_of, plain_from_html
from .markdown import RENDERER, render
from .slugs import slug_of
from .words import clean, clean_line, is_blank

__all__ = [
    "RENDERER",
    "clean",
    "clean_line",
    "excerpt_from_html",
    "excerpt_of",
    "is_blank",
    "plain_from_html",
    "render",
    "slug_of",
]
