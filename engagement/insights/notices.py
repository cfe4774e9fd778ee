"""The words of the week in figures."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, notice

from . import policy
from .events import WeekSummed

PAGE = "/cms/insights/"  # this package does not know the desk's addresses


@notice(WeekSummed, label=gettext_lazy("The week in figures"), icon="trending-up", to=lambda fact: fact.subject_id)
def week_summed(member: Member, events: list[Event]) -> Iterator[tuple[Event, Line]]:
    if policy.can_read_insights(member):
        for event in events:
            yield event, Line(sentence=" ".join(_sentences(event.extras)), url=PAGE, heading=_("The week in figures"))


def _sentences(said: dict[str, int]) -> Iterator[str]:
    yield ngettext("%(n)d person was helped.", "%(n)d people were helped.", said["helped"]) % {"n": said["helped"]}
    yield ngettext("%(n)d question was asked.", "%(n)d questions were asked.", said["asked"]) % {"n": said["asked"]}
    if said["in_day"] >= 0:
        yield _("%(n)d %% had an answer within a day.") % {"n": said["in_day"]}
    if said["waiting"]:
        yield ngettext("%(n)d still waits.", "%(n)d still wait.", said["waiting"]) % {"n": said["waiting"]}
