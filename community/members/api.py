"""Who is calling: a key to the API, sent as `Authorization: Bearer qrc_...`. Other rooms' api.py use TokenAuth."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from . import actions, duty, policy
from .models import ApiToken, not_suspended

router = Router(tags=["members"])


class TokenAuth(HttpBearer):
    """Resolves a bearer key. `request.auth` is the ApiToken (with `.member`, `.allows(scope)`), `request.user` its member.

    With scopes, only a key that has all of them passes. A right that its member has lost since (left the team) is not
    in `request.auth.scopes` any more.
    """

    def __init__(self, *, scopes: Sequence[str] = ()) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        key = find_key(token)
        if key is None or not self.scopes <= set(key.scopes):
            return None
        actions.note_token_used(key)
        request.user = key.member
        return key


def find_key(secret: str) -> ApiToken | None:
    """The key in force with that secret, of a member who is here."""
    rows = ApiToken.objects.select_related("member").filter(digest=ApiToken.digest_of(secret), revoked_at=None)
    rows = rows.filter(not_suspended("member"), member__is_active=True, member__erased_at=None, member__merged_into=None)
    key = rows.first()
    if key is None:
        return None
    if key.scopes and not policy.reads_loyalty(key.member):
        key.scopes = []
    duty.never(key.member)  # what a key may beyond its member's own is in its scopes, given with a second factor at hand
    return key


@router.get("/me", auth=TokenAuth(), summary="Whose key this is")
def whoami(request: HttpRequest) -> dict[str, str | None]:
    """The member the key belongs to."""
    member = request.auth.member  # type: ignore[attr-defined]
    return {"handle": member.handle, "name": member.shown_name, "url": settings.SITE_URL + member.get_absolute_url()}
