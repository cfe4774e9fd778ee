from functools import cache
from typing import Any

from django.http import HttpRequest

from .actions import unread_count


def inbox(request: HttpRequest) -> dict[str, Any]:
    """`inbox_count` for the bell: one query, for members only, asked when a template shows it and once a page."""
    user = getattr(request, "user", None)

    @cache
    def count() -> int:
        return unread_count(user.pk) if user is not None and user.is_authenticated else 0

    return {"inbox_count": count}
