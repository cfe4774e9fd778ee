"""What this room keeps about a member: the attributes of their user in the community they came from."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import ERASED, ImportedRow

HOLDS = (Holding(model=ImportedRow, what=_("Attributes of the account you had elsewhere"), leaving=Fate.EMPTIED),)


def _rows(member: Member) -> Any:
    return ImportedRow.objects.filter(object_kind="member", object_id=member.pk)


def export(member: Member) -> Rows:
    return {"imported": list(_rows(member).order_by("pk").values("source", "kind", "source_id", "raw"))}


def erase(member: Member) -> None:
    """Their words and figures go. The row stays, without them, so that a later import does not bring the person back."""
    _rows(member).update(raw={}, digest=ERASED)
