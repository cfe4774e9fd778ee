"""Badges that a person gives: made by the brand, given and taken back with a reason. The award follows from these facts."""

from datetime import datetime
from itertools import count

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit, key_of
from community.events.models import Event
from community.members.models import Member
from community.members.rules import one_line
from community.text import slug_of
from community.verdict import Refused, require
from engagement.rules import tree

from .. import policy
from ..events import BadgeGiven, BadgeTaken
from ..models import Award, Badge, Given
from . import flair, ledger
from .presets import version_for

LONGEST = 300


def rule_of(slug: str) -> tree.Tree:
    return tree.load({"count": [BadgeGiven.name], "where": [{"field": "slug", "op": "=", "value": slug}]})


@transaction.atomic
def save_hand_badge(badge: Badge, *, retired: bool = False, by: Member) -> Badge:
    """A new badge to be given by hand, or other words and another picture for one. Its slug is for ever: facts name it."""
    require(policy.can_keep_badges(by))
    if badge.pk is None:
        badge.slug = _free(slug_of(badge.name)[:50] or "badge")
        badge.position = (Badge.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        known = Badge.objects.select_for_update(no_key=True).get(pk=badge.pk)
        require(policy.is_by_hand(known))
        badge.slug, badge.retired_at = known.slug, known.retired_at
    badge.family, badge.metal, badge.is_symbolic = Badge.Family.HAND, Badge.Metal.BRAND, True
    badge.retired_at = (badge.retired_at or clock.now()) if retired else None
    badge.rule = version_for(rule_of(badge.slug))
    badge.full_clean()
    badge.save()
    _shown_anew(badge)
    return badge


def _shown_anew(badge: Badge) -> None:
    """Its name and picture stand beside the names of those who have it."""
    flair.show(ledger.lock(Award.objects.standing().filter(badge=badge).values_list("member_id", flat=True)))


def _free(slug: str) -> str:
    taken = set(Badge.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(name for n in count(1) if (name := f"{slug}-{n}" if n > 1 else slug) not in taken)


def _since() -> datetime:
    return clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def badges_left(by: Member) -> int:
    """How many they can give until the month is over (UTC)."""
    return max(0, settings.TEAM_BADGES_A_MONTH - Given.objects.filter(by=by, at__gte=_since()).count())


@transaction.atomic
def give_badge(badge: Badge, member: Member, *, why: str, by: Member) -> Given:
    """Give it by name, with a reason the member reads. Whoever has it already has it. Refused 429 when the month's are given."""
    require(policy.can_give_badges(by, member))
    require(policy.can_be_given(badge))
    said = _words(why, "why", _("Say what it is for: the member reads it."))
    people = Member.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, member.pk]).order_by("pk")
    list(people.values_list("pk", flat=True))  # two at once take turns: whoever gives, and about whom
    if known := Given.objects.of(member).standing().filter(badge=badge).first():
        return known
    if not badges_left(by):
        raise Refused(_("You have given your badges for this month. The next month brings new ones."), status=429)
    given = Given(member=member, badge=badge, by=by, why=said, at=clock.now())
    given.save(force_insert=True)
    fact = BadgeGiven(subject_id=member.pk, actor_id=by.pk, object_id=given.pk, slug=badge.slug)
    emit(fact, occurred_at=given.at)
    return given


@transaction.atomic
def take_badge(given: Given, *, why: str, by: Member) -> bool:
    """Take back what was given by hand, with a reason the member reads: whether it was still theirs."""
    locked = Given.objects.select_for_update(of=("self",), no_key=True).select_related("member", "badge").get(pk=given.pk)
    require(policy.can_give_badges(by, locked.member.merged_into or locked.member))
    said = _words(why, "why", _("Say why: the member reads it."))
    if locked.taken_at:
        return False
    locked.taken_by, locked.taken_why, locked.taken_at = by, said, clock.now()
    locked.save(update_fields=["taken_by", "taken_why", "taken_at"])
    told = Event.objects.get(name=BadgeGiven.name, object_kind=BadgeGiven.about, object_id=locked.pk)
    fact = BadgeTaken(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, slug=locked.badge.slug)
    emit(fact, reverses=key_of(told))
    return True


def _words(words: str, field: str, missing: str) -> str:
    said = one_line(words)
    if not said:
        raise ValidationError({field: missing})
    if len(said) > LONGEST:
        raise ValidationError({field: _("This has at most 300 characters.")})
    return said


@transaction.atomic
def forget_given(member: Member) -> None:
    """Whoever leaves takes the words along; the badge says nothing without the name."""
    Given.objects.filter(member=member).delete()
