from community.events.door import on
from community.events.models import Event

from . import actions
from .events import AnswerPosted


@on(AnswerPosted)
def tell_followers(fact: AnswerPosted, event: Event) -> None:
    actions.tell_followers(event)
