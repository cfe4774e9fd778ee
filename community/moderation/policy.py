"""Who may report, decide, take back and appeal. Loaded rows only; the reason of a NO is fit to show."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community import clock
from community.forum.models import State, Text
from community.members.policy import is_owner, without
from community.verdict import NO, YES, Verdict

from . import rules
from .models import Act, Appeal, Decision

APPEALABLE = {Act.HIDE, Act.REFUSE, Act.CLOSE, Act.DUPLICATE, Act.MOVE, Act.EDIT, Act.WARN, Act.SUSPEND}
UNDONE_BY = {
    Act.KEEP: Act.LOOK_AGAIN,
    Act.HIDE: Act.RESTORE,
    Act.REFUSE: Act.HOLD,
    Act.APPROVE: Act.HOLD,
    Act.CLOSE: Act.REOPEN,
    Act.DUPLICATE: Act.PART,
    Act.MOVE: Act.MOVE,
    Act.EDIT: Act.REVERT,
    Act.WARN: Act.LIFT,
    Act.SUSPEND: Act.LIFT,
}


def can_moderate(viewer: Any) -> Verdict:
    return YES if getattr(viewer, "moderates", False) else without(viewer, _("Only moderators can do this."))


def can_report(viewer: Any, text: Text) -> Verdict:
    if not getattr(viewer, "is_authenticated", False):
        return NO(_("Sign in to do this."))
    if text.state != State.PUBLISHED:
        return NO(_("This text was removed meanwhile."))
    return NO(_("This is your own text. You can edit or delete it.")) if text.is_by(viewer) else YES


def can_judge(viewer: Any, text: Text) -> Verdict:
    """Nobody decides about their own text."""
    if not (verdict := can_moderate(viewer)):
        return verdict
    return NO(_("This is your own text: somebody else of the team decides about it.")) if text.is_by(viewer) else YES


def can_sanction(viewer: Any, member: Any) -> Verdict:
    if not (verdict := can_moderate(viewer)):
        return verdict
    if member.pk == viewer.pk:
        return NO(_("Nobody warns or suspends themselves."))
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if member.is_team and not is_owner(viewer):
        return NO(_("Only an owner warns or suspends somebody of the team."))
    return YES


def can_undo(viewer: Any, decision: Decision) -> Verdict:
    """`undone_by` and `said` may be looked at: they were loaded with it."""
    if not (verdict := can_moderate(viewer)):
        return verdict
    if decision.is_undone:
        return NO(_("This was taken back already."))
    if decision.member_id == viewer.pk:
        return NO(_("This is about yourself: somebody else of the team decides."))
    return YES if decision.act in UNDONE_BY else NO(_("This can't be taken back."))


def can_appeal(viewer: Any, decision: Decision) -> Verdict:
    """Once, within half a year, by the member it is about. `appeal` and `undone_by` were loaded with it."""
    if decision.member_id != getattr(viewer, "pk", None):
        return NO(_("Only the member it is about can ask for another look."))
    if decision.act not in APPEALABLE or decision.after_appeal:
        return NO(_("There is no further look at this."))
    if decision.is_undone:
        return NO(_("This was taken back already."))
    if hasattr(decision, "appeal"):
        return NO(_("You have asked for another look already."))
    if clock.now() - decision.at > rules.APPEAL_WITHIN:
        return NO(_("The time to ask for another look is over."))
    return YES


def can_answer_appeal(viewer: Any, appeal: Appeal, *, others: bool) -> Verdict:
    """Another moderator than at first. Where there is no other: an owner, or the same person 48 hours later.

    `others`: whether there is a moderator besides whoever decided first.
    """
    if not (verdict := can_moderate(viewer)):
        return verdict
    if appeal.answer_id:
        return NO(_("This was decided meanwhile."))
    if appeal.member_id == viewer.pk:
        return NO(_("This is about yourself: somebody else of the team decides."))
    if appeal.decision.by_id != viewer.pk:
        return YES
    if others:
        return NO(_("You decided this yourself: another moderator looks at the appeal."))
    if clock.now() - appeal.decision.at >= rules.ALONE_AFTER:
        return YES
    return NO(_("You decided this yourself: an owner looks at the appeal, or you again 48 hours after your decision."))
