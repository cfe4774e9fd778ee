"""How somebody another system speaks of is known here: by proof, never by name."""

from django.db import IntegrityError, transaction

from community import clock
from community.verdict import Refused

from ..models import Identity, Member
from .joining import create_ghost


@transaction.atomic(savepoint=False)
def know_member(*, mail: str = "", number: str = "", system: str = "", name: str = "", language: str = "en") -> Member:
    """Whoever is meant: by their member number, their id in the system ("shop:12"), or an address they confirmed here.

    Nobody known is a new member without credentials, who can be claimed by proof later. What is given beside is kept, so
    that next time less is enough; what already names somebody else stays as it is. Refused 400 when nothing is given.
    """
    given = {Identity.Kind.NUMBER: number.strip(), Identity.Kind.SYSTEM: system.strip(), Identity.Kind.MAIL: mail.strip().lower()}
    given = {kind: value for kind, value in given.items() if value}
    if not given:
        raise Refused("Say who it is: a member number, an id in your system or an e-mail address.", status=400)
    for _turn in range(3):
        try:
            with transaction.atomic():
                rows = Identity.objects.filter(kind__in=given, value__in=given.values()).select_related("member")
                named = {row.kind: row for row in rows if given[Identity.Kind(row.kind)] == row.value}
                member = _known(given, named) or create_ghost(name=name, joined_at=clock.now(), language=language)
                _remember(member, given, named)
                return member
        except IntegrityError:  # somebody else learned of them in the same moment
            continue
    raise Refused("Too much is being told of this person at once. Send it again.", status=409)


def _known(given: dict[Identity.Kind, str], named: dict[str, Identity]) -> Member | None:
    """The strongest proof first. Of somebody merged, whoever they are now."""
    for kind, value in given.items():
        row = named.get(kind.value)
        if row:
            return row.member.merged_into or row.member
        if kind == Identity.Kind.MAIL:
            return Member.objects.filter(email=value, claimed_at__isnull=False, erased_at=None, merged_into=None).first()
    return None


def _remember(member: Member, given: dict[Identity.Kind, str], named: dict[str, Identity]) -> None:
    for kind, value in given.items():
        # Whoever has an account has confirmed its address: another one that a shop knows proves nothing.
        proves = kind != Identity.Kind.MAIL or not member.email or member.email == value
        if kind.value not in named and proves:
            Identity.objects.create(member=member, kind=kind, value=value)
