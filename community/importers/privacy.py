"""What this room keeps about a member: the attributes of their user in the community they came from."""

from typing import Any

from community.members.models import Member

from .models import ERASED, ImportedRow


def _rows(member: Member) -> Any:
    return ImportedRow.objects.filter(object_kind="member", object_id=member.pk)


def export(member: Member) -> dict[str, Any]:
    return {"imported": list(_rows(member).order_by("pk").values("source", "kind", "source_id", "raw"))}


def erase(member: Member) -> None:
    """Their words and figures go. The row stays, without them, so that a later import does not bring the person back."""
    _rows(member).update(raw={}, digest=ERASED)
