from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs on every page; asks the database nothing."""
    theme = request.COOKIES.get("theme", "")
    return {
        "brand_name": settings.BRAND_NAME,
        "theme": theme if theme in ("light", "dark") else "",
        "site_url": settings.SITE_URL,
    }
