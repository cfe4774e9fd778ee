"""Before something that cannot be taken back: is it really the member who sits there?"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from .requests import MemberRequest

View = Callable[..., Any]


def proven(view: View) -> View:
    """Asks for the password or the second factor again. Who has neither must have signed in a moment ago, by a code."""
    asked_again = reauthentication_required(view)

    @login_required
    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_usable_password() or is_mfa_enabled(request.user):
            return asked_again(request, *args, **kwargs)
        if seconds_here(request) < app_settings.REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else "/settings/privacy/"
        logout(request)
        messages.info(request, _("To be sure that it is you, please sign in once more."))
        return redirect_to_login(back)

    return wrapper


def seconds_here(request: MemberRequest, *, by: str = "") -> float:
    """Since this browser last showed who it belongs to, by this method or by any."""
    records = get_authentication_records(request, request.user)
    moments = [float(record["at"]) for record in records if by in ("", record["method"])]
    return time.time() - max(moments, default=0.0)
