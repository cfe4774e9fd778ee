from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from community.forum.models import Category, Product
from community.frame.templatetags.frame import avatar_url
from community.members.models import Member
from community.members.policy import can_merge
from community.moderation.models import Phrase
from community.moderation.policy import can_moderate
from community.screening.models import HeldWord
from engagement.cases.models import Case
from engagement.cases.policy import can_run_cases
from engagement.connections.models import Delivery, Endpoint, Shop
from engagement.connections.policy import can_run_connections
from engagement.credit.models import Terms
from engagement.credit.policy import can_keep_terms
from engagement.integrity.policy import can_decide
from engagement.loyalty.models import ProductCode, Programme, Proposal, Tier, Touchpoint
from engagement.loyalty.policy import can_keep_programme
from engagement.recognition.models import Badge
from engagement.recognition.policy import can_keep_badges
from engagement.referrals.models import Referral
from engagement.rewards.models import Reward
from engagement.rewards.policy import can_keep_rewards

from . import brand, insights, told
from .cases import CaseViewSet
from .catalogue import CatalogueGroup
from .endpoints import EndpointViewSet
from .guarded import Unguarded
from .invitations import InvitationViewSet
from .launch import screens as launch
from .launch.actions import can_launch
from .loyalty import LoyaltyGroup
from .members import MembersViewSet
from .models import Brand
from .moderation import ModerationViewSet, PhraseViewSet, WordViewSet
from .papers import PaperViewSet
from .rights import ByPolicy

for model in (Endpoint, Delivery, Shop):
    register_permission_policy(model, ByPolicy(model, can_run_connections))
for kept in (Programme, Tier, Touchpoint, ProductCode):
    register_permission_policy(kept, ByPolicy(kept, can_keep_programme))
register_permission_policy(Case, ByPolicy(Case, can_run_cases))
for listed in (HeldWord, Phrase):
    register_permission_policy(listed, ByPolicy(listed, can_moderate, deletes=True))
register_snippet(WordViewSet)
register_snippet(PhraseViewSet)
for place in (Category, Product):
    register_permission_policy(place, ByPolicy(place, can_launch))
register_permission_policy(Referral, ByPolicy(Referral, can_decide))
register_permission_policy(Proposal, ByPolicy(Proposal, can_merge))
register_permission_policy(Terms, ByPolicy(Terms, can_keep_terms))
register_permission_policy(Badge, ByPolicy(Badge, can_keep_badges))
register_permission_policy(Reward, ByPolicy(Reward, can_keep_rewards))


@hooks.register("register_admin_viewset")
def members() -> MembersViewSet:
    return MembersViewSet()


@hooks.register("register_admin_viewset")
def invitations() -> InvitationViewSet:
    return InvitationViewSet()


@hooks.register("register_admin_viewset")
def endpoints() -> EndpointViewSet:
    return EndpointViewSet()


@hooks.register("register_admin_viewset")
def loyalty() -> LoyaltyGroup:
    return LoyaltyGroup()


@hooks.register("register_admin_urls")
def facts_from_a_file() -> list[Any]:
    return told.urlpatterns


@hooks.register("register_admin_urls")
def figures() -> list[Any]:
    return insights.urlpatterns


@hooks.register("register_admin_menu_item")
def figures_in_the_menu() -> insights.InsightsMenuItem:
    return insights.InsightsMenuItem()


@hooks.register("register_admin_viewset")
def cases() -> CaseViewSet:
    return CaseViewSet()


@hooks.register("register_admin_viewset")
def catalogue() -> CatalogueGroup:
    return CatalogueGroup()


@hooks.register("register_admin_urls")
def first_steps() -> list[Any]:
    return launch.urlpatterns


@hooks.register("register_admin_menu_item")
def first_steps_item() -> launch.LaunchMenuItem:
    return launch.LaunchMenuItem()


@hooks.register("construct_homepage_panels")
def first_steps_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Until everything is done."""
    if can_launch(request.user):
        panel = launch.LaunchPanel()
        if panel.get_context_data()["following"]:
            panels.insert(0, panel)
    if (late := launch.LatePanel()).questions:
        panels.insert(0, late)


@hooks.register("register_admin_viewset")
def moderation() -> ModerationViewSet:
    return ModerationViewSet()


@hooks.register("construct_homepage_panels")
def say_when_unguarded(request: HttpRequest, panels: list[Any]) -> None:
    if not settings.STAFF_SECOND_FACTOR:
        panels.append(Unguarded())


@hooks.register("insert_global_admin_css")
def our_layout() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_css")
def mark_in_the_tab() -> str:
    return format_html('<link rel="icon" href="{}" type="image/svg+xml">', static("icons/mark.svg"))


@hooks.register("insert_global_admin_css")
def links_in_sentences() -> SafeString:
    """In the CMS's dark colours a link in a sentence could be told from it by nothing."""
    return mark_safe("<style>main :is(p, dd, li) > a:not([class]) { text-decoration: underline }</style>")


@hooks.register("get_avatar_url")
def face(user: Member, size: int) -> str | None:
    """The member's own picture, also in the CMS."""
    return avatar_url(user, size) if user.avatar else None


@hooks.register("register_account_menu_item")
def own_settings(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("settings"),
        "label": _("Your profile and sign-in"),
        "help_text": _("Name, picture, e-mail address, password, passkeys and devices are set on the site."),
    }


@hooks.register("after_edit_setting")
def wear_the_new_colours(request: HttpRequest, setting: Any) -> None:
    if isinstance(setting, Brand):
        brand.forget()


register_snippet(PaperViewSet)
