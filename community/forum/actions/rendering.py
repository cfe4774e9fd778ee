"""Texts that an older renderer drew are drawn again, in batches, from the words as they were typed."""

from django.db import transaction

from community.frame.actions import note_change
from community.text import RENDERER

from ..models import Answer, Comment, Question, Text
from . import words

KINDS: tuple[type[Text], ...] = (Question, Answer, Comment)
BATCH = 200  # texts in one transaction


def count_old() -> int:
    """How many texts an older renderer drew."""
    return sum(kind._default_manager.filter(renderer__lt=RENDERER).count() for kind in KINDS)


@transaction.atomic
def render_old() -> int:
    """Draw a batch again; how many, 0 when none is left. What is edited in the same moment keeps its newer words."""
    for kind in KINDS:
        old = kind._default_manager.filter(renderer__lt=RENDERER).select_related("author").order_by("pk")
        if rows := list(old[:BATCH]):
            for row in rows:
                _render(kind, row)
            note_change(*{f"question:{getattr(row, 'question_id', row.pk)}" for row in rows})
            return len(rows)
    return 0


def _render(kind: type[Text], row: Text) -> None:
    drawn = words.rendered(row.body, author=row.author, by_staff=row.by_staff)
    del drawn["body"]
    if kind is Question:
        drawn["excerpt"] = words.excerpt(row.body)
    kind._default_manager.filter(pk=row.pk, renderer=row.renderer, body=row.body).update(**drawn)


@transaction.atomic
def forget_renderings() -> None:
    """Make every text old, so that all are drawn again."""
    for kind in KINDS:
        kind._default_manager.update(renderer=0)
