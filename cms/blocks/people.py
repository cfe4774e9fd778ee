import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from community.forum.models import Answer, Mark
from community.members.models import Member

from .choosers import MemberChooserBlock

WEEK = timedelta(days=7)
A_MINUTE, MOST = 60, 50
_newest: tuple[float, list[int]] | None = None
_counted: tuple[float, list[tuple[int, int]]] | None = None
SHOWN_FROM = 3  # people helped below this are thanked by name, without a number


def public_notes(*, number: int) -> list[Mark]:
    """The public thank-you notes of the last seven days to members, newest first: one query.

    Which are the newest is asked anew each minute; whether each may still be shown, each time.
    """
    rows = _notes().filter(pk__in=newest_notes()).select_related("member", "answer__author", "answer__question")
    rows = rows.defer("member__password", "answer__author__password", "answer__body", "answer__html", "answer__question__body")
    return list(rows.order_by("-noted_at", "-pk")[:number])


def newest_notes() -> list[int]:
    global _newest
    if _newest is None or time.monotonic() - _newest[0] > A_MINUTE:
        _newest = time.monotonic(), list(_notes().order_by("-noted_at", "-pk").values_list("pk", flat=True)[:MOST])
    return _newest[1]


def _notes() -> QuerySet[Mark]:
    notes = Mark.objects.filter(
        answer__in=Answer.objects.listed(),
        answer__by_staff=False,
        answer__author__in=Member.objects.people().filter(is_staff=False),
        member__in=Member.objects.people(),
        withdrawn_at=None,
        is_public=True,
        noted_at__gte=now() - WEEK,
    )
    return notes.exclude(note="")


@dataclass(frozen=True, kw_only=True)
class Helper:
    """A member and how many people they helped this week."""

    member: Member
    people: int

    @property
    def shows_number(self) -> bool:
        return self.people >= SHOWN_FROM


def helpers_of_the_week(*, number: int) -> list[Helper]:
    """Whose answers were accepted by who asked, or marked, in the last seven days, staff excluded.

    A person helped twice by the same member counts once. Those who helped most come first; no place is shown. One query
    for the members as they are now; who helped how many is counted anew each minute.
    """
    best = counted_lately()[:number]
    members = Member.objects.people().defer("password").in_bulk([pk for pk, _people in best])
    return [Helper(member=members[pk], people=people) for pk, people in best if pk in members]


def counted_lately() -> list[tuple[int, int]]:
    """(member, people they helped) of the last seven days, most first; remembered for a minute by each process."""
    global _counted
    if _counted is None or time.monotonic() - _counted[0] > A_MINUTE:
        _counted = time.monotonic(), _count()
    return _counted[1]


def forget() -> None:
    global _counted, _newest
    _counted = _newest = None


def _count() -> list[tuple[int, int]]:
    since = now() - WEEK
    answers = Answer.objects.listed().filter(by_staff=False, author__in=Member.objects.people().filter(is_staff=False))
    accepted = answers.filter(question__accepted=F("pk"), question__accepted_at__gte=since)
    accepted = accepted.filter(question__accepted_by=F("question__author")).exclude(author=F("question__author"))
    marked = answers.filter(marks__at__gte=since, marks__withdrawn_at=None).exclude(author=F("marks__member"))
    pairs = accepted.values_list("author_id", "question__author_id").union(marked.values_list("author_id", "marks__member_id"))
    counted = Counter(helper for helper, _helped in pairs)
    return sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:MOST]


class ThankYousBlock(blocks.StructBlock):
    """Thank-you notes of the week and who helped: names and words, no ranks."""

    heading = blocks.CharBlock(required=False, max_length=80, help_text=_("Left empty, it says “Thank you this week”."))
    notes = blocks.IntegerBlock(default=3, min_value=0, max_value=10, help_text=_("Public notes shown, newest first."))
    people = blocks.IntegerBlock(default=5, min_value=0, max_value=20, help_text=_("Members shown who helped this week."))

    class Meta:
        icon = "pick"
        label = _("Thank-yous of the week")
        description = _("Public thank-you notes and members who helped in the last seven days; the team is left out")
        template = "blocks/thank_yous.html"
        preview_value = {"heading": "", "notes": 2, "people": 3}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["notes"] = public_notes(number=value.get("notes") or 0)
        context["helpers"] = helpers_of_the_week(number=value.get("people") or 0)
        return context


class SpotlightBlock(blocks.StructBlock):
    """One member, and why the team is glad of them. Nobody who left or was switched off stands there."""

    heading = blocks.CharBlock(
        required=False, max_length=80, label=_("Heading"), help_text=_("Left empty, it says “Somebody to know”.")
    )
    member = MemberChooserBlock(label=_("Member"))
    words = blocks.TextBlock(rows=3, max_length=400, label=_("Why"), help_text=_("In the team's own words. Ask them first."))

    class Meta:
        icon = "user"
        label = _("Member spotlight")
        description = _("One member, with the team's words about them")
        template = "blocks/spotlight.html"
        preview_value = {"heading": "", "member": None, "words": ""}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        member = value.get("member")
        context["member"] = member if member and is_here(member) else None
        return context


def is_here(member: Member) -> bool:
    """As MemberQuerySet.people() says, of a row that is loaded."""
    confirmed = member.claimed_at is not None or member.email is None
    return bool(confirmed and member.is_active and not member.erased_at and not member.merged_into_id)
