"""What becomes of an invitation: the friend joins, finds help, the member who invited is recognised; or it is checked, or ends.

Everything is read after the lock and recomputed from facts, so late or twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from community import clock
from community.events.door import emit, key_of, last_in_force
from community.events.models import Event
from engagement.integrity import actions as integrity
from engagement.integrity import pairs
from engagement.integrity import rules as fair
from engagement.integrity.limits import hold_from, pause_from
from engagement.integrity.models import Decision
from engagement.rules import facts as facts_of
from engagement.rules import memory
from engagement.rules import tree as t
from engagement.rules.vocabulary import TERMS

from .. import policy, rules
from ..events import (
    FriendWelcomed,
    ReferralExpired,
    ReferralHeld,
    ReferralQualified,
    ReferralRejected,
    ReferralReversed,
    ReferralRewarded,
    ReferralVerified,
)
from ..models import Code, Programme, Referral
from ..rules import State
from .codes import pause_code
from .moving import about, lock, move

AT_ONCE = 200  # rows a turn of the clock
AT_REST = (State.ATTRIBUTED, State.REJECTED, State.EXPIRED)  # what no fact about the friend moves


def joined_this_month(code: Code) -> int:
    first, after = rules.month_of(clock.now())
    return Referral.objects.filter(code=code, verified_at__gte=first, verified_at__lt=after).count()


# --- joining ----------------------------------------------------------------------------------------------------


@transaction.atomic
def verify(friend_id: int) -> None:
    """Somebody joined. If an invitation brought them, it stands from now on, or is refused with its reason."""
    known = Referral.objects.filter(friend_id=friend_id, state=State.ATTRIBUTED).values_list("pk", flat=True).first()
    if known is None:
        return
    referral = lock(known)
    if referral.state != State.ATTRIBUTED or referral.friend.claimed_at is None:
        return
    joined_at, programme = referral.friend.claimed_at, referral.programme
    if joined_at > referral.touched_at + timedelta(days=programme.sign_up_days):
        _expire(referral)
    elif reason := _refusal(referral):
        _reject(referral, reason)
    else:
        move(referral, State.VERIFIED, about(ReferralVerified, referral), verified_at=joined_at)
        integrity.note_signs(referral.subject, _signs_of_joining(referral))
        weigh_one(referral)  # another worker may have been at the friend's first facts already


def _refusal(referral: Referral) -> str:
    code, friend = referral.code, referral.friend
    code.member = referral.advocate
    so_far = joined_this_month(code)
    reason = policy.why_not(
        code, address=friend.email or "", friend=friend, joined_this_month=so_far, cap=referral.programme.monthly_cap
    )
    if reason == "paused" and code.paused_at and referral.touched_at <= code.paused_at:
        reason = ""  # it was open when it was opened
    return reason or ("circle" if _goes_back_to(friend.pk, referral.advocate_id) else "")


def _goes_back_to(friend_id: int, advocate_id: int) -> bool:
    """Whether whoever invited the advocate, and so on, comes to the friend."""
    seen: set[int] = set()
    current: int | None = advocate_id
    while current is not None and current not in seen:
        if current == friend_id:
            return True
        seen.add(current)
        current = Referral.objects.filter(friend_id=current).values_list("advocate_id", flat=True).first()
    return False


def _signs_of_joining(referral: Referral) -> list[str]:
    found = list(pairs.signs_of_joining(referral.advocate, referral.friend, opened_at=referral.touched_at))
    others = Referral.objects.filter(code=referral.code_id)
    for days, most, name in ((30, fair.MANY_A_MONTH, "many_a_month"), (1, fair.MANY_A_DAY, "many_a_day")):
        if others.filter(verified_at__gt=clock.now() - timedelta(days=days)).count() > most:
            return [*found, name]  # one sign, of which the month is the stronger
    return found


# --- finding help -----------------------------------------------------------------------------------------------


def may_matter(event: Event) -> bool:
    """Whether a friend could have found help by the fact, or lost it. From the event alone."""
    return not event.name.startswith("referral.") and (
        event.name in TERMS or event.name in facts_of.suspending() or bool(event.reverses_source_id)
    )


def worth_weighing(events: Sequence[Event]) -> Iterable[Event]:
    """Those about somebody whose invitation may still move, and all that take something away or bring it back."""
    about = {event.subject_id for event in events if event.name in TERMS}
    whose = Referral.objects.filter(Q(friend__in=about) | Q(friend__merged_from__in=about)).exclude(state__in=AT_REST)
    friends = {pk for pair in whose.values_list("friend_id", "friend__merged_from") for pk in pair}
    return [event for event in events if event.subject_id in friends or event.name not in TERMS]


@transaction.atomic
def weigh(event: Event) -> None:
    """Look again at the invitations of the friends whom the fact touches."""
    touched = facts_of.touched_by(event, counted=TERMS)
    if touched is None:
        return
    whose = Q(friend=event.subject_id) | Q(friend__merged_from=event.subject_id)
    if event.name not in TERMS:
        owners = Event.objects.filter(touched).annotate(whose=facts_of.owner()).values_list("whose", flat=True)
        whose = Q(friend__in=set(owners))
    concerned = Referral.objects.filter(whose).exclude(state__in=AT_REST)
    for pk in concerned.order_by("code_id", "pk").values_list("pk", flat=True):
        weigh_one(lock(pk))


def weigh_one(referral: Referral) -> None:
    """Bring a locked referral to where its facts say it is."""
    reached = _reached(referral)
    state = State(referral.state)
    if reached is None and state in rules.HELPED:
        _reverse(referral)
    elif reached is not None and state in (State.VERIFIED, State.REVERSED):
        _qualify(referral, reached)
    elif state == State.QUALIFIED:
        _settle(referral)


def _reached(referral: Referral) -> memory.Reached | None:
    """Whether the friend ever did what the terms ask for, in time. Void facts never were."""
    if referral.verified_at is None:
        return None
    tree = referral.programme.tree
    events = Event.objects.filter(facts_of.of_members([referral.friend_id]), name__in=t.facts_named(tree))
    until = referral.verified_at + timedelta(days=referral.programme.qualify_days)
    return memory.ever(tree, facts_of.read(events.filter(occurred_at__gte=referral.attributed_at, occurred_at__lt=until)))


def _qualify(referral: Referral, reached: memory.Reached) -> None:
    name = Event.objects.values_list("name", flat=True).get(pk=reached.evidence[-1])
    fact = about(ReferralQualified, referral, by_fact=name)
    move(referral, State.QUALIFIED, fact, qualified_at=reached.moment, qualified_by=name)
    _settle(referral)


def _settle(referral: Referral) -> None:
    """At once; but first a person looks, when the signs say so and nobody has looked yet."""
    if Decision.objects.filter(subject_kind=referral.subject.kind, subject_id=referral.pk, fair=True).exists():
        reward(referral)
        return
    signs = list(pairs.signs_of_acting(referral.advocate, referral.friend))
    refused = Referral.objects.filter(advocate=referral.advocate_id, state=State.REJECTED, reason__in=fair.REFUSALS)
    if refused.count() >= fair.REJECTED_AT_LEAST:
        signs.append("rejected_before")
    score = integrity.note_signs(referral.subject, signs)
    if score < hold_from():
        reward(referral)
        return
    move(referral, State.HELD, about(ReferralHeld, referral))
    if score >= pause_from():
        pause_code(referral.code, by=None)


def reward(referral: Referral) -> None:
    """Recognise who invited, unless this month is full: then it waits for the next."""
    first, after = rules.month_of(clock.now())
    given = Referral.objects.filter(code=referral.code_id, rewarded_at__gte=first, rewarded_at__lt=after).count()
    if given >= referral.programme.monthly_cap:
        if referral.state == State.HELD:
            move(referral, State.QUALIFIED, about(ReferralQualified, referral, by_fact=referral.qualified_by))
        return
    version = referral.programme.version
    fact = about(ReferralRewarded, referral, standing=referral.programme.standing, programme=version)
    move(referral, State.REWARDED, fact, rewarded_at=clock.now())
    welcomed = FriendWelcomed(
        subject_id=referral.friend_id,
        actor_id=referral.advocate_id,
        object_id=referral.pk,
        by_staff=referral.friend.is_team,
        programme=version,
    )
    emit(welcomed)


def _reverse(referral: Referral) -> None:
    """What it stood on is void. A reward is taken back with it."""
    given = last_in_force("referral.rewarded", about="referral", object_id=referral.pk)
    fact = about(ReferralReversed, referral, reason="void")
    values = {"reason": "void", "rewarded_at": None, "qualified_at": None, "qualified_by": ""}
    move(referral, State.REVERSED, fact, reverses=key_of(given) if given else None, **values)


def _reject(referral: Referral, reason: str) -> None:
    move(referral, State.REJECTED, about(ReferralRejected, referral, reason=reason), reason=reason)


def _expire(referral: Referral) -> None:
    move(referral, State.EXPIRED, about(ReferralExpired, referral))


# --- time -------------------------------------------------------------------------------------------------------


@transaction.atomic
def expire_late() -> int:
    """End what did not come to anything in the time its terms give; how many."""
    late = [pk for programme in Programme.objects.all() for pk in _late(programme)][:AT_ONCE]
    for pk in late:
        referral = lock(pk)
        if referral.state == State.VERIFIED:
            weigh_one(referral)  # help found in time may not have been worked on yet
        if referral.state in (State.ATTRIBUTED, State.VERIFIED):
            _expire(referral)
    return len(late)


def _late(programme: Programme) -> list[int]:
    joined_by, opened_by = (clock.now() - timedelta(days=days) for days in (programme.qualify_days, programme.sign_up_days))
    late = Q(state=State.VERIFIED, verified_at__lt=joined_by) | Q(state=State.ATTRIBUTED, touched_at__lt=opened_by)
    rows = Referral.objects.filter(late, programme=programme).order_by("code_id", "pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def reward_waiting() -> int:
    """What waited for a new month; how many were looked at."""
    waiting = Referral.objects.filter(state=State.QUALIFIED).order_by("qualified_at")
    ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        referral = lock(pk)
        if referral.state == State.QUALIFIED:
            weigh_one(referral)
    return len(ids)
