from collections.abc import Iterable, Sequence

from django.db import transaction

from community import clock
from community.events.door import emit, key_of, last_in_force, receive
from community.events.models import Event
from community.members.models import Member
from community.verdict import require

from .. import policy
from ..events import FollowAnswered, QuestionFollowed, QuestionUnfollowed
from ..models import Follow, Question
from . import facts
from .questions import lock_question

FOLLOWERS = "followers"  # the source of what each of them is told, so that telling twice is once


@transaction.atomic
def follow_question(question: Question, *, by: Member) -> None:
    """Hear of new answers. Pressed twice it is once."""
    locked = lock_question(question.pk)
    require(policy.can_follow(by, locked))
    if Follow.objects.get_or_create(member=by, question=locked, defaults={"at": clock.now()})[1]:
        emit(QuestionFollowed(subject_id=by.pk, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)))


@transaction.atomic
def unfollow_question(question: Question, *, by: Member) -> None:
    locked = lock_question(question.pk)
    if not Follow.objects.filter(member=by, question=locked).delete()[0]:
        return
    told = last_in_force("question.followed", about="question", object_id=locked.pk, actor_id=by.pk)
    emit(
        QuestionUnfollowed(subject_id=by.pk, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)),
        reverses=key_of(told) if told else None,
    )


def with_followers(posted: Sequence[Event]) -> Iterable[Event]:
    """Those of the answers whose question somebody else follows."""
    follows = Follow.objects.filter(question__in={event.question_id for event in posted}).values_list("question_id", "member_id")
    followed = set(follows)
    return [event for event in posted if any(q == event.question_id and m != event.actor_id for q, m in followed)]


@transaction.atomic
def tell_followers(posted: Event) -> None:
    """One fact for each member who follows the question that was answered; whether they may read it is asked when it is told."""
    about = {
        name: getattr(posted, name) for name in ("actor_id", "object_id", "question_id", "category_id", "product_id", "language")
    }
    followers = Follow.objects.filter(question=posted.question_id).exclude(member=posted.actor_id)
    for pk in followers.order_by("pk").values_list("member_id", flat=True):
        fact = FollowAnswered(subject_id=pk, **about)
        receive(fact, source=FOLLOWERS, source_id=f"{posted.pk}:{pk}", occurred_at=posted.occurred_at)
