"""How somebody another system speaks of is known here: by proof, never by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from community import clock
from community.events.bulk import insert_many
from community.verdict import Refused

from ..models import Identity, Member
from .joining import Ghost, create_ghosts

Key = tuple[str, str]  # an identity's kind and value


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as another system speaks of them: a member number, their id in the system ("shop:12"), an address, a name."""

    mail: str = ""
    number: str = ""
    system: str = ""
    name: str = ""
    language: str = "en"

    @property
    def keys(self) -> list[Key]:
        """What names them, the strongest proof first."""
        kinds = Identity.Kind
        given = ((kinds.NUMBER, self.number), (kinds.SYSTEM, self.system), (kinds.MAIL, self.mail.lower()))
        return [(kind.value, value.strip()) for kind, value in given if value.strip()]


@transaction.atomic(savepoint=False)
def know_members(people: Sequence[Person]) -> list[Member]:
    """Whoever is meant: by their member number, their id in the system, or an address they confirmed here.

    Nobody known is a new member without credentials, who can be claimed by proof later. What is given beside is kept, so
    that next time less is enough; what already names somebody else stays as it is. Refused 400 when nothing is given.
    """
    if not all(person.keys for person in people):
        raise Refused("Say who it is: a member number, an id in your system or an e-mail address.", status=400)
    for _turn in range(3):
        try:
            with transaction.atomic():
                return _learn(people)
        except IntegrityError:  # somebody else learned of them in the same moment
            continue
    raise Refused("Too much is being told of this person at once. Send it again.", status=409)


def _learn(people: Sequence[Person]) -> list[Member]:
    """One after the other, as if each were told alone, but written together. A number stands for a member yet to be made."""
    keys = {key for person in people for key in person.keys}
    known: dict[Key, Member | int] = dict(_named(keys))
    confirmed = _confirmed({value for kind, value in keys - set(known) if kind == Identity.Kind.MAIL})
    ghosts, found, learned = list[Ghost](), list[Member | int](), list[tuple[Key, Member | int]]()
    for person in people:
        whose = next((known[key] for key in person.keys if key in known), None) or confirmed.get(person.mail.strip().lower())
        if whose is None:
            whose = -len(ghosts) - 1
            ghosts.append(Ghost(name=person.name, joined_at=clock.now(), language=person.language))
        found.append(whose)
        for key in person.keys:
            if key not in known and _proves(key, whose):
                known[key] = whose
                learned.append((key, whose))
    made = create_ghosts(ghosts) if ghosts else []
    rows = [(kind, value, _made(whose, made)) for (kind, value), whose in learned]
    insert_many(Identity, ({"member_id": whose.pk, "kind": kind, "value": value} for kind, value, whose in rows))
    return [_made(whose, made) for whose in found]


def _made(whose: Member | int, made: Sequence[Member]) -> Member:
    return made[-whose - 1] if isinstance(whose, int) else whose


def _proves(key: Key, whose: Member | int) -> bool:
    """Whoever has an account has confirmed its address: another one that a shop knows proves nothing."""
    kind, value = key
    return kind != Identity.Kind.MAIL or isinstance(whose, int) or not whose.email or whose.email == value


def _named(keys: set[Key]) -> dict[Key, Member]:
    """Of somebody merged, whoever they are now."""
    rows = Identity.objects.filter(kind__in={kind for kind, _ in keys}, value__in={value for _, value in keys})
    rows = rows.select_related("member__merged_into")
    return {(row.kind, row.value): row.member.merged_into or row.member for row in rows if (row.kind, row.value) in keys}


def _confirmed(addresses: set[str]) -> dict[str, Member]:
    theirs = Member.objects.filter(email__in=addresses, claimed_at__isnull=False, erased_at=None, merged_into=None)
    return {str(member.email): member for member in theirs} if addresses else {}
