"""What this room keeps about members: what they said of guides, and which guides thank them."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Contributor, Credit, Useful

HOLDS = (
    Holding(model=Useful, what=_("Whether guides were useful to you"), leaving=Fate.DELETED),
    Holding(model=Contributor, what=_("Guides that thank you"), leaving=Fate.NAMELESS),
    Holding(model=Credit, what=_("That you were told of guides that thank you"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    said = Useful.objects.filter(member=member).order_by("pk")
    thanked = Contributor.objects.filter(member=member).order_by("pk")
    return {
        "guides_useful": list(said.values("page__title", "useful", "at")),
        "guides_that_thank": list(thanked.values("page__title")),
        "told_of_thanks": list(Credit.objects.filter(member=member).order_by("pk").values("page_id", "at")),
    }


def erase(member: Member) -> None:
    actions.forget_said(member)
