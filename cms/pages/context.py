from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from . import kept


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the items an editor put on top and at the foot. Kept ready: no query, and only where they are shown."""
    return {"menus": SimpleLazyObject(lambda: kept.site().menus_in(get_language() or "en"))}
