"""What this room keeps about a member: which accounts elsewhere open theirs."""

from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

HOLDS = (
    Holding(
        model=SocialAccount, what=_("Accounts elsewhere that you sign in with, and what they call you"), leaving=Fate.DELETED
    ),
    Holding(model=SocialToken, what=_("Keys to accounts elsewhere: none is kept"), leaving=Fate.DELETED),
)


def export(member: Member) -> Rows:
    accounts = SocialAccount.objects.filter(user=member).order_by("pk")
    return {"accounts_elsewhere": list(accounts.values("provider", "uid", "extra_data", "date_joined", "last_login"))}


@transaction.atomic
def erase(member: Member) -> None:
    SocialToken.objects.filter(account__user=member).delete()
    SocialAccount.objects.filter(user=member).delete()
