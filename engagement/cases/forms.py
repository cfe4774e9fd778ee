from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forum.rules import QUESTION_MAX

from .models import Survey

INPUT = {"class": "input", "dir": "auto"}


class MessageForm(forms.Form):
    title = forms.CharField(label=_("What is it about?"), min_length=12, max_length=150, widget=forms.TextInput(attrs=INPUT))
    body = forms.CharField(
        label=_("Details"), required=False, max_length=QUESTION_MAX, widget=forms.Textarea(attrs=INPUT | {"rows": 6})
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SurveyForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How did it go?"),
        coerce=int,
        error_messages={"required": _("Choose one of the numbers."), "invalid_choice": _("Choose one of the numbers.")},
    )
    words = forms.CharField(
        label=_("What should we know?"), required=False, max_length=600, widget=forms.Textarea(attrs=INPUT | {"rows": 3})
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "survey-%s"
        score = self.fields["score"]
        assert isinstance(score, forms.TypedChoiceField)
        score.choices = [(number, str(number)) for number in survey.scores]
        if survey.recommends:
            score.label = _("Would you recommend us?")
