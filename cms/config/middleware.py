from collections.abc import Callable
from dataclasses import asdict

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from cms.desk.frame import remember_profile


class TeamOnDuty:
    """Somebody of the team who comes to the CMS without a second factor is led to it, not turned away; a member is told no.

    The CMS itself would send a member to sign in, and signing in would send whoever is signed in back: for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        member = request.user
        if not request.path.startswith("/cms/") or not member.is_authenticated:
            return self.get_response(request)
        if member.is_team and member.off_duty:
            return redirect(f"{reverse('second_step')}?{urlencode({'next': request.get_full_path()})}")
        if not member.is_team and not member.has_perm("wagtailadmin.access_admin"):
            return render(request, "403.html", status=403)
        remember_profile(member)
        return self.get_response(request)


class PolicyByPlace(CSPMiddleware):
    """The strict content policy everywhere; a looser one under the CMS, whose screens use inline scripts.

    No nonce in the CMS policy: a nonce would cancel 'unsafe-inline'.
    """

    CMS = {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.written: tuple[object, str] = (None, "")  # the strict policy and its words, which are the same for every page

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/cms/"):
            response._csp_replace = self.CMS  # type: ignore[attr-defined]
        elif not settings.DEBUG and not any(name.startswith("_csp") for name in (*vars(request), *vars(response))):
            response.headers.setdefault(HEADER, self._strict(request, response))
            return response
        return super().process_response(request, response)

    def _strict(self, request: HttpRequest, response: HttpResponseBase) -> str:
        policy = settings.CONTENT_SECURITY_POLICY
        if self.written[0] is not policy:
            self.written = policy, build_policy(**asdict(self.get_policy_parts(request=request, response=response)))
        return self.written[1]
