from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forum.forms import TextForm, Words, area, line
from community.forum.models import Category
from community.forum.rules import CLOSE_REASONS

from . import rules


class ReportForm(TextForm):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=list(rules.REPORT_REASONS.items()), widget=forms.RadioSelect
    )
    words = Words(label=_("Anything the team should know"), widget=area(3))


class HideForm(TextForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=list(rules.REASONS.items()), widget=forms.RadioSelect)
    note = Words(label=_("A word to the author"), widget=area(3))


class CloseForm(TextForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(key, word) for key, word in CLOSE_REASONS.items() if key != "imported"],
        widget=forms.RadioSelect,
    )
    duplicate_of = Words(
        label=_("The other question"),
        help_text=_("For a question asked before: its address or number."),
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


class AppealForm(TextForm):
    words = Words(needed=True, label=_("Why should it be looked at again?"), widget=area(5))
