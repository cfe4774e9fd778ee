"""Where sign-in meets our members."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from community.frame import theme
from community.frame.identity import brand_name

from . import actions, banner, duty, suspension_tokens, terms
from .models import Leaving, Member
from .proof import seconds_here


def _kind_of(part: str, *, code: str) -> str:
    return "code" if part == code else "link" if part.startswith(settings.SITE_URL) and " " not in part else "words"


@receiver(authenticator_added)
def used_as_it_was_made(request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any) -> None:
    """Who sets up their first second factor has it at hand: it counts as shown. A further one has to be used first."""
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Member:
        """Somebody signed up. They become a member when they have shown that the address is theirs."""
        data = form.cleaned_data
        offered = dict(settings.LANGUAGES)
        language = get_language() or settings.LANGUAGE_CODE
        language = language if language in offered else settings.LANGUAGE_CODE
        return actions.sign_up(name=data.get("name", ""), email=data["email"], language=language, asked=True)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who showed a moment ago who they are is not asked again: by the second factor, or by what there is without one."""
        by = "mfa" if is_mfa_enabled(context.request.user) else ""
        if seconds_here(context.request, by=by) < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody else may have taken the address between asking for the code and typing it."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            self.add_message(request, messages.ERROR, message=_("Another member uses this address."))
            return False

    def pre_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse | None:
        """Nobody signs in as a member who was switched off, erased or merged into another; who is suspended reads why."""
        if user.erased_at or user.merged_into_id:
            user.is_active = False
        elif user.is_suspended:
            return HttpResponseRedirect(reverse("suspended", args=[suspension_tokens.token_for(user.pk)]))
        return super().pre_login(request, user, **hooks)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Every way in ends here, after the address was confirmed: the first time, a member joins."""
        actions.confirm_address(user)
        said = request.session.pop(terms.AGREED, None)
        if said and said.pop("email", "") == user.email:
            actions.agree(user, **said)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse:
        """What their browser kept of what they were asked as a guest is theirs from now on."""
        response = super().post_login(request, user, **hooks)
        if duty.must_step(request, user):
            response = redirect(f"{reverse('second_step')}?{urlencode({'next': response.url})}")
        if terms.wanted_of(user):
            response = redirect(terms.way_to_agree(response.url))
        if leaving := Leaving.objects.filter(member=user).first():
            day = {"day": date_format(leaving.at, "DATE_FORMAT")}
            messages.warning(request, _("Your account will be deleted on %(day)s. You can still keep it in your settings.") % day)
        if said := banner.choices(request):
            actions.say_first(user, said)
            response.delete_cookie(banner.COOKIE, samesite="Lax")
        return response

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_from_email(self) -> str:
        return f'"{brand_name()}" <{settings.DEFAULT_FROM_EMAIL}>'

    def render_mail(self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None) -> Any:
        """The words, and the same words in the look of every other mail: a code large, an address as a button."""
        mail = super().render_mail(template_prefix, email, context, headers)
        *parts, foot = [part.strip() for part in mail.body.strip().split("\n\n") if part.strip()]
        kinds = [(_kind_of(part, code=str(context.get("code", ""))), part) for part in parts]
        shown = {
            "subject": mail.subject,
            "parts": kinds,
            "before": next((words for kind, words in reversed(kinds) if kind == "words"), ""),
            "foot": foot,
            "brand_name": brand_name(),
            "colours": theme.current(),
            "language": get_language(),
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        mail.attach_alternative(render_to_string("account/email/message.html", shown), "text/html")
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"brand_name": brand_name(), "site_url": settings.SITE_URL, **context})
