"""A wave of spam taken away in one act, and brought back in one: each text and each account by a decision of its own."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules, waves
from ..models import Decision, text_of
from .deciding import hide
from .sanctions import suspend
from .undoing import undo

TAKEN_BACK_WITHIN = timedelta(days=7)


@dataclass(kw_only=True)
class Swept:
    """What became of a wave: its name, how many texts and accounts, and why others were left (reason: how many)."""

    wave: str
    texts: int = 0
    members: int = 0
    left: Counter[str] = field(default_factory=Counter)


def sweep(texts: Iterable[tuple[str, int]], *, reason: str, words: str = "", days: int = 0, by: Member) -> Swept:
    """Hide these (kind, id), and suspend who wrote them for so many days (0: nobody). One that is refused stops no other."""
    require(policy.can_moderate(by))
    wanted = list(dict.fromkeys(texts))
    if not wanted or len(wanted) > waves.MOST:
        raise ValidationError({"item": _("Choose between 1 and %(most)s texts.") % {"most": waves.MOST}})
    if reason not in rules.REASONS:
        raise ValidationError({"reason": _("Choose a reason.")})
    if days and days not in rules.DAYS:
        raise ValidationError({"days": _("Say for how many days.")})
    swept, writers = Swept(wave=uuid.uuid4().hex[:12]), dict[int, Member]()
    for kind, pk in wanted:
        text = text_of(kind, pk)
        if text is None:
            swept.left[str(_("This is not here any more."))] += 1
            continue
        try:
            hide(text, reason=reason, words=words, details={"wave": swept.wave}, by=by)
        except Refused as refusal:
            swept.left[str(refusal.reason)] += 1
        else:
            swept.texts += 1
            writers[text.author_id] = text.author
    for writer in writers.values() if days else ():
        try:
            suspend(writer, reason=reason, days=days, words=words, details={"wave": swept.wave}, by=by)
        except Refused as refusal:
            swept.left[str(refusal.reason)] += 1
        else:
            swept.members += 1
    return swept


def bring_back(wave: str, *, by: Member) -> Swept:
    """All of it that still stands, within seven days: texts are read again, and their writers may come back."""
    require(policy.can_moderate(by))
    back = Swept(wave=wave)
    for decision in standing(wave):
        try:
            undo(decision, by=by)
        except Refused as refusal:
            back.left[str(refusal.reason)] += 1
        else:
            back.texts += bool(decision.kind)
            back.members += not decision.kind
    return back


def standing(wave: str) -> list[Decision]:
    """What was decided in that wave and can be taken back at once, the last first."""
    since = clock.now() - TAKEN_BACK_WITHIN
    return list(Decision.objects.filter(at__gte=since, details__wave=wave, undone_by=None).order_by("-pk"))
