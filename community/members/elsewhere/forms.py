from typing import Any

from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django.http import HttpRequest

from community.members.forms import Newcomer
from community.members.models import Member

from .adapter import trusted_address


class JoinForm(Newcomer, SocialSignupForm):
    """The one page between an account elsewhere and being a member. An address that is proven already is not asked for."""

    field_order = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.proven = trusted_address(kwargs["sociallogin"])
        super().__init__(*args, **kwargs)
        if self.proven:
            del self.fields["email"]

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.proven:
            self.cleaned_data["email"] = self.proven
        return cleaned

    def validate_unique_email(self, value: str) -> str:
        """As everybody's: who has the address is told so by a mail to it, never on the page."""
        return str(super(SocialSignupForm, self).validate_unique_email(value))

    def save(self, request: HttpRequest) -> Member:
        member: Member = super().save(request)
        return member
