"""What has to be resolved: opened, handed over, answered, and asked about again."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.forum import actions as forum
from community.forum.models import PRIVATE, Answer, Question
from community.forum.policy import can_take_up
from community.members.models import BRAND_TEAM, MODERATORS, OWNERS, Member
from community.members.rules import one_line
from community.text import excerpt_from_html
from community.verdict import Refused, require
from engagement.loyalty.models import Keeper

from .. import policy, rules
from ..events import (
    CaseAnswered,
    CaseAskedBack,
    CaseChecked,
    CaseEscalated,
    CaseHanded,
    CaseOpened,
    CaseTakenUp,
    CaseWeighed,
)
from ..models import Case, Survey

A_TURN = 100  # rows of one turn of a clock
LADDER = ((BRAND_TEAM, OWNERS, MODERATORS), (BRAND_TEAM, OWNERS), (OWNERS, BRAND_TEAM))  # who is asked first, by step


def _owner_for(step: int, *, but: set[int | None]) -> Member | None:
    """Of the first group with somebody in it: who has the fewest open cases. Nobody answers for what concerns themselves."""
    for group in LADDER[step]:
        team = Member.objects.people().filter(groups__name=group).exclude(pk__in=[pk for pk in but if pk])
        chosen = list(team.order_by("pk").values_list("pk", flat=True))
        if chosen:
            counts = dict(
                Case.objects.still_open().filter(owner__in=chosen).values_list("owner").annotate(n=Count("pk")).order_by()
            )
            return team.get(pk=min(chosen, key=lambda pk: (counts.get(pk, 0), pk)))
    return None


def _there_for(member: Member) -> Member | None:
    """Whoever of the team is there for the member answers them first."""
    keeper = Keeper.objects.now_of(member)
    return keeper.person if keeper else None


@transaction.atomic
def open_case(
    member: Member,
    *,
    kind: str,
    summary: str,
    severity: int = rules.NORMAL,
    question: Question | None = None,
    answer: Answer | None = None,
    owner: Member | None = None,
    by: Member | None,
) -> Case:
    """Somebody has to resolve this by a time. What is a case of theirs about one question already stays that one.

    `answer`: theirs to the question, where that is the text. `by` is who of the team opened it; None where the member or a
    survey did.
    """
    require(policy.can_have_case(member))
    if by is not None:
        require(policy.can_run_cases(by))
    said = one_line(summary)[:300]
    if not said:
        raise ValidationError({"summary": _("Say in a few words what it is about.")})
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)  # two openings at once take turns
    if question is not None and (known := Case.objects.still_open().filter(member=member, question=question).first()):
        return known
    moment = clock.now()
    case = Case(
        member=member,
        kind=kind,
        question=question,
        answer=answer,
        summary=said,
        severity=severity,
        owner=owner or _there_for(member) or _owner_for(0, but={member.pk}),
        opened_at=moment,
        opened_by=by,
        due_at=moment + rules.due_after(severity),
    )
    case.full_clean()
    case.save(force_insert=True)
    _tell_opened(case, by=by)
    if by is not None:
        emit(CaseTakenUp(subject_id=member.pk, actor_id=by.pk, object_id=case.pk, question_id=case.question_id))
    return case


def take_up(text: Question | Answer, *, by: Member) -> Case:
    """What a member wrote becomes something the team has to resolve for them."""
    require(can_take_up(by, text))
    if isinstance(text, Question):
        return open_case(text.author, kind=Case.Kind.TEXT, summary=text.title, question=text, by=by)
    words = excerpt_from_html(text.html) or text.question.title
    return open_case(text.author, kind=Case.Kind.TEXT, summary=words, question=text.question, answer=text, by=by)


def _tell_opened(case: Case, *, by: Member | None, again: bool = False) -> None:
    who = by.pk if by else case.member_id
    said: dict[str, Any] = {"owner_id": case.owner_id, "kind": case.kind, "severity": case.severity, "again": again}
    said |= {"case": str(case.public_id)}
    emit(CaseOpened(subject_id=case.member_id, actor_id=who, object_id=case.pk, question_id=case.question_id, **said))


@transaction.atomic
def message_brand(*, title: str, body: str, submission: uuid.UUID | None = None, by: Member) -> Case:
    """A private question to the brand, which is a case from the start. The same form sent twice is one."""
    known = Case.objects.filter(member=by, question__submission=submission).first() if submission else None
    if known:
        return known
    waiting = Case.objects.still_open().filter(member=by, kind=Case.Kind.MESSAGE).count()
    if waiting >= rules.MOST_OPEN:
        raise Refused(_("Some of your messages still wait for an answer. We answer first, then you can write again."), status=429)
    asked = forum.ask_question(title=title, body=body, visibility=PRIVATE, submission=submission, by=by)
    return open_case(by, kind=Case.Kind.MESSAGE, summary=asked.title, question=asked, by=None)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("member", "owner").get(pk=case.pk)


@transaction.atomic
def hand_case(case: Case, *, to: Member, by: Member) -> None:
    """Somebody else of the team has it from now on; one's own name is taking it. The clock goes on."""
    locked = _locked(case)
    require(policy.can_work_on(by, locked))
    require(policy.can_work_on(to, locked))
    if not locked.is_open:
        raise Refused(_("This case is not open any more."), status=409)
    if locked.owner_id == to.pk:
        return
    locked.owner = to
    locked.save(update_fields=["owner"])
    emit(CaseHanded(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, owner_id=to.pk))


