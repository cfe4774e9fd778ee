from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from . import identity
from . import theme as themes

PROOF = "ar"  # the right-to-left proof: under test and DEBUG, never offered


def languages() -> list[tuple[str, str]]:
    """(code, the language's own name) of those a visitor may choose."""
    return [(code, LANG_INFO[code]["name_local"]) for code, _name in settings.LANGUAGES if code != PROOF]


def frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs on every page; asks for nothing but who looks, here and not while the page is drawn."""
    if viewer := getattr(request, "user", None):
        viewer.is_authenticated  # noqa: B018 - a lazy object: this loads it
    theme = request.COOKIES.get("theme", "")
    brand = identity.current()
    return {
        "brand_name": brand.name,
        "logo": brand.logo,
        "terms_version": brand.terms,
        "guidelines_version": brand.guidelines,
        "theme": theme if theme in ("light", "dark") else "",
        "colours": themes.current(),
        "site_url": settings.SITE_URL,
        "languages": languages(),
        "language": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "here": request.get_full_path(),
    }
