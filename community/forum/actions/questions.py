import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.frame.actions import note_change
from community.members.models import Member
from community.realtime.publish import publish
from community.text import slug_of
from community.verdict import Refused, require

from .. import policy, rules
from ..events import QuestionClosed, QuestionEdited, QuestionMoved, QuestionReopened
from ..models import PUBLIC, Category, OldSlug, Product, Question, QuestionLink, Revision, Text
from . import facts, words
from .holding import hold_edited, tell_out
from .pictures import hang_pictures
from .places import default_category, tags_named


def ask_question(
    *,
    title: str,
    body: str = "",
    products: Iterable[Product] = (),
    tags: Iterable[str] = (),
    category: Category | None = None,
    visibility: str = PUBLIC,
    submission: uuid.UUID | None = None,
    by: Member,
) -> Question:
    """Ask. The same form sent twice is one question. ValidationError by field, Refused when the member may not."""
    require(policy.can_ask(by))
    chosen = _few(products)
    title = words.title_of(title, may_be_short=bool(chosen))
    body = words.body_of(body, limit=rules.QUESTION_MAX, least=0)
    mine = Question.objects.filter(author=by)
    if found := words.sent_before(mine, submission, title=title, body=body):
        return found
    submission = words.unused(submission, among=Question.objects.exclude(author=by))
    try:
        with transaction.atomic():
            return _ask(title, body, chosen, list(tags), category, visibility, submission, by)
    except IntegrityError:  # the same form, sent twice in the same moment
        if submission and (found := mine.filter(submission=submission).first()):
            return found
        raise


def _few(products: Iterable[Product]) -> list[Product]:
    chosen = list(products)
    if len(chosen) > rules.PRODUCTS_MAX:
        raise words.wrong("products", _("Choose at most three products."))
    return chosen


def lock_question(pk: int) -> Question:
    """The question, locked: everything that happens on it happens in turn, and its pages are drawn again.

    404 when it is not there at all.
    """
    question = Question.objects.select_for_update(of=("self",), no_key=True).select_related("author").filter(pk=pk).first()
    if question is None:
        raise Refused(_("This question is not here any more."), status=404)
    note_change(f"question:{pk}")
    return question


def _ask(
    title: str,
    body: str,
    products: list[Product],
    tags: list[str],
    category: Category | None,
    visibility: str,
    submission: uuid.UUID | None,
    by: Member,
) -> Question:
    question = Question(
        title=title,
        slug=slug_of(title),
        excerpt=words.excerpt(body),
        category=category or (products[0].category if products else default_category()),
        **words.written(body, by=by, visibility=visibility, submission=submission, title=title),
    )
    question.save(force_insert=True)
    hang_pictures(question, by=by)
    question.products.set(products)
    question.tags.set(tags_named(tags))
    note_change(f"question:{question.pk}")
    tell_out(question)
    return question


@transaction.atomic
def edit_question(
    question: Question,
    *,
    title: str,
    body: str,
    products: Iterable[Product] | None = None,
    tags: Iterable[str] | None = None,
    reason: str = "",
    by: Member,
) -> None:
    """Change the words, and the products and tags where given. Keeps a revision unless it is a small change made at once."""
    locked = lock_question(question.pk)
    require(policy.can_edit(by, locked))
    chosen = _few(products) if products is not None else list(locked.products.all())
    title = words.title_of(title, may_be_short=bool(chosen))
    body = words.body_of(body, limit=rules.QUESTION_MAX, least=0)
    if products is not None:
        locked.products.set(chosen)
    if tags is not None:
        locked.tags.set(tags_named(tags))
    if (title, body) == (locked.title, locked.body):
        return
    reason, before = words.why_changed(locked, reason, by=by), f"{locked.title}\n{locked.body}"
    moment = clock.now()
    if locked.title != title or not locked.is_by(by) or needs_revision(locked, body, answered=locked.answers_count > 0):
        Revision.objects.create(question=locked, title=locked.title, body=locked.body, by=by, at=moment, reason=reason)
        locked.edits += 1
    slug = slug_of(title)
    if slug != locked.slug and moment - locked.published_at > rules.SLUG_SETTLES:
        OldSlug.objects.get_or_create(kind="question", slug=locked.slug, object_id=locked.pk)
    locked.title, locked.slug, locked.excerpt, locked.edited_at = title, slug, words.excerpt(body), moment
    words.put(locked, body)
    locked.save(update_fields=["title", "slug", "excerpt", "edited_at", "edits", "body", "html", "renderer", "team_note"])
    hang_pictures(locked, by=by)
    hold_edited(locked, before=before, now_there=f"{title}\n{body}", by=by)
    emit(QuestionEdited(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)))
    publish(f"question:{locked.pk}", {"kind": "question.edited", "id": locked.pk})


def needs_revision(text: Text, body: str, *, answered: bool) -> bool:
    """No revision for a small change of the body within five minutes that nobody has replied to yet."""
    small = abs(len(body) - len(text.body)) <= rules.GRACE_CHARACTERS
    soon = clock.now() - text.published_at <= rules.GRACE
    return not (soon and small and not answered)


@transaction.atomic
def close_question(question: Question, *, reason: str, duplicate_of: Question | None = None, by: Member) -> None:
    """No new answers or comments. A duplicate always says of which question."""
    locked = lock_question(question.pk)
    require(policy.can_close(by, locked))
    if reason not in rules.CLOSE_REASONS or (reason == "duplicate") != (duplicate_of is not None):
        raise words.wrong("reason", _("Choose a reason; a duplicate names the other question."))
    if locked.is_closed:
        raise Refused(_("This question is closed already."), status=409)
    if duplicate_of is not None:
        link_questions(locked, duplicate_of, kind=QuestionLink.DUPLICATE)
    Question.objects.filter(pk=locked.pk).update(closed_at=clock.now(), closed_reason=reason)
    emit(QuestionClosed(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, reason=reason, **facts.about(locked)))
    publish(f"question:{locked.pk}", {"kind": "question.closed", "id": locked.pk})


@transaction.atomic
def reopen_question(question: Question, *, by: Member) -> None:
    locked = lock_question(question.pk)
    require(policy.can_close(by, locked))
    if not locked.is_closed:
        raise Refused(_("This question is open already."), status=409)
    locked.links.filter(kind=QuestionLink.DUPLICATE).delete()
    Question.objects.filter(pk=locked.pk).update(closed_at=None, closed_reason="")
    emit(QuestionReopened(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)))
    publish(f"question:{locked.pk}", {"kind": "question.reopened", "id": locked.pk})


def link_questions(question: Question, target: Question, *, kind: str) -> QuestionLink:
    """Point from one question to another. A question can't be a duplicate of itself."""
    if question.pk == target.pk:
        raise words.wrong("duplicate_of", _("That is this question itself."))
    return QuestionLink.objects.get_or_create(question=question, target=target, kind=kind)[0]


@transaction.atomic
def move_question(question: Question, *, category: Category, by: Member) -> Category:
    """Into another category; where it was before is returned. There already: 409."""
    locked = lock_question(question.pk)
    require(policy.can_close(by, locked))
    before = locked.category
    if before.pk == category.pk:
        raise Refused(_("This question is there already."), status=409)
    Question.objects.filter(pk=locked.pk).update(category=category)
    locked.category = category
    emit(
        QuestionMoved(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, from_id=before.pk, **facts.about(locked))
    )
    publish(f"question:{locked.pk}", {"kind": "question.edited", "id": locked.pk})
    return before
