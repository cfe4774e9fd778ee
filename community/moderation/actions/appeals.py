"""A member asks for another look; somebody else than at first answers, and that is the last word."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import MODERATORS, Member
from community.verdict import Refused, require

from .. import policy, rules
from ..events import AppealAnswered, AppealMade
from ..models import Act, Appeal, Decision, text_of
from .undoing import take_back
from .writing import decided, words_of


@transaction.atomic
def appeal(decision: Decision, *, words: str, by: Member) -> Appeal:
    """Ask for another look, once. Sent twice it is refused 409."""
    words = words_of(words, most=rules.WORDS_MAX, field="words", needed=True)
    decision = Decision.objects.select_related("undone_by", "appeal").get(pk=decision.pk)
    if hasattr(decision, "appeal") and decision.member_id == by.pk:
        raise Refused(_("You have asked for another look already."), status=409)
    require(policy.can_appeal(by, decision))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(decision=decision, member=by, words=words, at=clock.now())
    except IntegrityError:
        raise Refused(_("You have asked for another look already."), status=409) from None
    emit(
        AppealMade(subject_id=by.pk, actor_id=by.pk, object_id=made.pk, question_id=decision.question_id, decision_id=decision.pk)
    )
    return made


def others_than(decision: Decision) -> bool:
    """Whether there is another moderator than whoever decided."""
    return Member.objects.people().filter(groups__name=MODERATORS).exclude(pk=decision.by_id or 0).exists()


@transaction.atomic
def answer_appeal(made: Appeal, *, stands: bool, words: str = "", by: Member) -> Decision:
    """It stands, or it is taken back. Answered already: 409."""
    words = words_of(words, most=rules.MESSAGE_MAX, field="note")
    locked = Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("decision__undone_by").get(pk=made.pk)
    if locked.answer_id:
        raise Refused(_("A colleague decided this meanwhile."), status=409)
    require(policy.can_answer_appeal(by, locked, others=others_than(locked.decision)))
    decision = locked.decision
    if not stands and decision.is_undone:
        answer = decision.undone_by
    elif stands:
        text = text_of(decision.kind, decision.text_id or 0) if decision.kind else None
        answer = decided(
            Act.UPHOLD, text=text, member=decision.member, reason=decision.reason, words=words, after_appeal=True, by=by
        )
    else:
        answer = take_back(decision, after_appeal=True, by=by)
    Appeal.objects.filter(pk=locked.pk).update(answer=answer)
    emit(
        AppealAnswered(
            subject_id=locked.member_id,
            actor_id=by.pk,
            object_id=locked.pk,
            question_id=decision.question_id,
            decision_id=decision.pk,
            stands=stands,
        )
    )
    return answer
