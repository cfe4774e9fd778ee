"""The cast: ana asks, ben helps, mia moderates, leo works for the brand, zed makes trouble."""

from datetime import datetime

from community.members import actions
from community.members.models import BRAND_TEAM, MODERATORS, Member

PASSWORD = "correct horse battery"


def make_member(handle: str, **fields: object) -> Member:
    values = {"name": handle.capitalize(), "email": f"{handle}@example.com", "password": PASSWORD} | fields
    return actions.create_member(handle=handle, **values)  # type: ignore[arg-type]


def make_moderator(handle: str) -> Member:
    member = make_member(handle)
    actions.set_groups(member, [MODERATORS], by=None)
    return member


def make_editor(handle: str) -> Member:
    member = make_member(handle)
    actions.set_groups(member, [BRAND_TEAM], by=None)
    return member


def make_known(**said: str) -> Member:
    """Somebody as another system speaks of them."""
    return actions.know_members([actions.Person(**said)])[0]


def make_ghost(name: str, joined_at: datetime, **more: str) -> Member:
    """Somebody an import tells of."""
    return actions.create_ghosts([actions.Ghost(name=name, joined_at=joined_at, **more)])[0]
