"""The facts behind a number of the loyalty profile, told to the member they are about. Reads only."""

from django.db.models import Q, QuerySet

from community.events.models import Event
from community.members.models import Member
from engagement.recognition.lines import Told, tell
from engagement.rules import sql
from engagement.rules.facts import in_force, of_members
from engagement.rules.tree import Count, Where

from . import rules

PAGE = 30
_OTHERS = Where("own", "=", False)
_PEOPLE_HELPED = (
    Count(facts=("answer.accepted",), where=(_OTHERS, Where("by_asker", "=", True))),
    Count(facts=("answer.helped",), where=(_OTHERS,)),
)


def facts_behind(key: str, member: Member) -> QuerySet[Event] | None:
    """The facts in force that make up the number, newest first; None when there is no such number."""
    if key == "people_helped":
        chosen = sql.matches(_PEOPLE_HELPED[0]) | sql.matches(_PEOPLE_HELPED[1])
    elif key in rules.BY_KEY:
        chosen = sql.matches(rules.BY_KEY[key].count)
    else:
        return None
    facts = in_force(Event.objects.filter(of_members([member.pk])).filter(chosen))
    return facts.select_related("actor").order_by("-occurred_at", "-pk")


def page_of(facts: QuerySet[Event], member: Member, *, before: int | None = None) -> tuple[list[Told], int | None]:
    """One page of these facts in words, and the cursor of what is older (None at the end)."""
    if before and (last := Event.objects.filter(pk=before, subject=member).first()):
        facts = facts.filter(Q(occurred_at__lt=last.occurred_at) | Q(occurred_at=last.occurred_at, pk__lt=last.pk))
    found = list(facts[: PAGE + 1])
    told = tell(member, found[:PAGE])
    return list(told.values()), found[PAGE - 1].pk if len(found) > PAGE else None
