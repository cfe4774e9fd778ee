"""People who may be known twice: what is known of both side by side, one decision. Every act is a POST and an action."""

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

from community.members.policy import can_merge
from community.verdict import require
from engagement.loyalty import actions, alike, policy
from engagement.loyalty.models import Look, Proposal, Section

AN_HOUR = timedelta(hours=1)


def signs_of(proposal: Proposal) -> list[str]:
    return [str(alike.SIGNS[sign]) for sign in proposal.signs if sign in alike.SIGNS]


class ProposalIndexView(IndexView):
    page_title = gettext_lazy("Known twice?")
    default_ordering = "found_at"
    is_searchable = False
    is_export = False
    paginate_by = 50

    def get_base_queryset(self) -> QuerySet[Proposal]:
        waiting = Proposal.objects.filter(state=Proposal.State.OPEN, other__merged_into=None, other__erased_at=None)
        return waiting.filter(member__merged_into=None, member__erased_at=None).select_related("other", "member")

    def get_add_url(self) -> None:
        return None

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("other", label=_("Without an account"), accessor="other.shown_name", url_name="proposals:one"),
            Column("member", label=_("May be"), accessor="member.shown_name"),
            Column("signs", label=_("Because"), accessor=lambda one: " ".join(signs_of(one))),
            DateColumn("found_at", label=_("Since")),
        ]


def _open(request: HttpRequest, pk: int) -> Proposal:
    require(can_merge(request.user))
    return get_object_or_404(Proposal.objects.select_related("other", "member"), pk=pk, state=Proposal.State.OPEN)


def _looked(by: Any, proposal: Proposal) -> bool:
    looks = Look.objects.filter(member=proposal.member, by=by, last_at__gt=now() - AN_HOUR)
    return any({Section.PURCHASES, Section.ALL} & set(look.what) for look in looks)


@require_safe
def one(request: Any, pk: int) -> HttpResponse:
    """Whoever opens it says so first: the member sees that somebody looked."""
    proposal = _open(request, pk)
    verdict = policy.can_decide_proposal(request.user, proposal)
    looked = bool(verdict) and _looked(request.user, proposal)
    context = {"proposal": proposal, "looked": looked, "verdict": verdict, "reasons": Proposal.Reason.choices}
    context |= {"signs": signs_of(proposal), "lines": alike.compared(proposal) if looked else []}
    return render(request, "desk/proposal.html", context)


@require_POST
def look(request: Any, pk: int) -> HttpResponse:
    proposal = _open(request, pk)
    require(policy.can_decide_proposal(request.user, proposal))
    with override(proposal.member.language):  # they read it among who looked
        because = _("Whether somebody another system knows is you")
    both = [proposal.member_id, proposal.other_id]
    actions.note_look(both, what=[Section.PURCHASES], because=because, by=request.user)
    return redirect("proposals:one", pk)


@require_POST
def decide(request: Any, pk: int) -> HttpResponse:
    proposal = _open(request, pk)
    if request.POST.get("same"):
        actions.accept_proposal(proposal, by=request.user)
        messages.success(request, _("They are one from now on; what counts moves along."))
    else:
        actions.decline_proposal(proposal, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("They stay two, and are not proposed again."))
    return redirect("proposals:index")


class ProposalViewSet(ModelViewSet):
    model = Proposal
    name = "proposals"
    icon = "group"
    menu_label = gettext_lazy("Known twice?")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["state"]
    index_view_class = ProposalIndexView

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name in ("index", "index_results")] + [
            path("<int:pk>/", one, name="one"),
            path("<int:pk>/look/", look, name="look"),
            path("<int:pk>/decide/", decide, name="decide"),
        ]
