"""Short questions to members: how it went, and whether they would recommend us. All of them together once in thirty days."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.forum.models import Question
from community.members.models import Member
from community.members.rules import one_line
from community.verdict import require

from .. import policy, rules
from ..events import SurveyAnswered, SurveyAsked
from ..models import Case, Survey
from .cases import A_TURN, open_case

SEEN = timedelta(days=90)  # who has not signed in for longer is not asked whether they would recommend us


def _lately(member_id: Any, moment: datetime) -> Q:
    """Surveys of the last thirty days, and those that will be asked."""
    return Q(member_id=member_id) & (Q(asked_at=None) | Q(asked_at__gt=moment - rules.SURVEY_PAUSE))


def _recommended(member_id: Any, moment: datetime) -> Q:
    return Q(member_id=member_id, kind=Survey.Kind.RECOMMEND) & Q(planned_at__gt=moment - rules.RECOMMEND_PAUSE)


def _may_be_asked(member: Member, moment: datetime) -> bool:
    """Not who was asked lately, and not the team. Two plans at once take turns."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    gone = member.is_team or member.erased_at or member.merged_into_id
    return not gone and not Survey.objects.filter(_lately(member.pk, moment)).exists()


@transaction.atomic
def plan_survey(member: Member, question: Question) -> None:
    """Ask the member how it went, two days from now."""
    moment = clock.now()
    if _may_be_asked(member, moment):
        Survey.objects.get_or_create(member=member, question=question, defaults={"planned_at": moment + rules.SURVEY_DELAY})


@transaction.atomic
def plan_recommendation(member: Member, *, after: timedelta = timedelta(0)) -> bool:
    """Ask whether they would recommend us, so much later; once in half a year at most: whether it is planned."""
    moment = clock.now()
    if not _may_be_asked(member, moment) or Survey.objects.filter(_recommended(member.pk, moment)).exists():
        return False
    Survey.objects.create(member=member, kind=Survey.Kind.RECOMMEND, planned_at=moment + after)
    return True


def plan_recommendations() -> int:
    """Members of a quarter or longer who come here, and were asked neither this for half a year nor anything lately."""
    moment = clock.now()
    here = Member.objects.people().filter(claimed_at__lte=moment - rules.A_QUARTER, last_login__gte=moment - SEEN, is_staff=False)
    asked = Survey.objects.filter(_lately(OuterRef("pk"), moment) | _recommended(OuterRef("pk"), moment))
    some = here.filter(~Exists(asked)).order_by("claimed_at", "pk")[:A_TURN]
    return sum(plan_recommendation(member) for member in some)


@transaction.atomic
def ask_due() -> int:
    """Ask those whose time has come, outside their quiet hours. Where there is nothing to ask about any more nobody is."""
    moment = clock.now()
    due = Survey.objects.filter(asked_at=None, planned_at__lte=moment).select_related("member", "question__accepted")
    done = 0
    for survey in due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("planned_at")[:A_TURN]:
        if _is_pointless(survey):
            survey.delete()
        elif later := _later(survey, moment):
            Survey.objects.filter(pk=survey.pk).update(planned_at=later)
        else:
            Survey.objects.filter(pk=survey.pk).update(asked_at=moment)
            emit(SurveyAsked(subject_id=survey.member_id, object_id=survey.pk, question_id=survey.question_id, kind=survey.kind))
            done += 1
    return done


def _is_pointless(survey: Survey) -> bool:
    if survey.member.erased_at or survey.member.merged_into_id or survey.member.is_team:
        return True
    return survey.question is not None and not survey.question.is_solved


def _later(survey: Survey, moment: datetime) -> datetime | None:
    """First what is open between us is resolved, then we ask whether they would recommend us."""
    if survey.recommends and Case.objects.of(survey.member).still_open().exists():
        return moment + rules.CASE_FIRST
    return survey.member.end_of_quiet(moment)


@transaction.atomic
def answer_survey(survey: Survey, *, score: int, words: str = "", by: Member) -> Survey:
    """What the member says. A low answer is a case, with somebody of the team who may act."""
    rows = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("member", "question")
    locked = rows.get(pk=survey.pk)
    require(policy.can_answer(by, locked))
    if score not in locked.scores:
        raise ValidationError({"score": _("Choose one of the numbers.")})
    locked.score, locked.words, locked.answered_at = score, one_line(words)[:600], clock.now()
    low = rules.DETRACTORS if locked.recommends else rules.LOW_SCORE
    if score <= low:
        severity = rules.NORMAL if locked.recommends else rules.HIGH
        about: dict[str, Any] = {"kind": Case.Kind.SURVEY, "question": locked.question, "severity": severity}
        locked.case = open_case(locked.member, summary=locked.words or _unhappy(locked), **about, by=None)
    locked.save()
    emit(SurveyAnswered(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, score=score, kind=locked.kind))
    return locked


def _unhappy(survey: Survey) -> str:
    if survey.question is None:
        return _("Would recommend us: %(n)s of 10") % {"n": survey.score}
    return _("Unhappy with “%(title)s”") % {"title": survey.question.title}
