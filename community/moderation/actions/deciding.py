"""A person of the team decides about a text: from the queue or on the question's page, it is the same act."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Category, Question, State, Text
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Act, Decision, Item, kind_of, text_of
from .writing import decided, lock_item, words_of


def _judge(text: Text, *, by: Member, item: Item | None) -> None:
    """In turn, and from the queue only what still waits: whoever is slower is told (409)."""
    require(policy.can_judge(by, text))
    locked = lock_item(text)
    if item is not None and (locked is None or locked.decided_at is not None):
        raise Refused(_("A colleague decided this meanwhile."), status=409)


def text_now(text: Text) -> Text:
    found: Text = text_of(kind_of(text), text.pk)
    return found


@transaction.atomic
def keep(item: Item, *, by: Member) -> Decision:
    """The text stays and the reports come to nothing; what is held is approved. Decided already: 409."""
    text = text_of(item.kind, item.text_id)
    if text is None:
        raise Refused(_("This is not here any more."), status=404)
    if text.state == State.HELD:
        return approve(text, item=item, by=by)
    _judge(text, by=by, item=item)
    return decided(Act.KEEP, text=text, by=by)


@transaction.atomic
def approve(text: Text, *, item: Item | None = None, by: Member) -> Decision:
    """What waited for a check goes out, as if it was written now."""
    _judge(text, by=by, item=item)
    forum.approve_text(text, by=by)
    return decided(Act.APPROVE, text=text, by=by)


@transaction.atomic
def note_edit(event: Event) -> Decision | None:
    """Somebody of the team changed a member's words: a decision as any other, told with its reason. Once for each fact."""
    text = text_of(event.object_kind, event.object_id or 0)
    rows = Decision.objects.filter(kind=event.object_kind, text_id=event.object_id, act=Act.EDIT)
    if text is None or rows.filter(details__event=event.pk).exists():
        return None
    lock_item(text)
    before = text.revisions.filter(by=event.actor_id, at__lte=event.occurred_at).order_by("-pk").first()
    details = {"event": event.pk, "revision": before.pk if before else None}
    return decided(Act.EDIT, text=text, words=text.team_note, details=details, by=event.actor)


@transaction.atomic
def hide(
    text: Text, *, reason: str, words: str = "", item: Item | None = None, details: dict[str, Any] | None = None, by: Member
) -> Decision:
    """Take a text away, or refuse one that waits. Its author is told why. `item`: from the queue, only while it waits."""
    words = words_of(words, most=rules.MESSAGE_MAX, field="note")
    _judge(text, by=by, item=item)
    was = text_now(text).state
    forum.hide_text(text, reason=reason, note=words[:300], by=by)
    act = Act.REFUSE if was == State.HELD else Act.HIDE
    return decided(act, text=text, reason=reason, words=words, details=details, by=by)


@transaction.atomic
def restore(text: Text, *, by: Member) -> Decision:
    """What was hidden stands where it stood, and what it had earned counts again."""
    _judge(text, by=by, item=None)
    forum.restore_text(text, by=by)
    if text_now(text).state == State.HELD:
        forum.approve_text(text, by=by)
    return decided(Act.RESTORE, text=text, undoes=_standing_decision(text, Act.HIDE, Act.REFUSE), by=by)


def _standing_decision(text: Text, *acts: Act) -> Decision | None:
    """The last such decision about the text that nobody has taken back."""
    rows = Decision.objects.filter(kind=text._meta.model_name, text_id=text.pk, act__in=acts, undone_by=None)
    return rows.order_by("-pk").first()


@transaction.atomic
def close(question: Question, *, reason: str, words: str = "", by: Member) -> Decision:
    """No new answers or comments, for a reason its asker is told."""
    words = words_of(words, most=rules.MESSAGE_MAX, field="note")
    require(policy.can_judge(by, question))
    lock_item(question)
    forum.close_question(question, reason=reason, by=by)
    return decided(Act.CLOSE, text=question, reason=reason, words=words, by=by)


@transaction.atomic
def mark_duplicate(question: Question, *, of: Question, words: str = "", by: Member) -> Decision:
    """It was asked before: one with that question from now on, always by a link to it."""
    words = words_of(words, most=rules.MESSAGE_MAX, field="note")
    require(policy.can_judge(by, question))
    lock_item(question)
    forum.merge_question(question, into=of, by=by)
    return decided(Act.DUPLICATE, text=question, reason="duplicate", words=words, details={"into": of.pk}, by=by)


@transaction.atomic
def reopen(question: Question, *, by: Member) -> Decision:
    require(policy.can_moderate(by))
    forum.reopen_question(question, by=by)
    return decided(Act.REOPEN, text=question, undoes=_standing_decision(question, Act.CLOSE), by=by)


@transaction.atomic
def move(question: Question, *, category: Category, words: str = "", by: Member) -> Decision:
    """Into another category."""
    words = words_of(words, most=rules.MESSAGE_MAX, field="note")
    require(policy.can_judge(by, question))
    lock_item(question)
    before = forum.move_question(question, category=category, by=by)
    return decided(Act.MOVE, text=question, words=words, details={"from": before.pk, "to": category.pk}, by=by)


@transaction.atomic
def take(item: Item, *, by: Member) -> None:
    """Say that one looks at it now, for half an hour. Somebody else's name stays until then: 409."""
    require(policy.can_moderate(by))
    moment = clock.now()
    free = Item.objects.waiting().filter(pk=item.pk).exclude(taken_at__gt=moment - rules.TAKEN_FOR, taken_by__isnull=False)
    mine = Item.objects.waiting().filter(pk=item.pk, taken_by=by)
    if not (free | mine).order_by().update(taken_by=by, taken_at=moment):
        raise Refused(_("A colleague looks at this already."), status=409)
