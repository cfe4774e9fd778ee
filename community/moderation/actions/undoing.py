"""Taking a decision back: by whoever made it, by a colleague, or because an appeal was right."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.forum import actions as forum
from community.forum.models import Category, Revision, State, Text
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy
from ..models import Act, Decision, text_of
from .sanctions import end_sanction
from .writing import decided, lock_item, open_again


@transaction.atomic
def undo(decision: Decision, *, by: Member) -> Decision:
    """Everything is as it was before, and the text waits again where it had waited. Taken back already: 409."""
    decision = Decision.objects.select_related("undone_by", "member").get(pk=decision.pk)
    if decision.is_undone:
        raise Refused(_("This was taken back already."), status=409)
    require(policy.can_undo(by, decision))
    back = take_back(decision, by=by)
    if decision.act in REOPENS and (text := text_of(decision.kind, decision.text_id or 0)):
        open_again(decision, text)
    return back


def take_back(decision: Decision, *, after_appeal: bool = False, by: Member) -> Decision:
    text = text_of(decision.kind, decision.text_id or 0) if decision.kind else None
    if decision.kind and text is None:
        raise Refused(_("This is not here any more."), status=404)
    if text is not None:
        lock_item(text)
    if decision.act in TEXTS and text is not None:
        TEXTS[Act(decision.act)](text, decision, by)
    end_sanction(decision)
    if after_appeal and text is not None and text_of(decision.kind, text.pk).state == State.HELD:
        forum.approve_text(text, by=by)
    try:
        with transaction.atomic():
            return decided(
                policy.UNDONE_BY[Act(decision.act)],
                text=text,
                member=decision.member,
                reason=decision.reason,
                undoes=decision,
                after_appeal=after_appeal,
                by=by,
            )
    except IntegrityError:  # a colleague was faster
        raise Refused(_("This was taken back already."), status=409) from None


def _show(text: Text, decision: Decision, by: Member) -> None:
    """What had waited for a check when it was refused waits again."""
    forum.restore_text(text, by=by)


def _hold(text: Text, decision: Decision, by: Member) -> None:
    forum.hold_text(text, by=by)


def _put_words_back(text: Text, decision: Decision, by: Member) -> None:
    if revision := Revision.objects.filter(pk=decision.details.get("revision") or 0).first():
        forum.put_words_back(text, revision, by=by)


def _open(text: Text, decision: Decision, by: Member) -> None:
    forum.reopen_question(text, by=by)  # type: ignore[arg-type]


def _part(text: Text, decision: Decision, by: Member) -> None:
    forum.part_question(text, by=by)  # type: ignore[arg-type]


def _move_back(text: Text, decision: Decision, by: Member) -> None:
    forum.move_question(text, category=Category.objects.get(pk=decision.details["from"]), by=by)  # type: ignore[arg-type]


REOPENS = {Act.KEEP, Act.HIDE, Act.REFUSE, Act.APPROVE, Act.CLOSE, Act.DUPLICATE, Act.MOVE}
TEXTS: dict[Act, Callable[[Text, Decision, Member], None]] = {
    Act.HIDE: _show,
    Act.REFUSE: _show,
    Act.APPROVE: _hold,
    Act.EDIT: _put_words_back,
    Act.CLOSE: _open,
    Act.DUPLICATE: _part,
    Act.MOVE: _move_back,
}
