"""What members send. Actions judge the words; forms carry them, and put the judgement beside its field."""

import uuid
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import Mark, Product, Question


class Words(forms.CharField):
    """Text exactly as typed: NUL, spaces and length are the action's to judge, so that its answer is the only one."""

    def __init__(self, *, needed: bool = False, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
        self.validators = []
        self.needed = needed  # said in the label and asked of the browser; the action has the last word
        if needed:
            self.widget.attrs["required"] = True


def area(rows: int, placeholder: Any = "", **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, "placeholder": placeholder, "dir": "auto"} | attrs)


def line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "dir": "auto", "autocomplete": "off"} | attrs)


class TextForm(forms.Form):
    """A form whose errors come from an action: `put` says them and gives the status that fits."""

    def put(self, problem: ValidationError) -> int:
        """Show the action's errors beside their fields; 413 when something was too long, else 400."""
        for name, errors in problem.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
        too_long = any(error.code == "too_long" for errors in problem.error_dict.values() for error in errors)
        return 413 if too_long else 400

    def refusal(self, act: Callable[[], object]) -> int | None:
        """Do the act with what was sent: None when it is done, else the status, with what is wrong beside its field."""
        if not self.is_valid():
            return 400
        try:
            act()
        except ValidationError as problem:
            return self.put(problem)
        return None

    @property
    def said(self) -> dict[str, Any]:
        """What was sent, also while a field is wrong."""
        return getattr(self, "cleaned_data", {})


def submission() -> forms.UUIDField:
    """Names this filling-in of the form: sent twice, it is one text. A forged or missing one is as none."""
    return forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class KeptForm(TextForm):
    """A form whose words are kept while they are written: `draft` names the form whose draft this one began with."""

    submission = submission()
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)

    wrong_picture = ""  # what is wrong with a photo that came with the form

    def clean(self) -> dict[str, Any] | None:
        if self.wrong_picture:
            self.add_error("body", self.wrong_picture)
        return super().clean()

    @property
    def writers(self) -> set[uuid.UUID | None]:
        return {self.said.get("submission"), self.said.get("draft")}


class AskForm(KeptForm):
    title = Words(
        needed=True,
        label=_("What do you need help with?"),
        help_text=_("One sentence, as you would say it to a friend."),
        widget=forms.TextInput(
            attrs={"class": "input big-in", "autocomplete": "off", "dir": "auto", "maxlength": rules.TITLE_MAX}
        ),
    )
    products = forms.MultipleChoiceField(
        label=_("Which product?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A sentence and a product are enough to post."),
        error_messages={"invalid_choice": _("Choose products from the list.")},
    )
    body = Words(
        label=_("Details"),
        widget=area(7, _("What happened, what did you try, what did you expect?")),
    )
    tags = Words(label=_("Tags"), help_text=_("A few words, with commas between them."), widget=line())

    def __init__(self, *args: Any, offered: Iterable[Product], own: Collection[int] = (), **kwargs: Any) -> None:
        """`own`: the products of who asks, by their ids. They stand first, and are marked."""
        super().__init__(*args, **kwargs)
        self.own = {str(pk) for pk in own}
        self.offered = {str(product.pk): product for product in sorted(offered, key=lambda product: product.pk not in own)}
        field = self.fields["products"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pk, product.name) for pk, product in self.offered.items()]

    def words(self) -> dict[str, Any]:
        """What ask_question and edit_question take."""
        said = self.said
        return {
            "title": said.get("title", ""),
            "body": said.get("body", ""),
            "products": [self.offered[pk] for pk in said.get("products", ())],
            "tags": said.get("tags", "").split(","),
        }


class EditQuestionForm(AskForm):
    reason = Words(label=_("Why this change?"), widget=line(maxlength=300))
    field_order = ["title", "products", "body", "tags", "reason"]

    @classmethod
    def of(cls, question: Question, *, offered: Iterable[Product]) -> "EditQuestionForm":
        """The form filled with the question as it is; products and tags must be loaded."""
        now = {
            "title": question.title,
            "body": question.body,
            "products": [str(product.pk) for product in question.products.all()],
            "tags": ", ".join(tag.name for tag in question.tags.all()),
        }
        return cls(initial=now, offered=offered)


class AnswerForm(KeptForm):
    body = Words(needed=True, label=_("Your answer"), widget=area(8, _("What worked for you? Steps help most.")))
    official = forms.BooleanField(required=False, label=_("This is the official answer"))
    owns = forms.BooleanField(required=False, label=_("Say that you own the product"))


class EditForm(KeptForm):
    body = Words(needed=True, label=_("Text"), widget=area(10))
    owns = forms.BooleanField(required=False, label=_("Say that you own the product"))
    reason = Words(label=_("Why this change?"), widget=line(maxlength=300))


class CommentForm(KeptForm):
    body = Words(needed=True, label=_("Comment"), widget=area(3))


class EditCommentForm(KeptForm):
    body = Words(needed=True, label=_("Comment"), widget=area(3))
    reason = Words(label=_("Why this change?"), widget=line(maxlength=300))


class NoteForm(TextForm):
    PUBLIC, PRIVATE = "public", "private"

    note = Words(label=_("Thank-you note"), widget=area(3, _("What did it change for you?")))
    outcome = forms.ChoiceField(
        required=False, label=_("How did it turn out?"), choices=Mark.Outcome.choices, widget=forms.RadioSelect
    )
    seen = forms.ChoiceField(
        label=_("Who sees the note?"),
        choices=[(PUBLIC, _("Public, with my name")), (PRIVATE, _("Only the author"))],
        widget=forms.RadioSelect,
        initial=PUBLIC,
    )


class DoubtForm(TextForm):
    reason = Words(label=_("What happened?"), widget=area(3))
    version = Words(label=_("Product version"), widget=line(maxlength=60))
