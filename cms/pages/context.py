from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from . import kept


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the items an editor put on top and at the foot. Kept ready: no query; a fragment shows none."""
    if getattr(request, "htmx", False):
        return {}
    return {"menus": kept.site().menus_in(get_language() or "en")}
