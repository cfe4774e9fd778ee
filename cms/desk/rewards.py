"""Rewards: what the brand gives that has a price. Every change is an action of engagement.rewards."""

from io import TextIOWrapper
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from community.members import rules as names
from community.members.models import Member
from community.verdict import Refused, require
from engagement.credit.shown import unit_name
from engagement.rewards import actions, rules
from engagement.rewards.models import Gift, Reward
from engagement.rewards.policy import can_keep_rewards

WARNING = gettext_lazy(
    "A reward with a price changes why people help: some who gave gladly give less once they are paid, and some give only for "
    "the pay. Thank people in words first. Keep rewards small, few and unexpected, and off unless you know why you want them."
)


class RewardForm(WagtailAdminModelForm):
    preset = forms.ChoiceField(
        label=gettext_lazy("Given for"),
        required=False,
        help_text=gettext_lazy("Each member gets it once, for what happens from now on. The team gets none by a rule."),
    )

    class Meta:
        model = Reward
        fields = ["name", "slug", "kind", "words", "valid_days", "places", "price", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        reward = kwargs.get("instance")
        if reward and reward.pk:
            kwargs["initial"] = {"preset": reward.preset} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        by_rule = [(preset.key, preset.label) for preset in rules.PRESETS]
        self.fields["preset"].choices = [("", _("By hand only"))] + by_rule
        if not unit_name() and not self.instance.price:
            del self.fields["price"]  # nobody has a balance to pay from


class MemberForm(forms.Form):
    who = forms.CharField(label=gettext_lazy("Handle"), max_length=60)

    def clean_who(self) -> Member:
        member = Member.objects.people().filter(handle=names.normalise(self.cleaned_data["who"])).first()
        if member is None:
            raise forms.ValidationError(_("No member has this handle."))
        return member


class GiveForm(MemberForm):
    why = forms.CharField(
        label=gettext_lazy("What for, in your words"),
        max_length=200,
        help_text=gettext_lazy("The member reads this with your name."),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=uuid4)


class CodesForm(forms.Form):
    codes = forms.FileField(
        label=gettext_lazy("File with codes"),
        help_text=gettext_lazy("Text or CSV in UTF-8: a code a line, or in the first column. Known codes stay as they are."),
    )


class RewardIndexView(IndexView):
    page_title = gettext_lazy("Rewards")
    add_item_label = gettext_lazy("Add a reward")
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[Reward]:
        free = Count("vouchers", filter=Q(vouchers__is_free=True), distinct=True)
        waiting = Count("gifts", filter=Q(gifts__status=Gift.Status.WAITING), distinct=True)
        return Reward.objects.select_related("rule").annotate(free=free, waiting=waiting)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=gettext_lazy("Name"), url_name="rewards:pool"),
            BooleanColumn("is_on", label=gettext_lazy("On")),
            Column("rule", label=gettext_lazy("Given for"), accessor="sentence"),
            *([Column("price", label=gettext_lazy("Price"))] if unit_name() else []),
            Column("free", label=gettext_lazy("Free codes")),
            Column("waiting", label=gettext_lazy("Waiting")),
        ]


class RewardAddView(CreateView):
    def save_instance(self) -> Reward:
        return actions.save_reward(self.form.instance, preset=self.form.cleaned_data["preset"], by=self.request.user)


class RewardEditView(EditView):
    def save_instance(self) -> Reward:
        return actions.save_reward(self.form.instance, preset=self.form.cleaned_data["preset"], by=self.request.user)

    def get_delete_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


# --- one reward -------------------------------------------------------------------------------------------------


def _reward(request: HttpRequest, pk: int) -> Reward:
    require(can_keep_rewards(request.user))
    return get_object_or_404(Reward.objects.select_related("rule"), pk=pk)


def _shown(request: HttpRequest, reward: Reward, **said: forms.Form) -> HttpResponse:
    """How many of each; who has one is in no list here: that is the member's, and looking at it is noted."""
    counts = dict(reward.gifts.order_by().values_list("status").annotate(Count("pk")))
    rows = [(_("Free codes"), reward.vouchers.filter(is_free=True).count())]
    rows += [(str(label), counts[code]) for code, label in Gift.Status.choices if code in counts]
    if used := reward.vouchers.exclude(used_key="").count():
        rows.append((_("Taken by a shop, given to nobody"), used))
    shown = {"codes_form": CodesForm(), "give_form": GiveForm(), "cancel_form": MemberForm(prefix="back")} | said
    return render(request, "desk/pool.html", {"reward": reward, "counts": rows, **shown})


@require_safe
def pool(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _reward(request, pk))


@require_POST
def codes(request: Any, pk: int) -> HttpResponse:
    reward, form = _reward(request, pk), CodesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, reward, codes_form=form)
    try:
        report = actions.add_codes(reward, TextIOWrapper(form.cleaned_data["codes"], encoding="utf-8-sig"), by=request.user)
    except UnicodeDecodeError:
        form.add_error("codes", _("The file is not written in UTF-8."))
        return _shown(request, reward, codes_form=form)
    said = {"new": report.new, "known": report.known, "refused": report.refused}
    messages.success(request, _("New codes: %(new)d. Known before: %(known)d. Refused lines: %(refused)d.") % said)
    for number, problem in report.problems:
        messages.warning(request, _("Line %(n)d: %(problem)s") % {"n": number, "problem": problem})
    return redirect("rewards:pool", pk)


@require_POST
def give(request: Any, pk: int) -> HttpResponse:
    reward, form = _reward(request, pk), GiveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            gift = actions.give(reward, said["who"], why=said["why"], ticket=said["ticket"], by=request.user)
        except Refused as problem:
            form.add_error("who", str(problem.reason))
        else:
            waits = gift.status == Gift.Status.WAITING
            messages.success(request, _("It waits for a code; then they are told.") if waits else _("Given. They are told."))
            return redirect("rewards:pool", pk)
    return _shown(request, reward, give_form=form)


@require_POST
def cancel(request: Any, pk: int) -> HttpResponse:
    reward, form = _reward(request, pk), MemberForm(request.POST, prefix="back")
    if not form.is_valid():
        return _shown(request, reward, cancel_form=form)
    newest = Gift.objects.visible_to(form.cleaned_data["who"]).open().filter(reward=reward).order_by("-pk").first()
    if newest and actions.cancel(newest, by=request.user):
        messages.success(request, _("Taken back."))
    else:
        messages.error(request, _("They have none that could be taken back."))
    return redirect("rewards:pool", pk)


class RewardViewSet(ModelViewSet):
    model = Reward
    name = "rewards"
    icon = "tag"
    menu_label = gettext_lazy("Rewards")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RewardIndexView
    add_view_class = RewardAddView
    edit_view_class = RewardEditView
    edit_handler = ObjectList(
        [
            HelpPanel(content=WARNING, heading=gettext_lazy("Before you switch it on")),
            *(FieldPanel(name) for name in ("name", "slug", "kind", "words", "valid_days", "places", "preset", "price", "is_on")),
        ],
        base_form_class=RewardForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        routes = [route for route in super().get_urlpatterns() if route.name != "delete"]
        return [
            *routes,
            path("<int:pk>/", pool, name="pool"),
            path("<int:pk>/codes/", codes, name="codes"),
            path("<int:pk>/give/", give, name="give"),
            path("<int:pk>/cancel/", cancel, name="cancel"),
        ]