@transaction.atomic
def weigh_case(case: Case, *, severity: int, by: Member) -> None:
    """It is as urgent as this from now on, and its time follows. Said twice it is once."""
    locked = _locked(case)
    require(policy.can_work_on(by, locked))
    if severity not in Case.Severity.values:
        raise ValidationError({"severity": _("Choose how urgent it is.")})
    if not locked.is_open or locked.due_at is None:
        raise Refused(_("This case is not open any more."), status=409)
    if locked.severity == severity:
        return
    known: dict[str, Any] = {"opened_at": locked.opened_at, "before": locked.severity, "after": severity}
    locked.due_at = rules.due_when_weighed(locked.due_at, **known, moment=clock.now())
    locked.severity = severity
    locked.save(update_fields=["severity", "due_at"])
    said: dict[str, Any] = {"owner_id": locked.owner_id, "severity": severity, "case": str(locked.public_id)}
    emit(CaseWeighed(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, **said))


@transaction.atomic
def answer_case(case: Case, *, outcome: str, by: Member | None) -> None:
    """It is resolved: the member reads how, and is asked some days later whether it worked. `by` None: another system told it."""
    locked = _locked(case)
    if by is not None:
        require(policy.can_work_on(by, locked))
    said = one_line(outcome)[:1000]
    if not said:
        raise ValidationError({"outcome": _("Say what came of it: the member reads it.")})
    if not locked.is_open:
        raise Refused(_("Somebody has answered this already."), status=409)
    moment = clock.now()
    locked.in_time = locked.due_at is None or moment <= locked.due_at
    locked.state, locked.outcome, locked.answered_by, locked.answered_at = Case.State.ANSWERED, said, by, moment
    locked.due_at, locked.ask_back_at, locked.worked = None, moment + rules.ASKED_BACK, None
    locked.save()
    about: dict[str, Any] = {"subject_id": locked.member_id, "object_id": locked.pk, "question_id": locked.question_id}
    said_by: dict[str, Any] = {"actor_id": by.pk if by else None, "elsewhere": by is None}
    emit(CaseAnswered(**about, **said_by, in_time=locked.in_time, case=str(locked.public_id)))


@transaction.atomic
def check_case(case: Case, *, worked: bool, by: Member) -> None:
    """The member says whether it worked. When not, the case is open again, more urgent and one step up."""
    locked = _locked(case)
    if locked.worked is worked:
        return
    require(policy.can_check(by, locked))
    locked.worked, locked.ask_back_at = worked, None
    if worked:
        locked.state = Case.State.CLOSED
    else:
        locked.state, locked.severity = Case.State.OPEN, rules.worse(locked.severity)
        _step_up(locked)
    locked.save()
    about: dict[str, Any] = {"subject_id": locked.member_id, "object_id": locked.pk, "case": str(locked.public_id)}
    emit(CaseChecked(**about, actor_id=by.pk, worked=worked))
    if not worked:
        _tell_opened(locked, by=None, again=True)


def _step_up(case: Case) -> None:
    """The next of the ladder has it, with the time its urgency gives."""
    case.step = min(case.step + 1, rules.LAST_STEP)
    asleep = {case.owner_id} if case.step < rules.LAST_STEP else set()  # on the last one there may be nobody else
    case.owner = _owner_for(case.step, but={case.member_id, *asleep}) or case.owner
    case.due_at = clock.now() + rules.due_after(case.severity)


@transaction.atomic
def escalate_due() -> int:
    """What was not resolved in time goes one step up; on the last one its owner is told again."""
    moment = clock.now()
    late = Case.objects.still_open().filter(due_at__lte=moment).select_for_update(of=("self",), no_key=True, skip_locked=True)
    done = 0
    for case in late.select_related("member").order_by("due_at", "pk")[:A_TURN]:
        _step_up(case)
        case.save(update_fields=["step", "owner", "due_at"])
        about: dict[str, Any] = {"subject_id": case.member_id, "object_id": case.pk, "case": str(case.public_id)}
        emit(CaseEscalated(**about, owner_id=case.owner_id, step=case.step))
        done += 1
    return done


@transaction.atomic
def ask_back_due() -> int:
    """Members are asked whether what the team did worked."""
    due = Case.objects.filter(ask_back_at__lte=clock.now(), state=Case.State.ANSWERED)
    done = 0
    for case in due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("ask_back_at")[:A_TURN]:
        Case.objects.filter(pk=case.pk).update(ask_back_at=None)
        emit(CaseAskedBack(subject_id=case.member_id, object_id=case.pk))
        done += 1
    return done


def close_elsewhere(public_id: Any, *, outcome: str) -> bool:
    """Another system resolved it: whether that was new. Refused 404 when there is no such case."""
    case = Case.objects.filter(public_id=public_id).first()
    if case is None:
        raise Refused(_("There is no such case."), status=404)
    if not case.is_open:
        return False
    answer_case(case, outcome=outcome, by=None)
    return True


@transaction.atomic
def forget_cases(member: Member) -> None:
    """Who leaves takes along what was said, asked and resolved; the facts, which hold no words, stay."""
    Survey.objects.filter(member=member).delete()
    Case.objects.filter(member=member).delete()
