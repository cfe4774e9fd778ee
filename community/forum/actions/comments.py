import uuid

from django.db import transaction

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import require

from .. import policy, rules
from ..events import CommentEdited
from ..models import Answer, Comment, Question, Revision
from . import facts, words
from .answers import lock_answer
from .holding import hold_edited, tell_out
from .pictures import hang_pictures
from .questions import lock_question
from .recount import recount_answer


@transaction.atomic
def post_comment(
    question: Question, *, answer: Answer | None = None, body: str, submission: uuid.UUID | None = None, by: Member
) -> Comment:
    """A short remark under the question, or under one of its answers."""
    body = words.body_of(body, limit=rules.COMMENT_MAX, least=rules.COMMENT_MIN)
    under = lock_answer(answer) if answer else None
    locked = under.question if under else lock_question(question.pk)
    require(policy.can_comment(by, under or locked))
    mine = Comment.objects.filter(question=locked, author=by)
    if found := words.sent_before(mine, submission, answer=under, body=body):
        return found
    submission = words.unused(submission, among=Comment.objects.all())
    columns = words.written(body, by=by, visibility=locked.visibility, submission=submission)
    comment = Comment(question=locked, answer=under, **columns)
    comment.save(force_insert=True)
    hang_pictures(comment, by=by)
    if under:
        recount_answer(under.pk)
    tell_out(comment)
    publish(f"question:{locked.pk}", {"kind": "comment.posted", "id": comment.pk, "answer": comment.answer_id})
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, body: str, reason: str = "", by: Member) -> None:
    body = words.body_of(body, limit=rules.COMMENT_MAX, least=rules.COMMENT_MIN)
    lock_question(comment.question_id)
    locked = (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author", "question", "answer")
        .get(pk=comment.pk)
    )
    require(policy.can_edit(by, locked))
    if body == locked.body:
        return
    reason, before = words.why_changed(locked, reason, by=by), locked.body
    Revision.objects.create(comment=locked, body=locked.body, by=by, at=clock.now(), reason=reason)
    locked.edited_at, locked.edits = clock.now(), locked.edits + 1
    words.put(locked, body)
    locked.save(update_fields=["edited_at", "edits", "body", "html", "renderer", "team_note"])
    hang_pictures(locked, by=by)
    hold_edited(locked, before=before, now_there=body, by=by)
    emit(CommentEdited(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked.question)))
    publish(f"question:{locked.question_id}", {"kind": "comment.edited", "id": locked.pk})
