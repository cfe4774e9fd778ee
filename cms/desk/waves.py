"""A wave of spam on the desk: looked for, looked at, taken away in one act, and brought back in one."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from community.moderation import actions, queue, rules, waves

from .queue import frame, guarded


def _hours() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}) for n in waves.HOURS]


def _days(some: tuple[int, ...], first: str) -> list[tuple[int, str]]:
    return [(0, first), *((n, ngettext("%(n)s day", "%(n)s days", n) % {"n": n}) for n in some)]


class LookingForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Words that stand in it"), max_length=100, required=False)
    hours = forms.TypedChoiceField(label=gettext_lazy("Written in the last"), coerce=int, choices=_hours, initial=24)
    joined = forms.TypedChoiceField(
        label=gettext_lazy("By who joined in the last"), coerce=int, choices=lambda: _days(waves.NEW, _("Whenever")), initial=7
    )


class SweepForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=lambda: list(rules.REASONS.items()), initial="spam")
    days = forms.TypedChoiceField(
        label=gettext_lazy("Suspend who wrote it"), coerce=int, choices=lambda: _days(rules.DAYS, _("Nobody")), initial=0
    )
    note = forms.CharField(label=gettext_lazy("A word to each author"), required=False, max_length=rules.MESSAGE_MAX)


@require_safe
@guarded
def look(request: Any) -> HttpResponse:
    return _page(request, SweepForm(), chosen=None)


def _page(request: Any, sweep_form: SweepForm, *, chosen: list[str] | None, status: int = 200) -> HttpResponse:
    """`chosen`: those that a form which came back had chosen; None: all that were found."""
    asked = request.GET if "hours" in request.GET else None
    form = LookingForm(asked)
    context = frame("wave") | {"form": form, "sweep_form": sweep_form, "asked": asked is not None, "limit": waves.MOST}
    if form.is_bound and form.is_valid():
        texts = waves.found(waves.Asked(**form.cleaned_data), viewer=request.user)
        names = [waves.name_of(text) for text in texts]
        rows = [(name, text, chosen is None or name in chosen) for name, text in zip(names, texts, strict=True)]
        context |= {"rows": rows, "writers": len({text.author_id for text in texts}), "excerpt": queue.EXCERPT}
    return render(request, "desk/moderation/wave.html", context, status=400 if form.errors else status)


@require_POST
@guarded
def sweep(request: Any) -> HttpResponse:
    """What was chosen goes. A form that came back keeps what was asked, chosen and written."""
    form, names = SweepForm(request.POST), request.POST.getlist("item")
    if not form.is_valid():
        return _page(request, form, chosen=names, status=400)
    said = form.cleaned_data
    try:
        done = actions.sweep(waves.named(names), reason=said["reason"], words=said["note"], days=said["days"], by=request.user)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return _page(request, form, chosen=names, status=400)
    told = ngettext("%(n)s text is hidden.", "%(n)s texts are hidden.", done.texts) % {"n": done.texts}
    if done.members:
        told += " " + ngettext("%(n)s account is suspended.", "%(n)s accounts are suspended.", done.members) % {"n": done.members}
    messages.success(request, told)
    _tell_left(request, done.left)
    return redirect(f"{reverse('moderation:done')}?wave={done.wave}")


def _tell_left(request: HttpRequest, left: Counter[str]) -> None:
    for reason, number in left.items():
        messages.warning(request, f"{number}: {reason}")


@require_POST
@guarded
def bring_back(request: Any) -> HttpResponse:
    done = actions.bring_back(request.POST.get("wave", "")[:12], by=request.user)
    if done.texts or done.members:
        messages.success(request, _("Taken back. Everything is as it was before."))
    elif not done.left:
        messages.warning(request, _("There is nothing of it to take back any more."))
    _tell_left(request, done.left)
    return redirect("moderation:wave")
