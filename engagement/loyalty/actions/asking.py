"""Owners hear of questions about what they own: those who want to, few at a time, and each at most once a day."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from community import clock
from community.events.door import receive
from community.events.models import Event
from community.forum.models import Question
from community.members.models import Member

from ..events import OwnerAsked
from ..models import Owned

OWNERS = "owners"  # the source of what each of them is told, so that telling twice is once
MOST = 20  # owners a question is told to
REST = timedelta(days=1)
FRESH = timedelta(days=2)  # after a long outage nobody is asked about what is old


@transaction.atomic
def ask_owners(asked: Event) -> None:
    """One fact for each owner who is told, longest unasked first. Of what only some may read nobody is told."""
    question = Question.objects.listed().filter(pk=asked.question_id or 0, published_at__gt=clock.now() - FRESH).first()
    if question is None or Event.objects.filter(source=OWNERS, question_id=asked.question_id).exists():
        return
    for member_id in _turn(question):
        fact = OwnerAsked(
            subject_id=member_id,
            actor_id=asked.actor_id,
            object_id=question.pk,
            question_id=question.pk,
            category_id=asked.category_id,
            product_id=asked.product_id,
            language=asked.language,
        )
        receive(fact, source=OWNERS, source_id=f"{asked.pk}:{member_id}", occurred_at=asked.occurred_at)


def _turn(question: Question) -> list[int]:
    """Whose turn it is. Their rows are locked: two questions in the same moment are not both told to one owner."""
    rested = clock.now() - REST
    people = Member.objects.people().filter(claimed_at__isnull=False, is_active=True).exclude(pk=question.author_id)
    wish = Owned.objects.standing().filter(asks=True, product__in=question.products.all(), member__in=people)
    wish = wish.exclude(member__in=Owned.objects.filter(asked_at__gt=rested).values("member"))
    waiting = wish.order_by(F("asked_at").asc(nulls_first=True), "pk").values_list("member_id", flat=True)
    chosen = list(dict.fromkeys(waiting[: MOST * 3]))[:MOST]  # a question has three products at most
    rows = list(Owned.objects.select_for_update(no_key=True).filter(member__in=chosen).order_by("pk"))
    lately = {row.member_id for row in rows if row.asked_at and row.asked_at > rested}
    Owned.objects.filter(pk__in=[row.pk for row in rows if row.member_id not in lately]).update(asked_at=clock.now())
    return [member_id for member_id in chosen if member_id not in lately]
