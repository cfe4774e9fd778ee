"""Where referrals stand against what their facts say. What differs is shown, not mended: each move is an act with its fact."""

from collections.abc import Iterator

from django.db.models import F

from community.events.models import Event
from engagement.recognition.reconcile import Difference, named

from .models import Referral
from .rules import State

MOVES = tuple(f"referral.{state}" for state in State.values)


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """A state that is not that of its last fact; a reward without its fact in force, or the other way round; a circle."""
    last = dict(Event.objects.filter(name__in=MOVES).order_by("pk").values_list("object_id", "name"))
    reversed_ids = Event.objects.filter(name="referral.reversed").exclude(reverses_source_id="").values("reverses_source_id")
    given = Event.objects.filter(name="referral.rewarded").exclude(source_id__in=reversed_ids)
    in_force = set(given.values_list("object_id", flat=True))
    for pk, state, friend in Referral.objects.order_by("pk").values_list("pk", "state", "friend"):
        told = last.get(pk, "").removeprefix("referral.")
        if told != state:
            yield Difference(f"referral {pk} state", named(friend), state, told)
        if (state == State.REWARDED) != (pk in in_force):
            yield Difference(f"referral {pk} reward in force", named(friend), state, pk in in_force)
    for pk, friend in Referral.objects.filter(advocate__referral__advocate=F("friend")).values_list("pk", "friend"):
        yield Difference(f"referral {pk} circle", named(friend), True, False)
