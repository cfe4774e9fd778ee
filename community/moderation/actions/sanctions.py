"""What is decided about a member themselves: a word of warning, or a time in which they do nothing here."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.forum.models import Text
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Act, Decision, Item, Sanction
from .deciding import hide
from .writing import decided, words_of

AT_ONCE = 100  # suspensions that end in one turn of the clock


def _checked(reason: str, words: str, *, member: Member, by: Member, needed: bool) -> tuple[Member, str]:
    """The member as they are now, locked: two who decide about one take turns."""
    if reason not in rules.REASONS:
        raise ValidationError({"reason": _("Choose a reason.")})
    words = words_of(words, most=rules.MESSAGE_MAX, field="note", needed=needed)
    locked = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    require(policy.can_sanction(by, locked))
    return locked, words


@transaction.atomic
def warn(member: Member, *, reason: str, words: str, text: Text | None = None, by: Member) -> Decision:
    """A word from the team that the member finds in their inbox and mail. `text`: about what it is."""
    locked, words = _checked(reason, words, member=member, by=by, needed=True)
    decision = decided(Act.WARN, text=text, member=locked, reason=reason, words=words, by=by)
    Sanction.objects.create(member=locked, kind=Sanction.Kind.WARNING, reason=reason, decision=decision, since=decision.at)
    return decision


@transaction.atomic
def suspend(
    member: Member,
    *,
    reason: str,
    days: int,
    words: str = "",
    text: Text | None = None,
    details: dict[str, Any] | None = None,
    by: Member,
) -> Decision:
    """For so many days they sign in nowhere and do nothing; it ends by itself. Suspended already: 409."""
    if not 1 <= days <= rules.LONGEST_SUSPENSION.days:
        raise ValidationError({"days": _("Say for how many days.")})
    locked, words = _checked(reason, words, member=member, by=by, needed=False)
    until = clock.now() + timedelta(days=days)
    decision = decided(Act.SUSPEND, text=text, member=locked, reason=reason, words=words, until=until, details=details, by=by)
    try:
        with transaction.atomic():
            Sanction.objects.create(
                member=locked, kind=Sanction.Kind.SUSPENSION, reason=reason, decision=decision, since=decision.at, until=until
            )
    except IntegrityError:
        raise Refused(_("This member is suspended already."), status=409) from None
    members.suspend_member(locked, until=until)
    return decision


@transaction.atomic
def hide_and_suspend(text: Text, *, reason: str, days: int, words: str = "", item: Item | None = None, by: Member) -> Decision:
    """The text goes, and who wrote it is out for so many days: two decisions, each with its own appeal."""
    hidden = hide(text, reason=reason, words=words, item=item, by=by)  # first: texts are locked before members
    suspend(text.author, reason=reason, days=days, words=words, text=text, by=by)
    return hidden


def end_sanction(decision: Decision) -> None:
    """The warning or suspension of that decision means nothing any more."""
    Sanction.objects.filter(decision=decision, ended_at=None).update(ended_at=clock.now())
    if decision.act == Act.SUSPEND:
        members.readmit_member(decision.member)


def end_suspensions() -> int:
    """Those whose time is over: the members are told that they may come back. How many."""
    over = Sanction.objects.filter(kind=Sanction.Kind.SUSPENSION, ended_at=None, until__lte=clock.now())
    rows = list(over.select_related("decision__member", "decision__undone_by").order_by("until")[:AT_ONCE])
    for sanction in rows:
        end_sanction(sanction.decision)
        if not sanction.decision.is_undone:
            decided(Act.LIFT, member=sanction.decision.member, undoes=sanction.decision, by=None)
    return len(rows)
