import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import Refused, require

from .. import owning, policy, rules
from ..events import AnswerEdited
from ..models import Answer, AnswerQuerySet, Question, Revision
from . import facts, words
from .holding import hold_edited, tell_out
from .pictures import hang_pictures
from .questions import lock_question, needs_revision
from .recount import recount_question


def lock_answer(answer: Answer) -> Answer:
    """The answer as it is now, with its question, both locked; always the question first."""
    question = lock_question(answer.question_id)
    locked = Answer.objects.select_for_update(of=("self",), no_key=True).select_related("author").get(pk=answer.pk)
    if locked.question_id != question.pk:
        raise Refused(_("This answer was moved meanwhile. Please look at the page again."), status=409)
    locked.question = question
    return locked


@transaction.atomic
def post_answer(
    question: Question, *, body: str, official: bool = False, owns: bool = False, submission: uuid.UUID | None = None, by: Member
) -> Answer:
    """Answer a question. The same form, or the same words within five minutes, sent twice are one answer.

    `owns`: it says that its author owns the product asked about, if they do. What speaks for the brand says nothing of that.
    """
    body = words.body_of(body, limit=rules.ANSWER_MAX)
    said = _owned(question, owns=owns and not official, by=by)
    locked = lock_question(question.pk)
    require(policy.can_answer(by, locked))
    if official:
        require(policy.can_answer_officially(by))
    if found := words.sent_before(Answer.objects.filter(question=locked, author=by), submission, body=body):
        return found
    submission = words.unused(submission, among=Answer.objects.all())
    columns = words.written(body, by=by, visibility=locked.visibility, submission=submission)
    answer = Answer(question=locked, is_official=official, **said, **columns)
    answer.save(force_insert=True)
    hang_pictures(answer, by=by)
    recount_question(locked.pk)
    tell_out(answer)
    publish(f"question:{locked.pk}", {"kind": "answer.posted", "id": answer.pk})
    return answer


@transaction.atomic
def edit_answer(answer: Answer, *, body: str, reason: str = "", owns: bool | None = None, by: Member) -> None:
    """Change the words of an answer; a revision keeps what stood there. Its author says anew whether they own the product."""
    body = words.body_of(body, limit=rules.ANSWER_MAX)
    said = _owned(answer.question, owns=bool(owns) and not answer.is_official, by=by)
    locked = lock_answer(answer)
    require(policy.can_edit(by, locked))
    if owns is not None and locked.is_by(by) and bool(locked.owns_id) != (said["owns_id"] is not None):
        _say(Answer.objects.filter(pk=locked.pk), locked.question_id, **said)
    if body == locked.body:
        return
    reason, before = words.why_changed(locked, reason, by=by), locked.body
    if not locked.is_by(by) or needs_revision(locked, body, answered=locked.comments_count > 0):
        Revision.objects.create(answer=locked, body=locked.body, by=by, at=clock.now(), reason=reason)
        locked.edits += 1
    locked.edited_at = clock.now()
    words.put(locked, body)
    locked.save(update_fields=["edited_at", "edits", "body", "html", "renderer", "team_note"])
    hang_pictures(locked, by=by)
    hold_edited(locked, before=before, now_there=body, by=by)
    emit(AnswerEdited(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked.question)))
    publish(f"question:{locked.question_id}", {"kind": "answer.edited", "id": locked.pk})


def _owned(question: Question, *, owns: bool, by: Member) -> dict[str, int | None]:
    """The columns that say what its author owns. Locked before the question: who gives a product up takes the same way."""
    product, year = owns and owning.owned_of(by.pk, question.pk, lock=True) or (None, None)
    return {"owns_id": product, "owns_since": year}


def _say(answers: AnswerQuerySet, question_id: int, **said: int | None) -> None:
    """The question is locked."""
    for pk in list(answers.values_list("pk", flat=True)):
        Answer.objects.filter(pk=pk).update(**said)
        publish(f"question:{question_id}", {"kind": "answer.edited", "id": pk})
    recount_question(question_id)


@transaction.atomic
def forget_owned(member_id: int, *, product_id: int | None = None) -> None:
    """No answer of theirs says any more that they own this product, or any."""
    said = Answer.objects.filter(author=member_id, owns__isnull=False)
    if product_id is not None:
        said = said.filter(owns=product_id)
    for question_id in sorted(set(said.values_list("question_id", flat=True))):
        lock_question(question_id)
        _say(said.filter(question=question_id), question_id, owns_id=None, owns_since=None)
