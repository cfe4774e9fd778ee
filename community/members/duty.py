"""Whoever works for the brand shows a second factor before doing what only the team may (STAFF_SECOND_FACTOR).

A browser has shown one when the record of its sign-in names a passkey, an app or a recovery code that is still the
member's. Old sessions, those begun before somebody joined the team, keys to the API and browsers that are remembered have
none; they go on as any member's.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.db.models import CharField, QuerySet, Value
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from community.frame.prepared import ask

from .models import Member
from .proof import proven

RECORDS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"  # where allauth keeps them
# What a second factor is made, changed or read with: who has one uses it first, who has none has just signed in.
KEYS = {
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}


def factors_in(records: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    """The second factors a sign-in was made or confirmed with, by their ids."""
    return tuple(record["id"] for record in records if record.get("method") == "mfa" and isinstance(record.get("id"), int))


def factors_of(session: Mapping[str, Any]) -> tuple[int, ...]:
    """The same from a stored session: of whoever is signed in with it."""
    mine = str(session.get(WHOSE, "")) == str(session.get(SESSION_KEY))
    return factors_in(session.get(RECORDS) or ()) if mine else ()


def watch(member: Member, factors: Callable[[], tuple[int, ...]]) -> None:
    """From now on this row's rights as the team's hang on those factors; they are looked for when somebody asks."""
    if settings.STAFF_SECOND_FACTOR:
        for known in ("off_duty", "group_names"):
            member.__dict__.pop(known, None)
        member.stepped = lambda: bool(found := factors()) and _steps_in(member, found)


def never(member: Member) -> None:
    watch(member, tuple)


def _theirs(member: Member, factors: tuple[int, ...]) -> bool:
    return Authenticator.objects.filter(user_id=member.pk, pk__in=factors).exists()


def _steps_in(member: Member, factors: tuple[int, ...]) -> bool:
    """Whether one of them is theirs; the names of their groups, which are asked for next, come with the answer."""
    names = {name for (name,) in ask(_factor_and_groups, member.pk, *factors, shape=len(factors))}
    if "" in names and member.is_team:
        member.group_names = frozenset(names - {""})
    return "" in names


def _factor_and_groups(pk: int, *factors: int) -> QuerySet[Any]:
    own = Authenticator.objects.filter(user_id=pk, pk__in=factors).order_by().values_list(Value("", CharField()))
    return own.union(Group.objects.filter(user=pk).order_by().values_list("name"), all=True)


def has_factor(member: Member) -> bool:
    """One to sign in with: recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id=member.pk, type__in=kinds).exists()


def must_step(request: HttpRequest, member: Member) -> bool:
    """Whether somebody of the team has yet to show a second factor in this browser."""
    if not (settings.STAFF_SECOND_FACTOR and member.is_team):
        return False
    factors = factors_in(get_authentication_records(request, member))
    return not (factors and _theirs(member, factors))


class Duty:
    """Middleware: every page's `user` knows whether its browser has shown a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.ask_again = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.STAFF_SECOND_FACTOR:
            request.user = SimpleLazyObject(partial(_watched, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """A password alone neither makes nor shows the second factor of somebody who has one."""
        match = request.resolver_match
        if not match or match.url_name not in KEYS or not request.user.is_authenticated or not must_step(request, request.user):
            return None
        if has_factor(request.user):
            return redirect(f"/settings/security/step/?{urlencode({'next': request.get_full_path()})}")
        try:
            return _shown(request)
        except ReauthenticationRequired as again:  # what is raised before a view is no middleware's to answer
            return self.ask_again(request, again)


@proven
def _shown(request: HttpRequest) -> HttpResponseBase | None:
    """Whoever sits there has just shown who they are: the view goes on."""
    return None


def _watched(request: HttpRequest, known: Any) -> Any:
    if known.is_authenticated:
        watch(known, lambda: factors_in(get_authentication_records(request, known)))
    return known
