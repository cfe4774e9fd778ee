from datetime import datetime
from typing import Any

from allauth.account.forms import BaseSignupForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community import clock
from community.members.elsewhere.forms import JoinForm
from community.members.forms import SignupForm
from community.members.models import Member

from . import actions, policy, rules
from .models import Code
from .rules import REASONS, Touch

SESSION = "invitations"  # {code: the moment Join was pressed}
KEPT = 10


def touches_of(request: HttpRequest) -> list[Touch]:
    """The invitations on which somebody pressed Join in this browser."""
    kept = request.session.get(SESSION, {})
    return [Touch(code, datetime.fromisoformat(at)) for code, at in kept.items()]


def keep_touch(request: HttpRequest, code: Code) -> None:
    """Remember, until sign-up, that Join was pressed."""
    kept = request.session.get(SESSION, {}) | {code.text: clock.now().isoformat()}
    request.session[SESSION] = dict(sorted(kept.items(), key=lambda one: one[1])[-KEPT:])


def code_called(text: str) -> Code | None:
    return Code.objects.select_related("member").filter(key=rules.code_key(text)).first() if text.strip() else None


class Invited(BaseSignupForm):
    """Joining, and by whose invitation: shown, changed or emptied by whoever joins."""

    invitation = forms.CharField(
        label=_("Invitation code"),
        required=False,
        max_length=60,
        help_text=_("From a friend who is here already. Leave it empty when nobody invited you."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["email", "name", "invitation"])
        self.carried = self._carried()
        self.fields["invitation"].initial = self.carried.code if self.carried else ""
        self.invited_by: Member | None = None
        if self.carried and (code := code_called(self.carried.code)) and not policy.why_not(code, cap=1):
            self.invited_by = code.member

    def _carried(self) -> Touch | None:
        days = actions.active_programme().sign_up_days
        return rules.choose(touches_of(context.request), now=clock.now(), days=days)

    def clean(self) -> Any:
        cleaned = super().clean()
        said, address = self.cleaned_data.get("invitation", ""), self.cleaned_data.get("email", "")
        self.touch = self._touch(said)
        if self.touch is None:
            return cleaned
        code = code_called(said)
        cap, so_far = actions.active_programme().monthly_cap, actions.joined_this_month(code) if code else 0
        if reason := policy.why_not(code, address=address, joined_this_month=so_far, cap=cap):
            self.add_error("invitation", ValidationError(str(REASONS[reason])))
        return cleaned

    def _touch(self, said: str) -> Touch | None:
        """What was typed wins; what the link carried and was left as it stood counts as the link."""
        if not said.strip():
            return None
        if self.carried and rules.code_key(said) == rules.code_key(self.carried.code):
            return self.carried
        return Touch(said.strip(), clock.now(), typed=True)

    @transaction.atomic
    def try_save(self, request: HttpRequest) -> Any:
        """Each sign-up for an address that nobody has confirmed yet says anew who invited: the last one counts."""
        answer = super().try_save(request)
        friend = Member.objects.filter(email=self.cleaned_data["email"].lower(), claimed_at=None).first()
        if friend:
            actions.attribute(friend, touch=self.touch)
        return answer


class InvitedSignupForm(Invited, SignupForm):
    """With an address."""


class InvitedJoinForm(Invited, JoinForm):
    """With an account elsewhere."""


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why should we look again?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 5, "dir": "auto"}),
    )
