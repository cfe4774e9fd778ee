"""What the brand decides about membership, and the places that tell it what happened. Every change is an action of loyalty."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from community.events.models import Event
from engagement.loyalty import actions
from engagement.loyalty.models import ProductCode, Programme, Tier, Touchpoint

from .badges import BadgeViewSet
from .balance import BalanceViewSet
from .proposals import ProposalViewSet
from .rewards import RewardViewSet
from .shops import ShopViewSet
from .told import FactsMenuItem

SILENT = timedelta(days=30)


class _Kept(ModelViewSet):
    """A list of ours: nothing of it is deleted here, copied, or looked for where Wagtail looks for uses."""

    add_to_reference_index = False
    copy_view_enabled = False

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name != "delete"]


class _EditView(EditView):
    def get_delete_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


# --- steps of membership ----------------------------------------------------------------------------------------


class TierForm(WagtailAdminModelForm):
    benefits = forms.CharField(
        label=_("What it brings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each: the code shops read, a colon, and the words members read. free-shipping: Free shipping"),
    )

    class Meta:
        model = Tier
        fields = ["name", "slug", "threshold"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        tier = kwargs.get("instance")
        if tier and tier.pk:
            lines = "\n".join(f"{benefit.code}: {benefit.words}" for benefit in tier.benefits.all())
            kwargs["initial"] = {"benefits": lines} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_benefits(self) -> list[tuple[str, str]]:
        found = {}
        for line in self.cleaned_data["benefits"].splitlines():
            code, colon, words = (part.strip() for part in line.partition(":"))
            if line.strip() and not (code and colon and words):
                raise forms.ValidationError(_("“%(line)s” needs a code, a colon and words.") % {"line": line[:60]})
            if line.strip():
                found[forms.SlugField(max_length=40).clean(code)] = words[:120]
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("threshold") and not Tier.objects.filter(threshold=0).exclude(pk=self.instance.pk).exists():
            self.add_error("threshold", _("One step must ask for nothing: everybody has it."))
        return cleaned


class TierAddView(CreateView):
    def save_instance(self) -> Tier:
        return actions.save_tier(self.form.instance, benefits=self.form.cleaned_data["benefits"], by=self.request.user)


class TierEditView(_EditView):
    def save_instance(self) -> Tier:
        return actions.save_tier(self.form.instance, benefits=self.form.cleaned_data["benefits"], by=self.request.user)


class TierViewSet(_Kept):
    model = Tier
    name = "tiers"
    icon = "pick"
    menu_label = _("Membership steps")
    list_display = ["name", "slug", "threshold"]
    add_view_class = TierAddView
    edit_view_class = TierEditView
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "slug", "threshold", "benefits")], base_form_class=TierForm)


class ProgrammeEditView(_EditView):
    def save_instance(self) -> Programme:
        said = {name: self.form.cleaned_data[name] for name in ("is_on", "currency", "cents")}
        actions.set_programme(**said, by=self.request.user)
        return self.object


class ProgrammeIndexView(IndexView):
    """There is one, so the way to it is short."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = Programme.objects.first()
        return redirect("programme:edit", row.pk) if row else super().get(request, *args, **kwargs)


class ProgrammeViewSet(_Kept):
    model = Programme
    name = "programme"
    icon = "cog"
    menu_label = _("Membership")
    index_view_class = ProgrammeIndexView
    edit_view_class = ProgrammeEditView
    form_fields = ["is_on", "currency", "cents"]

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name != "add"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None}


# --- where facts come from --------------------------------------------------------------------------------------


def state_of(place: Touchpoint) -> str:
    heard = place.last_heard_at and place.last_heard_at > now() - SILENT
    return str(_("Heard of lately")) if heard else str(_("Silent for 30 days"))


class TouchpointIndexView(IndexView):
    page_title = _("Touchpoints")
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[Touchpoint]:
        return Touchpoint.objects.all()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown = {place.slug: place for place in context["object_list"]}
        told = Event.objects.filter(occurred_at__gt=now() - SILENT, extras__touchpoint__in=list(shown)).order_by()
        counts = dict(told.values_list("extras__touchpoint").annotate(Count("pk")))
        for slug, place in shown.items():
            place.told = counts.get(slug, 0)
        return context

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), url_name="touchpoints:edit"),
            Column("told", label=_("In 30 days")),
            StatusTagColumn("state", label=_("State"), accessor=state_of),
            DateColumn("last_heard_at", label=_("Last heard of")),
        ]


class TouchpointViewSet(_Kept):
    model = Touchpoint
    name = "touchpoints"
    icon = "site"
    menu_label = _("Touchpoints")
    index_view_class = TouchpointIndexView
    edit_view_class = _EditView
    form_fields = ["name", "slug", "kind"]


class CodeViewSet(_Kept):
    model = ProductCode
    name = "product-codes"
    icon = "tag"
    menu_label = _("Products in the shop")
    list_display = ["code", "product"]
    edit_view_class = _EditView
    form_fields = ["code", "product"]


class LoyaltyGroup(ViewSetGroup):
    menu_label = _("Loyalty")
    menu_icon = "group"
    menu_order = 300
    items = (
        ProgrammeViewSet,
        TierViewSet,
        BadgeViewSet,
        RewardViewSet,
        BalanceViewSet,
        TouchpointViewSet,
        CodeViewSet,
        ShopViewSet,
        ProposalViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        return [*super().get_submenu_items(), FactsMenuItem()]
