from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from community.members.models import Member

from .models import Channel, Preference
from .registry import notices


@dataclass(frozen=True, kw_only=True)
class Box:
    """One checkbox: a kind of message through a channel."""

    name: str
    channel: str | Promise
    checked: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    label: str | Promise
    boxes: list[Box]


class PreferencesForm:
    """A table of kinds by channels. A box that is not sent is not wanted, whatever else is in the form."""

    def __init__(self, data: QueryDict | None, *, member: Member) -> None:
        self.data, self.member = data, member
        self.channels = [Channel(value).label for value in Channel.values]

    def rows(self) -> list[Row]:
        off = set(Preference.objects.filter(member=self.member).values_list("kind", "channel"))
        return [
            Row(
                label=notice.label,
                boxes=[
                    Box(name=f"{kind}:{channel}", channel=Channel(channel).label, checked=(kind, channel) not in off)
                    for channel in Channel.values
                ],
            )
            for kind, notice in notices.items()
            if not notice.urgent and notice.offered()
        ]

    def wanted(self) -> set[tuple[str, str]]:
        sent = self.data if self.data is not None else QueryDict()
        chosen = {(kind, channel) for kind in notices for channel in Channel.values if f"{kind}:{channel}" in sent}
        return chosen | self._not_asked()

    def _not_asked(self) -> set[tuple[str, str]]:
        """What was not among the boxes stays as it was."""
        kinds = [kind for kind, notice in notices.items() if not notice.offered()]
        off = (
            set(Preference.objects.filter(member=self.member, kind__in=kinds).values_list("kind", "channel")) if kinds else set()
        )
        return {(kind, channel) for kind in kinds for channel in Channel.values} - off
