"""The one way a referral comes from one state into another: along the table, under the lock, with its fact."""

from typing import Any, TypeVar

from community import clock
from community.events.door import Fact, Key, emit

from ..models import Code, Referral
from ..rules import WAYS, State

F = TypeVar("F", bound=Fact)


def lock(referral_id: int) -> Referral:
    """The referral, with its invitation's row locked: what came by one invitation moves one after the other."""
    while True:
        code_id = Referral.objects.values_list("code_id", flat=True).get(pk=referral_id)
        Code.objects.select_for_update(no_key=True).get(pk=code_id)
        rows = Referral.objects.select_related("advocate", "friend", "programme__rule", "code")
        referral = rows.get(pk=referral_id)
        if referral.code_id == code_id:  # before joining, a friend may have named another invitation meanwhile
            return referral


def about(kind: type[F], referral: Referral, **said: Any) -> F:
    """The fact as this room tells it: its subject invited, its actor is the friend."""
    return kind(
        subject_id=referral.advocate_id,
        actor_id=referral.friend_id,
        object_id=referral.pk,
        by_staff=referral.advocate.is_team,
        **said,
    )


def move(referral: Referral, to: State, fact: Fact, *, reverses: Key | None = None, **values: Any) -> None:
    """Bring a locked referral into another state and tell it. RuntimeError when no way leads there."""
    if to not in WAYS[State(referral.state)]:
        raise RuntimeError(f"no way leads from {referral.state} to {to}")
    values = {"state": to, "moved_at": clock.now(), "reason": ""} | values
    if not Referral.objects.filter(pk=referral.pk, state=referral.state).update(**values):
        raise RuntimeError(f"{referral} was moved without its lock")
    for name, value in values.items():
        setattr(referral, name, value)
    emit(fact, reverses=reverses)
