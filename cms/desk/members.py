"""Members on the desk: the list with its filters, one member whole, and what the team does for them by name.

Whoever looks at what is private says why first, by POST: that is the look the member sees. Every act is an action below.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from community.members.models import BRAND_TEAM, OWNERS, Member
from community.members.policy import reads_loyalty, without
from community.members.requests import number_of
from community.verdict import YES, Refused, Verdict, require
from engagement.loyalty import actions
from engagement.loyalty.forms import LookForm
from engagement.loyalty.models import Contact
from engagement.loyalty.policy import must_say_why
from engagement.recognition import actions as recognition
from engagement.recognition.models import Badge, Given
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward

from . import people, person


def can_see_members(viewer: Any) -> Verdict:
    """Everybody of the team sees who is here; what else is shown of a member depends on what they are."""
    on_duty = getattr(viewer, "on_duty", False)
    return YES if on_duty else without(viewer, _("Only the team sees this."))


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(can_see_members(request.user))
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def index(request: Any) -> HttpResponse:
    """The list. Filters that tell what is private are asked for with a reason, by POST: each of those listed sees it."""
    private, sent = bool(reads_loyalty(request.user)), request.POST or request.GET
    more = private and any(sent.get(name) for name in (*people.MORE, "more"))
    form = people.FilterForm(sent or None, private=private, more=more)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = form.asked_in_private() if said else []
    why = LookForm(request.POST if "because" in request.POST else None)
    context: dict[str, Any] = {"form": form, "why": why, "asks_why": bool(asked), "private": private, "rows": [], "older": None}
    context["more"] = more
    if form.errors:
        return render(request, "desk/members/index.html", context, status=400)
    if not asked or (request.method == "POST" and why.is_valid()):
        rows, older = people.page_of(said, private=private, before=number_of(sent.get("before", "")))
        context |= {"rows": rows, "older": older, "looked": bool(asked)}
        if asked:
            ids = [member.pk for member in rows]
            actions.note_look(ids, what=asked, because=why.cleaned_data["because"], by=request.user)
    kept = sent.copy()
    for name in ("before", "csrfmiddlewaretoken"):
        kept.pop(name, None)
    context |= {"kept": kept.urlencode(), "kept_items": [(name, value) for name, value in kept.items() if value]}
    return render(request, "desk/members/index.html", context, status=400 if why.errors else 200)


def _member(pk: int) -> Member:
    return get_object_or_404(Member.objects.filter(merged_into=None, erased_at=None), pk=pk)


def _looked_at(request: Any, pk: int) -> Member:
    member = _member(pk)
    if not person.has_looked(member, by=request.user):
        require(must_say_why())
    return member


@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def one(request: Any, pk: int) -> HttpResponse:
    """One member. Who has not said why asks first; saying it is the look the member sees, for an hour."""
    member = _member(pk)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sections = person.sight_of(request.user).sections
        actions.note_look([member.pk], what=sections, because=form.cleaned_data["because"], by=request.user)
        return redirect("members:one", pk)
    if request.method != "POST" and person.has_looked(member, by=request.user):
        return _shown(request, member)
    context = {"member": member, "form": form, "sight": person.sight_of(request.user)}
    return render(request, "desk/members/why.html", context, status=400 if form.errors else 200)


def _shown(request: Any, member: Member, **forms_: forms.Form) -> HttpResponse:
    before = number_of(request.GET.get("before", ""))
    context = person.told_of(member, viewer=request.user, before=before)
    shown = {"thank_form": ThankForm(), "reward_form": RewardForm(), "over_form": HandOverForm()}
    shown |= {"keeper_form": KeeperForm(), "badge_form": GiveBadgeForm(), "taking_form": TakeBadgeForm()}
    status = 400 if any(form.errors for form in forms_.values()) else 200
    return render(request, "desk/members/one.html", context | shown | forms_, status=status)


# --- what the team does for a member by name --------------------------------------------------------------------


class OwnIds(forms.Form):
    """Several forms of one page have a field of the same name: each has ids of its own, so that labels find theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)


