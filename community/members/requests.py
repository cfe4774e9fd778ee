"""What views are asked with: by whom, and the numbers in addresses and forms."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from .models import Member


class MemberRequest(HttpRequest):
    """A request of a signed-in member: what `login_required` lets through."""

    user: Member


def number_of(text: str) -> int | None:
    """An id as somebody wrote it; None when it is none, or larger than any id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def tried(form: BaseForm, do: Any) -> bool:
    """Whether the form was right and the action took it; what the action refused stands at the fields."""
    if not form.is_valid():
        return False
    try:
        do(**form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem)
        return False
    return True
