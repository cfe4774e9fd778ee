"""Texts on their way. A form overwrites what it wrote itself or has read (`over`), never what another one wrote since."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Answer, Comment, Draft, Question


@transaction.atomic
def save_draft(
    place: str,
    *,
    words: dict[str, Any],
    writer: uuid.UUID,
    over: uuid.UUID | None = None,
    question: Question | None = None,
    by: Member,
) -> Draft | None:
    """Keep what stands in a form. Gives the draft as it is now: another form's when that one wrote since.

    None where nothing is left to keep: every field is empty, or the form was sent meanwhile.
    """
    require(policy.can_ask(by))
    mine = Draft.objects.select_for_update(no_key=True).filter(member=by, place=place)
    row = mine.first()
    if row and row.writer not in (writer, over) and row.words != words:
        return row
    if not any(words.get(name, "").strip() for name in rules.DRAFT_WORDS) or _was_sent(writer, by):
        mine.delete()
        return None
    if row is None:
        return _begin(place, words, writer, question, by)
    row.words, row.writer, row.saved_at = words, writer, clock.now()
    row.save(update_fields=["words", "writer", "saved_at"])
    return row


def _was_sent(writer: uuid.UUID, by: Member) -> bool:
    return any(kind.objects.filter(author=by, submission=writer).exists() for kind in (Question, Answer, Comment))


def _begin(place: str, words: dict[str, Any], writer: uuid.UUID, question: Question | None, by: Member) -> Draft:
    if Draft.objects.filter(member=by).count() >= rules.DRAFTS_MAX:
        raise Refused(_("You have very many drafts. Send or delete some of them first."), status=409)
    row = Draft(member=by, place=place, words=words, writer=writer, question=question, saved_at=clock.now())
    Draft.objects.bulk_create([row], ignore_conflicts=True)  # two forms begin in the same moment: the other one's stays
    return Draft.objects.get(member=by, place=place)


def forget_draft(place: str, *, writers: set[uuid.UUID | None], by: Member) -> None:
    """After sending: the draft this form wrote or began with. One that another form wrote since is another text."""
    Draft.objects.filter(member=by, place=place, writer__in=[one for one in writers if one]).delete()


def forget_old_drafts() -> int:
    oldest = clock.now() - timedelta(days=settings.KEEP_DAYS["drafts"])
    return Draft.objects.filter(saved_at__lt=oldest).delete()[0]


def delete_draft(draft: Draft, *, by: Member) -> None:
    Draft.objects.visible_to(by).filter(pk=draft.pk).delete()
