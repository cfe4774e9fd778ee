"""What this room keeps about a member: what is left of which gain, and the words beside it."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member
from engagement.recognition.models import Entry, Unit

from . import actions
from .models import Lot, Remark, Terms

HOLDS = (
    Holding(model=Lot, what=_("What is left of your balance, and until when it is good"), leaving=Fate.NAMELESS),
    Holding(model=Remark, what=_("What you spent it on, and why somebody put it right"), leaving=Fate.EMPTIED),
    Holding(model=Terms, what=_("How the team decided about balances, and who did"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    lines = Entry.objects.filter(unit=Unit.CREDIT, member=member).order_by("pk")
    shown = ("at", "posted_at", "kind", "amount", "remark__words", "remark__by__name")
    lots = Lot.objects.open().filter(member=member).in_order()
    return {"balance": list(lines.values(*shown)), "balance_left": list(lots.values("left", "amount", "expires_at"))}


def erase(member: Member) -> None:
    actions.forget(member)
