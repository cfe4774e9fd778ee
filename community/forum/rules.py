"""The forum's numbers, words and formulas: data and pure functions."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

TITLE_MIN, TITLE_MAX = 12, 150
QUESTION_MAX = ANSWER_MAX = 30_000
COMMENT_MIN, COMMENT_MAX = 3, 600
NOTE_MAX = 600
TAGS_MAX, TAG_LENGTH, PRODUCTS_MAX = 5, 35, 3
DRAFT_WORDS = {"title": 2_000, "body": 100_000, "tags": 2_000, "reason": 2_000}  # characters: longer than what can be sent
PICTURES_A_DAY, PICTURES_IN_A_TEXT = 50, 20
PICTURE_SIDE = 1600  # pixels
REMOVED = "…"  # what stands where words were that a member took with them
DRAFTS_MAX = 200  # of one member

SAME_TEXT_WINDOW = timedelta(minutes=5)  # the same words sent again within this are one text
GRACE = timedelta(minutes=5)  # an edit this soon leaves no revision
GRACE_CHARACTERS = 100
SLUG_SETTLES = timedelta(hours=1)  # a title changed later keeps its old address as a redirect
OTHERS_ACCEPT_AFTER = timedelta(days=14)  # after the last answer, Stewards and staff may accept too
FRESH = timedelta(hours=48)  # an answer without marks this young gets the second place once
STEWARD = 3  # trust

HIDE_REASONS = {
    "abuse": _("Rude or hurtful"),
    "spam": _("Advertising"),
    "fraud": _("Fraud or fair-play trouble"),
    "dangerous": _("Wrong and dangerous"),
    "personal": _("Personal data"),
    "illegal": _("Illegal content"),
    "off_topic": _("Off topic"),
    "other": _("Another reason"),
}
ABUSE = frozenset({"abuse", "spam", "fraud"})  # what was earned with such a text is void, not only suspended

CLOSE_REASONS = {
    "off_topic": _("Off topic here"),
    "duplicate": _("Asked and answered before"),
    "outdated": _("No longer relevant"),
    "support": _("Better solved with support"),
    "imported": _("Closed in the old community"),
}

Z = 1.28  # 80 % interval: reference figures 1/1 -> .38, 5/5 -> .75, 9/10 -> .72, 50/60 -> .76
ACCEPTED_LEAD = 0.15


def wilson(positive: float, total: float) -> float:
    """Lower bound of the Wilson score interval (E. B. Wilson, 1927) at z = 1.28; 0 for no votes."""
    if total <= 0:
        return 0.0
    p = positive / total
    spread = Z * math.sqrt(p * (1 - p) / total + Z * Z / (4 * total * total))
    return max(0.0, (p + Z * Z / (2 * total) - spread) / (1 + Z * Z / total))  # rounding may end a hair below nothing


def rank_of(*, helped: int, ups: int = 0, doubts: int = 0, downs: int = 0) -> float:
    """The stored order of an answer: helped against didn't work, members and unnamed imported marks alike."""
    return wilson(helped + ups, helped + ups + doubts + downs)


class Ranked(Protocol):
    """What ordering needs of an answer."""

    pk: int
    rank: float
    outdated_count: int
    published_at: datetime

    @property
    def marks_shown(self) -> int: ...


R = TypeVar("R", bound=Ranked)


def order_answers(answers: Iterable[R], *, accepted_id: int | None, now: datetime) -> list[R]:
    """Best first, as PRODUCT.md decides.

    The accepted answer leads if its score is within 0.15 of the best and nobody calls it out of date; then by score.
    The newest answer without marks, younger than 48 h, gets the second place, so that late good answers are seen.
    An official answer stands like any other.
    """
    ranked = sorted(answers, key=lambda answer: (-answer.rank, answer.published_at, answer.pk))
    if not ranked:
        return ranked
    accepted = next((answer for answer in ranked if answer.pk == accepted_id), None)
    if accepted and accepted.rank >= ranked[0].rank - ACCEPTED_LEAD and not accepted.outdated_count:
        ranked.remove(accepted)
        ranked.insert(0, accepted)
    return _with_a_fresh_one(ranked, accepted_id, now)


def _with_a_fresh_one(ranked: list[R], accepted_id: int | None, now: datetime) -> list[R]:
    fresh = [a for a in ranked[2:] if a.pk != accepted_id and not a.marks_shown and now - a.published_at < FRESH]
    if fresh:
        newest = max(fresh, key=lambda answer: (answer.published_at, answer.pk))
        ranked.remove(newest)
        ranked.insert(1, newest)
    return ranked


def tag_names(names: Sequence[str]) -> list[str]:
    """Tags as typed, made plain: lower case, single spaces, no doubles; order kept."""
    plain = (" ".join(name.replace(",", " ").split()).lower() for name in names)
    return list(dict.fromkeys(name for name in plain if name))
