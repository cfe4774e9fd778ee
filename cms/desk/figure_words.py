"""A figure in words: its name, what it means, its number, how it changed, and what can be done about it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.insights.measures import Figure

NAMES = {
    "helped": gettext_lazy("People helped"),
    "in_day": gettext_lazy("Answered within 24 hours"),
    "by_members": gettext_lazy("Answered by members"),
    "first": gettext_lazy("Median first answer"),
    "friends": gettext_lazy("Friends who found help"),
    "found": gettext_lazy("Answers found without asking"),
    "recommend": gettext_lazy("Would recommend us"),
    "in_week": gettext_lazy("Solved within 7 days"),
    "top": gettext_lazy("Given by the most active fifth"),
    "invited": gettext_lazy("Joined by an invitation"),
    "rewarded": gettext_lazy("Invitations recognised"),
    "joined": gettext_lazy("Joined"),
    "asking": gettext_lazy("Asking"),
    "helping": gettext_lazy("Helping"),
    "advocates": gettext_lazy("Advocates"),
    "useful": gettext_lazy("Useful"),
}
MEANINGS = {
    "helped": gettext_lazy(
        "Pairs of members of whom one accepted, marked or thanked an answer of the other. Each pair counts once, for ever."
    ),
    "in_day": gettext_lazy(
        "Of the public questions by members that are a day old: the share with an answer by somebody else within 24 hours."
    ),
    "by_members": gettext_lazy("Of the accepted answers: the share that members wrote, not the team."),
    "first": gettext_lazy(
        "After so long half of the questions had an answer by somebody else. Questions that still wait count as waiting on "
        "(Kaplan-Meier)."
    ),
    "friends": gettext_lazy("Invited friends who joined and found help: what the programme of invitations asks for."),
    "found": gettext_lazy(
        "Marks “This helped me” by members who had not asked the question: somebody else had, so they need not."
    ),
    "recommend": gettext_lazy(
        "Members who answered 9 or 10 of 10, less those who answered up to 6, in percentage points of all who answered. "
        "Each counts once, by their last answer. Asked after a quarter of membership, or after something we resolved."
    ),
    "in_week": gettext_lazy("Of the questions that are a week old: the share with an accepted answer within 7 days."),
    "top": gettext_lazy("What the most active fifth of the members with an accepted answer gave of all accepted answers."),
    "invited": gettext_lazy("People who became members by somebody's invitation."),
    "rewarded": gettext_lazy("Invitations whose friend found help, and that were recognised."),
    "joined": gettext_lazy("Members with a confirmed address, the team left out."),
    "asking": gettext_lazy("Members who asked in the last 90 days."),
    "helping": gettext_lazy("Members who helped somebody in the last 90 days."),
    "advocates": gettext_lazy("Members who helped ten people and brought a friend who found help."),
    "useful": gettext_lazy("Of the readers who answered “Was this useful?” under a guide: the share that said yes."),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """A figure ready to be shown. `act` is (words, address) or None."""

    figure: Figure
    name: str
    meaning: str
    number: str
    change: str
    interval: str
    goal: str
    act: tuple[str, str] | None

    @property
    def trend(self) -> str:
        """A class: better, worse or none."""
        return {True: "better", False: "worse", None: "none"}[self.figure.is_better]


def card(figure: Figure) -> Card:
    return Card(
        figure=figure,
        name=str(NAMES[figure.key]),
        meaning=str(MEANINGS[figure.key]),
        number=_number(figure),
        change=_change(figure),
        interval=_interval(figure),
        goal=_goal(figure),
        act=_act(figure.key),
    )


def percent(share: float) -> str:
    return _("%(n)s%%") % {"n": round(share * 100)}


def span(minutes: float) -> str:
    """A time in the two units that matter: "38 min", "2 h 10 min", "3 d 4 h"."""
    whole = round(minutes)
    if whole < 60:
        return _("%(n)d min") % {"n": whole}
    hours, rest = divmod(whole, 60)
    if hours < 48:
        return (_("%(h)d h %(m)d min") if rest else _("%(h)d h")) % {"h": hours, "m": rest}
    days, hours = divmod(hours, 24)
    return (_("%(d)d d %(h)d h") if hours else _("%(d)d d")) % {"d": days, "h": hours}


def said(value: float, kind: str) -> str:
    if kind == "share":
        return percent(value)
    if kind == "points":
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{round(abs(value) * 100)}"  # noqa: RUF001 - a minus sign
    return span(value) if kind == "minutes" else number_format(round(value), force_grouping=True)


def _number(figure: Figure) -> str:
    if figure.few:
        return _("Fewer than 10 people, not shown")
    return _("Not yet") if figure.value is None else said(figure.value, figure.kind)


def _change(figure: Figure) -> str:
    if figure.change is None or figure.before is None:
        return ""
    sign = "+" if figure.change > 0 else "−" if figure.change < 0 else "±"  # noqa: RUF001 - a minus sign
    size = abs(figure.change)
    if figure.kind in ("share", "points"):
        return _("%(sign)s%(n)d pts") % {"sign": sign, "n": round(size * 100)}
    if figure.kind == "minutes":
        return sign + span(size)
    return f"{sign}{percent(size / figure.before)}" if figure.before else sign + said(size, "count")


def _interval(figure: Figure) -> str:
    if figure.value is None or figure.low is None:
        return ""
    low = said(figure.low, figure.kind)
    if figure.high is None:
        return _("interval from %(low)s") % {"low": low}
    return _("interval %(low)s to %(high)s") % {"low": low, "high": said(figure.high, figure.kind)}


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    goal = said(figure.goal, figure.kind)
    if figure.is_met:
        return _("Goal %(goal)s, met") % {"goal": goal}
    return _("Goal %(goal)s") % {"goal": goal}


def _act(key: str) -> tuple[str, str] | None:
    """What to do about it: where on the page or the site."""
    acts = {
        "helped": (_("Thank first helpers"), "#first-helpers"),
        "in_day": (_("See who waits"), reverse("questions") + "?sort=waiting"),
        "by_members": (_("Who carries it"), "#carriers"),
        "first": (_("Which products"), "#products"),
        "friends": (_("Invitations"), reverse("invitations:index")),
        "found": (_("What many have"), "#not-found"),
        "recommend": (_("Cases"), reverse("cases:index")),
    }
    return acts.get(key)
