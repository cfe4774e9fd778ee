from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import GuideCredited
from .models import ArticlePage


@notice(GuideCredited, label=gettext_lazy("A guide that thanks me"), icon="book-open", to=lambda fact: fact.subject_id)
def guide_credited(member: Member, events: list[Event]) -> Iterator[tuple[Event, Line]]:
    pages = ArticlePage.objects.live().filter(pk__in=[event.object_id for event in events])
    for event, page in found(events, pages.defer("body")):
        sentence = _("What you found out became a guide, with thanks to you.")
        yield event, Line(sentence=sentence, url=page.url or "/", heading=page.title)
