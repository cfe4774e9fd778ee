"""Accounts elsewhere become a member's, and stop being so."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.members import actions as members
from community.members.models import Member
from community.verdict import NO, YES, Refused, Verdict, require


@transaction.atomic
def join_from_elsewhere(*, name: str, email: str, language: str, proven: bool) -> Member:
    """Somebody signs up with an account elsewhere. `proven`: the address needs no code of ours.

    Who signed up with a proven address before and never confirmed it was somebody else, or the same person half way: what
    they began is let go, so that nothing of it lies in wait. ValidationError({"email": ...}) when a member has the address.
    """
    if proven:
        members.let_unconfirmed_go(email=email)
    member = members.sign_up(name=name, email=email, language=language, asked=True)
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=proven)
    return member


@transaction.atomic
def link_account(account: SocialAccount, *, to: Member, number: str = "") -> bool:
    """The account elsewhere signs in as this member from now on; True when it did not before.

    `number` is how the shop names them ("shop:4711"): what it told of that customer is the member's. Refused 409 when the
    account is another member's already; their own second account with the same provider is one more.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=to.pk)
    if not member.claimed_at or member.merged_into_id or member.erased_at:
        raise Refused(_("This member is no longer here."), status=409)
    known = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).first()
    if known is None:
        known = SocialAccount(user=member, provider=account.provider, uid=account.uid, extra_data=account.extra_data)
        try:
            with transaction.atomic():
                known.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("Please try again."), status=409) from None
        is_new = True
    else:
        is_new = False
    if known.user_id != member.pk:
        raise Refused(_("Another member signs in with this account already."), status=409)
    account.pk, account.user = known.pk, member
    if number:
        members.claim_by_system(member, number)
    return is_new


def can_unlink(account: SocialAccount) -> Verdict:
    """Not the last way in: with a confirmed address a code in the mail always is another."""
    member: Member = account.user
    others = SocialAccount.objects.filter(user=member).exclude(pk=account.pk).exists()
    if others or EmailAddress.objects.filter(user=member, verified=True).exists():
        return YES
    return NO(_("This is your only way in. Give us an e-mail address first."))


@transaction.atomic
def unlink_account(account: SocialAccount, *, by: Member) -> None:
    """It opens nothing here any more. What became known through it stays. Twice is once."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    if account.user_id != by.pk:
        raise Refused(_("This account belongs to somebody else."), status=404)
    require(can_unlink(account))
    SocialAccount.objects.filter(pk=account.pk, user=by).delete()
