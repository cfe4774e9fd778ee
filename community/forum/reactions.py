from community.events.door import on
from community.events.models import Event
from community.members.events import MemberMerged
from community.members.models import Member

from . import actions
from .events import AnswerPosted


@on(AnswerPosted, sift=actions.with_followers)
def tell_followers(fact: AnswerPosted, event: Event) -> None:
    actions.tell_followers(event)


@on(MemberMerged)
def take_over(fact: MemberMerged, event: Event) -> None:
    """Two known as one: what the other wrote and said is theirs."""
    actions.take_over(Member.objects.get(pk=fact.other_id), into=Member.objects.get(pk=fact.subject_id))
