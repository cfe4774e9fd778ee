"""Invitations that a person looks at: what speaks against them in words, approve or refuse. Every act is a POST and an action."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from community.verdict import require
from engagement.integrity import policy
from engagement.integrity.models import Appeal, Decision, Sign
from engagement.integrity.rules import REFUSALS
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Look, Section
from engagement.referrals import actions
from engagement.referrals.models import Referral
from engagement.referrals.rules import BY_WORDS, State

AN_HOUR = timedelta(hours=1)


class HeldView(IndexView):
    """What waits, the oldest first; appeals stand among them."""

    page_title = gettext_lazy("Invitations to look at")
    default_ordering = "moved_at"
    is_searchable = False
    is_export = False
    paginate_by = 50

    def get_base_queryset(self) -> QuerySet[Referral]:
        return Referral.objects.filter(state=State.HELD).select_related("advocate", "friend")

    def get_add_url(self) -> None:
        return None

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("advocate", label=_("Who invited"), accessor="advocate.shown_name", url_name="invitations:one"),
            Column("friend", label=_("Friend"), accessor="friend.shown_name"),
            Column("helped", label=_("What the friend did"), accessor=lambda one: BY_WORDS.get(one.qualified_by, "")),
            DateColumn("moved_at", label=_("Waits since")),
        ]


def _held(request: HttpRequest, pk: int) -> Referral:
    require(policy.can_decide(request.user))
    return get_object_or_404(Referral.objects.select_related("advocate", "friend"), pk=pk, state=State.HELD)


def _looked(by: Any, referral: Referral) -> bool:
    looks = Look.objects.filter(member=referral.advocate, by=by, last_at__gt=now() - AN_HOUR)
    return any({Section.FRIENDS, Section.ALL} & set(look.what) for look in looks)


@require_safe
def one(request: Any, pk: int) -> HttpResponse:
    """Whoever opens it says so first: both members see that somebody looked."""
    referral = _held(request, pk)
    about: dict[str, Any] = {"subject_kind": referral.subject.kind, "subject_id": referral.pk}
    looked = request.user.pk == referral.advocate_id or _looked(request.user, referral)
    first = Decision.objects.filter(**about, of_appeal=False).select_related("by").first()
    appeal = Appeal.objects.filter(**about).first()
    context = {"referral": referral, "looked": looked, "first": first, "appeal": appeal, "reasons": REFUSALS.items()}
    context |= {"signs": list(Sign.objects.filter(**about).order_by("-points")), "did": BY_WORDS.get(referral.qualified_by, "")}
    context["verdict"] = policy.can_decide_again(request.user, first) if first else policy.can_decide(request.user)
    return render(request, "desk/invitation.html", context)


@require_POST
def look(request: Any, pk: int) -> HttpResponse:
    referral = _held(request, pk)
    for member in (referral.advocate, referral.friend):
        with override(member.language):  # they read it among who looked
            because = _("An invitation is being looked at")
        loyalty.note_look([member.pk], what=[Section.FRIENDS], because=because, by=request.user)
    return redirect("invitations:one", pk)


@require_POST
def decide(request: Any, pk: int) -> HttpResponse:
    referral = _held(request, pk)
    refusal = "" if request.POST.get("fair") else request.POST.get("reason", "nothing")
    actions.decide(referral, refusal=refusal, by=request.user)
    messages.success(request, _("Refused, and told with the reason.") if refusal else _("Approved, and rewarded."))
    following = Referral.objects.filter(state=State.HELD).order_by("moved_at").first()
    return redirect("invitations:one", following.pk) if following else redirect("invitations:index")


class InvitationViewSet(ModelViewSet):
    model = Referral
    name = "invitations"
    icon = "group"
    menu_label = gettext_lazy("Invitations")
    menu_order = 310
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["state"]
    index_view_class = HeldView

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name in ("index", "index_results")] + [
            path("<int:pk>/", one, name="one"),
            path("<int:pk>/look/", look, name="look"),
            path("<int:pk>/decide/", decide, name="decide"),
        ]
