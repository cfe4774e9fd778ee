from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from community.frame import cards
from community.frame.found import canonical
from community.members.requests import MemberRequest

from . import catalogue, rules, why
from .models import Badge
from .requests import cursor_of, older_url


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    shelves = catalogue.shelves(request.user)
    lines = [line for shelf in shelves for line in shelf.lines]
    counts = {"held": sum(1 for line in lines if line.award), "all": len(lines)}
    return render(request, "recognition/badges.html", {"shelves": shelves, "counts": counts})


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Badge.objects.select_related("rule"), slug=slug)
    line = catalogue.lines_for(request.user, [found])[0]
    awards, older = catalogue.newest_holders(found, request.user, before=cursor_of(request))
    evidence = catalogue.evidence_of(line.award, request.user)
    before = request.GET.get("before", "")
    given = catalogue.given_to(request.user, found)
    context = {
        "given": given,
        "badge": found,
        "line": line,
        "awards": awards,
        "evidence": evidence,
        "older_url": older_url(older),
    }
    picture = f"{reverse('badge_picture', args=[found.slug])}?v={_card_of(found).version}"
    context |= {"thin": bool(before), "address": canonical(request.path, before=before), "picture": picture}
    return render(request, "recognition/badge.html", context)


@require_safe
def badge_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = get_object_or_404(Badge.objects.select_related("rule"), slug=slug)
    return cards.serve(request, _card_of(found))


def _card_of(badge: Badge) -> cards.Card:
    """How a badge shows itself elsewhere, in the site's language."""
    with override(settings.LANGUAGE_CODE):
        return cards.Card(title=badge.full_name, line=badge.sentence, badge=(badge.shape, badge.metal, badge.glyph))


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    standing = why.standing_of(request.user) if request.user.is_authenticated else None
    ladder = catalogue.ladder(standing.amount if standing else None)
    return render(request, "recognition/levels.html", {"ladder": ladder, "standing": standing, "words": rules.RULE_WORDS})


@login_required
@require_safe
def why_level(request: MemberRequest) -> HttpResponse:
    only_taken_back = request.GET.get("show") == "taken-back"
    gains, older = why.gains(request.user, only_taken_back=only_taken_back, before=cursor_of(request))
    further = older_url(older, show="taken-back" if only_taken_back else "")
    context = {"gains": gains, "older_url": further, "only_taken_back": only_taken_back, **_about(request)}
    return render(request, "recognition/why.html", context)


def _about(request: MemberRequest) -> dict[str, Any]:
    """What stands above the gains and beside them."""
    standing = why.standing_of(request.user)
    open_badges = list(Badge.objects.active().in_order().select_related("rule"))
    asked = [one for one in open_badges if one.slug == request.GET.get("badge")]
    return {
        "standing": standing,
        "reached_at": why.reached_at(request.user, standing.level),
        "way": rules.way_in_words(standing.level.number, standing.share),
        "kinds": why.kinds(request.user),
        "badges": open_badges,
        "asked": catalogue.lines_for(request.user, asked)[0] if asked else None,
    }