class ThankForm(OwnIds):
    words = forms.CharField(
        label=gettext_lazy("Thank them, in your words"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The member reads it with your name. It brings no points: that is why it counts."),
    )


class RewardForm(OwnIds):
    reward = forms.ModelChoiceField(label=gettext_lazy("Reward"), queryset=Reward.objects.filter(is_on=True).order_by("name"))
    why = forms.CharField(
        label=gettext_lazy("What for, in your words"),
        max_length=200,
        help_text=gettext_lazy("The member reads this with your name."),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=uuid4)


class GiveBadgeForm(OwnIds):
    badge = forms.ModelChoiceField(
        label=gettext_lazy("Badge"), queryset=Badge.objects.active().filter(family=Badge.Family.HAND).in_order()
    )
    why = forms.CharField(
        label=gettext_lazy("What for, in your words"),
        max_length=300,
        help_text=gettext_lazy("The member reads this with your name. Others see the badge only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["badge"].label_from_instance = lambda badge: f"{badge.shown_name}: {badge.shown_says}"  # type: ignore[attr-defined]


class TakeBadgeForm(OwnIds):
    why = forms.CharField(label=gettext_lazy("Why, in your words"), max_length=300)


class HandOverForm(OwnIds):
    to = forms.ModelChoiceField(label=gettext_lazy("To whom"), queryset=Member.objects.none())
    note = forms.CharField(
        label=gettext_lazy("What they need to know"), max_length=300, help_text=gettext_lazy("The member can read it, too.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_team(self.fields["to"])


class KeeperForm(OwnIds):
    person = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=Member.objects.none())
    note = forms.CharField(
        label=gettext_lazy("What they need to know"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when it goes from one to the next. The member can read it, too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_team(self.fields["person"])


def _offer_team(field: forms.Field) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Member.objects.people().filter(groups__name__in=(BRAND_TEAM, OWNERS)).distinct().order_by("name", "handle")
    field.label_from_instance = lambda member: str(member.shown_name)  # type: ignore[method-assign, assignment]


def _done(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Whether the form was right and the action took it; what it refused stands at the form."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


@require_POST
@_guarded
def thank(request: Any, pk: int) -> HttpResponse:
    member, form = _looked_at(request, pk), ThankForm(request.POST)
    if not _done(form, lambda words: actions.thank(member, words=words, by=request.user)):
        return _shown(request, member, thank_form=form)
    messages.success(request, _("%(name)s is told.") % {"name": member.shown_name})
    return redirect("members:one", pk)


@require_POST
@_guarded
def give(request: Any, pk: int) -> HttpResponse:
    member, form = _looked_at(request, pk), RewardForm(request.POST)
    if not _done(form, lambda reward, why, ticket: rewards.give(reward, member, why=why, ticket=ticket, by=request.user)):
        return _shown(request, member, reward_form=form)
    messages.success(request, _("Given. They are told."))
    return redirect("members:one", pk)


@require_POST
@_guarded
def take_back(request: Any, pk: int, gift_id: int) -> HttpResponse:
    member = _looked_at(request, pk)
    gift = get_object_or_404(Gift.objects.visible_to(member), pk=gift_id)
    if rewards.cancel(gift, by=request.user):
        messages.success(request, _("Taken back."))
    else:
        messages.error(request, _("They have none that could be taken back."))
    return redirect("members:one", pk)


@require_POST
@_guarded
def hand_over(request: Any, pk: int, contact_id: int) -> HttpResponse:
    member = _looked_at(request, pk)
    contact = get_object_or_404(Contact.objects.visible_to(request.user).about(member), pk=contact_id)
    form = HandOverForm(request.POST)
    if not _done(form, lambda to, note: actions.hand_over(contact, to=to, note=note, by=request.user)):
        return _shown(request, member, over_form=form)
    messages.success(request, _("Handed over. They are told."))
    return redirect("members:one", pk)


@require_POST
@_guarded
def give_badge(request: Any, pk: int) -> HttpResponse:
    member, form = _looked_at(request, pk), GiveBadgeForm(request.POST)
    if not _done(form, lambda badge, why: recognition.give_badge(badge, member, why=why, by=request.user)):
        return _shown(request, member, badge_form=form)
    messages.success(request, _("Given. They are told."))
    return redirect("members:one", pk)


@require_POST
@_guarded
def take_badge(request: Any, pk: int, given_id: int) -> HttpResponse:
    member, form = _looked_at(request, pk), TakeBadgeForm(request.POST)
    given = get_object_or_404(Given.objects.of(member), pk=given_id)
    if not _done(form, lambda why: recognition.take_badge(given, why=why, by=request.user)):
        return _shown(request, member, taking_form=form)
    messages.success(request, _("Taken back. They are told."))
    return redirect("members:one", pk)


@require_POST
@_guarded
def keep(request: Any, pk: int) -> HttpResponse:
    """Who of the team is there for the member from now on; `end`: nobody in particular."""
    member = _looked_at(request, pk)
    if "end" in request.POST:
        actions.end_keeper(member, by=request.user)
        return redirect("members:one", pk)
    form = KeeperForm(request.POST)
    if not _done(form, lambda person, note: actions.set_keeper(member, person=person, note=note, by=request.user)):
        return _shown(request, member, keeper_form=form)
    name = form.cleaned_data["person"].shown_name
    messages.success(request, _("%(name)s is there for them from now on.") % {"name": name})
    return redirect("members:one", pk)


class MembersMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(can_see_members(request.user))


class MembersViewSet(ViewSet):
    name = "members"
    icon = "group"
    menu_label = gettext_lazy("Members")
    menu_order = 160
    add_to_admin_menu = True

    @cached_property
    def menu_url(self) -> str:
        return reverse("members:index")

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        order = order or self.menu_order
        return MembersMenuItem(self.menu_label, self.menu_url, name=self.name, icon_name="group", order=order)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", index, name="index"),
            path("<int:pk>/", one, name="one"),
            path("<int:pk>/thank/", thank, name="thank"),
            path("<int:pk>/give/", give, name="give"),
            path("<int:pk>/keeper/", keep, name="keep"),
            path("<int:pk>/badge/", give_badge, name="give_badge"),
            path("<int:pk>/badges/<int:given_id>/take/", take_badge, name="take_badge"),
            path("<int:pk>/gifts/<int:gift_id>/take-back/", take_back, name="take_back"),
            path("<int:pk>/contacts/<int:contact_id>/hand-over/", hand_over, name="hand_over"),
        ]
