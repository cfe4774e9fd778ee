from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.members import consent
from community.members.models import Member
from community.members.requests import MemberRequest
from engagement.credit.shown import state_of, unit_name
from engagement.recognition import why
from engagement.recognition.requests import cursor_of, older_url

from .. import between, evidence, met, rules
from ..bodies import document, profile_of
from ..models import Contact, Keeper, Look
from ..tiers import membership_of

OPEN, LOOKS = 10, 3  # lines of a section; the history page has all
PEOPLE_HELPED = "people_helped"


@login_required
@require_safe
def loyalty_profile(request: MemberRequest) -> HttpResponse:
    profile = profile_of(request.user)
    body = profile.body
    language = dict(settings.LANGUAGES).get(request.user.language, request.user.language)
    context = {"profile": profile, "numbers": _numbers(body), "language_name": language, **_beside(body)}
    context |= {"standing": why.standing_of(request.user), "membership": membership_of(request.user)}
    context["rewards"] = body.get("rewards")
    context |= _between(request.user)
    if unit := unit_name():
        context["balance"] = {"unit": unit, "state": state_of(request.user)}
    return render(request, "loyalty/profile.html", context)


def _between(member: Member) -> dict[str, Any]:
    """What is read from rows in the moment: where they met, what is open, who looked, what was allowed."""
    open_, ways = between.with_the_team(member)
    return {
        "open_cases": open_[:OPEN],
        "ways": ways,
        "bought": met.bought_by(member),
        "places": met.places_of(member),
        "open_contacts": list(Contact.objects.about(member).still_open()[:OPEN]),
        "keeper": Keeper.objects.now_of(member),
        "looks": list(Look.objects.at(member)[:LOOKS]),
        "agreed": consent.agreed(member),
        "quiet": _hours(*member.quiet_hours),
    }


def _hours(start: int, end: int) -> str:
    return "" if start == end else f"{start:02}:00 – {end:02}:00"


def _numbers(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The counted numbers with their words, in order; what is nought stands too: it is true."""
    given = body.get("contribution", {})
    return [{"number": number, "value": given.get(number.key, 0)} for number in rules.NUMBERS]


def _beside(body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("contribution", {})
    imported = given.get("imported_marks") or {}
    return {
        "people_helped": given.get(PEOPLE_HELPED, 0),
        "badges_count": len(body.get("badges", [])),
        "owned_count": len(body.get("products", [])),
        "imported": imported,
        "imported_until": date.fromisoformat(imported["until"]) if imported.get("until") else None,
    }


@login_required
@require_safe
def facts(request: MemberRequest, key: str) -> HttpResponse:
    found = evidence.facts_behind(key, request.user)
    if found is None:
        raise Http404
    told, older = evidence.page_of(found, request.user, before=cursor_of(request))
    label = rules.BY_KEY[key].label if key in rules.BY_KEY else _("People helped")
    return render(request, "loyalty/facts.html", {"told": told, "older_url": older_url(older), "label": label})


@login_required
@require_safe
def download(request: MemberRequest) -> HttpResponse:
    response = JsonResponse(document(profile_of(request.user)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="loyalty-profile.json"'
    return response
