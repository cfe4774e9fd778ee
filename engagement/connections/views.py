from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from community.verdict import Refused

from . import actions
from .models import Shop


@csrf_exempt
@require_POST
def shop_hook(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a shop's webhooks go. Answers in JSON: nobody reads it but the shop's log."""
    shop = get_object_or_404(Shop, slug=slug)
    topic, signature = request.headers.get("X-Shopify-Topic", ""), request.headers.get("X-Shopify-Hmac-Sha256", "")
    try:
        taken = actions.hear_from_shop(shop, topic=topic, body=request.body, signature=signature)
    except Refused as problem:
        return JsonResponse({"title": str(problem.reason), "status": problem.status}, status=problem.status)
    return JsonResponse({"items": [asdict(one) for one in taken]})
