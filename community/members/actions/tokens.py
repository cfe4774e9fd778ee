"""Keys to the API."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community import clock
from community.verdict import Refused, require

from .. import policy, rules
from ..models import SCOPES, ApiToken, Member


@transaction.atomic
def create_token(member: Member, *, name: str, scopes: Sequence[str] = (), by: Member) -> tuple[ApiToken, str]:
    """A key to the API and its secret, which is nowhere kept and can be shown only now."""
    require(policy.can_create_token(by, member, scopes))
    name = rules.one_line(name)
    if not name:
        raise ValidationError({"name": _("Give it a name, so that you recognise it later.")})
    if member.tokens.filter(revoked_at=None).count() >= rules.MOST_KEYS:
        raise Refused(_("You have as many keys as one can have. Revoke one you no longer use."), status=409)
    if unknown := set(scopes) - set(SCOPES):
        raise ValidationError({"scopes": _("There is no right called %(name)s.") % {"name": sorted(unknown)[0]}})
    secret = ApiToken.new_secret()
    token = ApiToken(member=member, name=name[:60], prefix=secret[:8], digest=ApiToken.digest_of(secret), scopes=sorted(scopes))
    token.save(force_insert=True)
    return token, secret


def revoke_token(token: ApiToken, *, by: Member) -> None:
    """The key opens nothing from now on. Twice is once."""
    require(policy.can_revoke_token(by, token))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def note_token_used(token: ApiToken) -> None:
    """Remember that a key was used: to the hour, so that a busy key does not write on every request."""
    moment = clock.now()
    stale = moment - timedelta(hours=1)
    if token.last_used_at is None or token.last_used_at < stale:
        unseen = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiToken.objects.filter(unseen, pk=token.pk).update(last_used_at=moment)
