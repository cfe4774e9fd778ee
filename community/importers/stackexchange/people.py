"""Users become members without credentials; so does every name that stands where no user is."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from community.events.door import Past, record_history
from community.members.actions import Ghost, create_ghosts, short_line
from community.members.events import MemberJoined
from community.members.models import Member

from ..models import ERASED, ImportedRow
from .reading import USERS, Row, moment
from .site import Site, save_rows, without
from .words import BIO, NAME, digest_of, plain_of

Person = tuple[str, str]  # (user id or "", the name that stands there or "")
HOMES = ("DisplayName", "CreationDate")


def import_users(site: Site) -> None:
    site.progress.step("members", site.scratch.total(USERS))
    for batch in site.batches(USERS):
        with transaction.atomic():
            _import_batch(site, {row["Id"]: row for row in batch})
        site.progress.add(len(batch))
    site.progress.end()


def _import_batch(site: Site, users: dict[str, Row]) -> None:
    known = site.known("user", users)
    waiting = site.known("name", [f"id:{one}" for one in users if one not in known])
    new = {one: row for one, row in users.items() if one not in known}
    for one in [one for one in new if f"id:{one}" in waiting]:
        known[one] = _adopt(site, waiting[f"id:{one}"], one)
        del new[one]
    ghosts = create_ghosts([_ghost(row) for row in new.values()])
    made = [
        site.row(
            "user",
            one,
            object_kind="member",
            object_id=member.pk,
            raw=without(row, *HOMES),
            digest=digest_of(member.name, member.bio),
        )
        for (one, row), member in zip(new.items(), ghosts, strict=True)
    ]
    save_rows(made, _changed(known, users))
    record_history(_joined(site, one, row, member.pk) for (one, row), member in zip(new.items(), ghosts, strict=True))


def _ghost(row: Row) -> Ghost:
    """The words as they will stand here: what is compared later with what stands here."""
    about = short_line(plain_of(row.get("AboutMe", ""), BIO), BIO)
    return Ghost(name=short_line(row["DisplayName"], NAME), joined_at=moment(row["CreationDate"]), bio=about)


def _joined(site: Site, one: str, row: Row, member_id: int) -> Past:
    fact = MemberJoined(subject_id=member_id, actor_id=member_id, object_id=member_id)
    return Past(fact=fact, occurred_at=moment(row["CreationDate"]), source=site.source, source_id=f"user:{one}:joined")


def _adopt(site: Site, row: ImportedRow, one: str) -> ImportedRow:
    """A user met before as the unknown owner of a text: the same member, from now on by their id."""
    row.kind, row.source_id = "user", one
    row.save(update_fields=["kind", "source_id"])
    return row


def _changed(known: dict[str, ImportedRow], users: dict[str, Row]) -> list[ImportedRow]:
    """Known users whose row says something else now. Names and words follow unless the member changed them here."""
    changed = []
    for one, row in known.items():
        if row.digest == ERASED:
            continue
        ghost = _ghost(users[one])
        raw = row.raw | without(users[one], *HOMES)
        digest = digest_of(ghost.name, ghost.bio)
        if digest != row.digest and (member := _as_imported(row)):
            member.name, member.bio = ghost.name, ghost.bio
            member.save(update_fields=["name", "bio"])
            row.digest = digest
        elif raw == row.raw:
            continue
        row.raw = raw
        changed.append(row)
    return changed


def _as_imported(row: ImportedRow) -> Member | None:
    """The member, if nobody has signed in as them nor changed their words since the import."""
    member = Member.objects.select_for_update(no_key=True).filter(pk=row.here, claimed_at=None, erased_at=None).first()
    return member if member and row.digest in ("", digest_of(member.name, member.bio)) else None


def people(site: Site, wanted: Iterable[tuple[Person, datetime]]) -> dict[Person, int]:
    """The member behind each user id or bare name; who is not known yet becomes a member of that moment.

    A name without an id is one person for each spelling, and never somebody who has an id.
    """
    first_seen: dict[Person, datetime] = {}
    for (user, name), at in wanted:
        person = (user, "") if user else ("", name)
        first_seen[person] = min(at, first_seen.get(person, at))
    users = ImportedRow.objects.ids(site.source, "user", [user for user, _name in first_seen if user])
    found = {person: users[person[0]] for person in first_seen if person[0] in users}
    keys = {person: f"id:{person[0]}" if person[0] else f"name:{person[1]}"[:200] for person in first_seen if person not in found}
    known = ImportedRow.objects.ids(site.source, "name", keys.values())
    new = [person for person, key in keys.items() if key not in known]
    ghosts = create_ghosts([Ghost(name=name, joined_at=first_seen[user, name]) for user, name in new])
    made = [
        site.row("name", keys[person], object_kind="member", object_id=member.pk, digest=digest_of(member.name, member.bio))
        for person, member in zip(new, ghosts, strict=True)
    ]
    save_rows(made, [])
    known |= {row.source_id: row.here for row in made}
    return found | {person: known[key] for person, key in keys.items()}


def member_of(found: dict[Person, int], user: str, name: str) -> int:
    return found[(user, "") if user else ("", name)]
