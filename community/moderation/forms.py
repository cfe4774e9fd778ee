from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.forum.forms import TextForm, Words, area, line
from community.forum.models import Category
from community.forum.rules import CLOSE_REASONS

from . import rules

days_of = lazy(lambda days: ngettext("%(n)s day", "%(n)s days", days) % {"n": days}, str)


class ReportForm(TextForm):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=list(rules.REPORT_REASONS.items()), widget=forms.RadioSelect
    )
    words = Words(label=_("Anything the team should know"), widget=area(3))


class IllegalForm(TextForm):
    """For people without an account: what breaks the law, and why. Name and address may be left out."""

    address = Words(
        needed=True, label=_("Where is it?"), help_text=_("The address of the page, or of the answer on it."), widget=line()
    )
    words = Words(needed=True, label=_("What is illegal about it, and why?"), widget=area(5))
    name = Words(label=_("Your name"), widget=line(maxlength=100))
    email = forms.EmailField(
        required=False,
        label=_("Your e-mail address"),
        help_text=_("For a receipt and what was decided. Only the team sees it, and it is forgotten half a year later."),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
    )
    honest = forms.BooleanField(
        label=_("I believe in good faith that what I write is right and complete."),
        error_messages={"required": _("Please confirm this.")},
    )


class HideForm(TextForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=list(rules.REASONS.items()), widget=forms.RadioSelect)
    note = Words(label=_("A word to the author"), widget=area(3))


class CloseForm(TextForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(key, word) for key, word in CLOSE_REASONS.items() if key not in ("imported", "duplicate")],
        widget=forms.RadioSelect,
    )
    note = Words(label=_("A word to the author"), widget=area(3))


class DuplicateForm(TextForm):
    duplicate_of = Words(
        needed=True,
        label=_("The question that was asked before"),
        help_text=_("Its address or number. Answers and everybody who has it too move there; this address leads there."),
        widget=line(inputmode="url"),
    )
    note = Words(label=_("A word to the author"), widget=area(3))


class MoveForm(TextForm):
    category = forms.TypedChoiceField(label=_("Category"), coerce=int, widget=forms.Select(attrs={"class": "input"}))
    note = Words(label=_("A word to the author"), widget=area(3))

    def __init__(self, *args: Any, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {category.pk: category for category in categories}
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, category.name) for pk, category in self.offered.items()]

    @property
    def chosen(self) -> Category:
        return self.offered[self.said["category"]]


class SanctionForm(TextForm):
    """About a member: a word of warning, or a time in which they do nothing here."""

    WARN, SUSPEND = "warn", "suspend"

    act = forms.ChoiceField(
        label=_("What"),
        choices=[(WARN, _("Write a warning")), (SUSPEND, _("Suspend for some time"))],
        widget=forms.RadioSelect,
        initial=WARN,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=list(rules.REASONS.items()), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("For how long, if you suspend"),
        coerce=int,
        required=False,
        choices=[(days, days_of(days)) for days in rules.DAYS],
        widget=forms.Select(attrs={"class": "input"}),
        initial=7,
    )
    note = Words(label=_("A word to the member"), help_text=_("A warning needs it."), widget=area(4))


class AppealForm(TextForm):
    words = Words(needed=True, label=_("Why should it be looked at again?"), widget=area(5))
