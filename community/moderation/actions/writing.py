"""Writing a decision down: the row, the words for the author, what becomes of the reports, and the fact."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.forum.models import Question, Text
from community.members.models import Member
from community.text import clean, is_blank

from .. import rules
from ..events import DecisionMade, ReportAnswered, TextKept
from ..models import Act, Decision, Item, Said, kind_of

RIGHT = {Act.HIDE, Act.REFUSE, Act.CLOSE, Act.DUPLICATE, Act.MOVE, Act.EDIT, Act.WARN, Act.SUSPEND}  # reports were right
ENDS = {Act.KEEP, Act.HIDE, Act.RESTORE, Act.APPROVE, Act.REFUSE, Act.CLOSE, Act.DUPLICATE, Act.MOVE}  # of waiting


def words_of(raw: str, *, most: int, field: str, needed: bool = False) -> str:
    """Words as typed, made fit to keep. ValidationError by field."""
    words = clean(raw[: most * 2]).strip()
    if len(raw) > most * 2 or len(words) > most:
        problem = _("At most %(limit)s characters fit here.") % {"limit": f"{most:,}"}
        raise ValidationError({field: ValidationError(problem, code="too_long")})
    if is_blank(words):
        if needed:
            raise ValidationError({field: ValidationError(_("Write a few words first."), code="invalid")})
        return ""
    return words


def question_of(text: Text) -> Question:
    return text if isinstance(text, Question) else text.question  # type: ignore[attr-defined]


def lock_item(text: Text) -> Item | None:
    """The text's place in the queue, locked before the text itself: whoever decides does so in turn. None: never reported."""
    return Item.objects.select_for_update(no_key=True).filter(kind=kind_of(text), text_id=text.pk).first()


def decided(
    act: Act,
    *,
    text: Text | None = None,
    member: Member | None = None,
    reason: str = "",
    words: str = "",
    until: datetime | None = None,
    undoes: Decision | None = None,
    after_appeal: bool = False,
    details: dict[str, Any] | None = None,
    by: Member | None,
) -> Decision:
    """Write down what was done, inside the transaction that did it. About a text, or about a member alone."""
    question = question_of(text) if text is not None else None
    about = text.author_id if text is not None else member.pk if member is not None else 0
    decision = Decision.objects.create(
        act=act,
        kind=kind_of(text) if text is not None else "",
        text_id=text.pk if text is not None else None,
        question=question,
        member_id=about,
        by=by,
        reason=reason,
        until=until,
        undoes=undoes,
        after_appeal=after_appeal,
        details=details or {},
        at=clock.now(),
    )
    if words:
        Said.objects.create(decision=decision, words=words)
    if text is not None and act in ENDS:
        settle(decision, text)
    _tell(decision, question)
    return decision


def _tell(decision: Decision, question: Question | None) -> None:
    """That reports came to nothing is no matter of the author's: that fact is the moderator's own."""
    place: dict[str, Any] = {"object_id": decision.pk, "actor_id": decision.by_id}
    if question is not None:
        place |= {"question_id": question.pk, "category_id": question.category_id, "language": question.language}
    if decision.act == Act.KEEP and decision.by_id:
        emit(TextKept(subject_id=decision.by_id, kind=decision.kind, text_id=decision.text_id or 0, **place))
    elif decision.act != Act.LOOK_AGAIN:
        said = {name: getattr(decision, name) for name in ("act", "kind", "text_id", "reason", "after_appeal")}
        emit(DecisionMade(subject_id=decision.member_id, undoes=decision.undoes_id, **said, **place))


def settle(decision: Decision, text: Text) -> None:
    """The text waits for nobody any more; whoever reported it hears what came of it."""
    item = lock_item(text)
    if item is None:
        return
    Item.objects.filter(pk=item.pk).update(
        decided_at=clock.now(), reports_count=0, is_held=False, marks=[], taken_by=None, taken_at=None
    )
    if decision.undoes_id:
        return
    was_right = decision.act in RIGHT
    open_ones = item.reports.filter(decision=None)
    for report in open_ones.order_by("pk"):
        if report.member_id:
            emit(
                ReportAnswered(
                    subject_id=report.member_id, object_id=report.pk, question_id=decision.question_id, was_right=was_right
                )
            )
    open_ones.update(decision=decision, was_right=was_right)


def open_again(decision: Decision, text: Text) -> None:
    """What a decision had ended waits again, with the reports that it had answered."""
    item = lock_item(text)
    if item is None:
        return
    item.reports.filter(decision=decision).update(decision=None, was_right=None, outcome_at=None)
    recount(item)


def recount(item: Item) -> None:
    """The reason, the number of reports and how soon it must be looked at, from the reports that are open."""
    reasons = list(item.reports.filter(decision=None).order_by("pk").values_list("reason", flat=True))
    reason = rules.gravest(reasons)
    waits = item.decided_at is None
    Item.objects.filter(pk=item.pk).update(
        reason=reason,
        urgency=rules.urgency_of(reason),
        reports_count=len(reasons),
        opened_at=item.opened_at if waits else clock.now(),
        decided_at=None,
    )
