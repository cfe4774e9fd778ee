"""A figure more for the team: how many members wrote a thank-you in a time, and how many in the time before.

To have it on the page: put the function into `engagement/insights/measures.py`, name it in `Board.figures`
(`engagement/insights/figures.py`), give its key a title and a definition where the others have theirs (cms/desk), and test it on
a known number of people. Below ten nothing is said: `count_figure` sees to it.
"""

from community.forum.models import Mark
from engagement.insights.measures import Figure, Period, count_figure


def thanking(period: Period) -> int:
    start, end = period.moments
    written = Mark.objects.filter(withdrawn_at=None, at__gte=start, at__lt=end).exclude(note="")
    return written.values("member").distinct().count()


def figure(period: Period) -> Figure:
    return count_figure("thanking", thanking(period), thanking(period.before))
