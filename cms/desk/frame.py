"""What stands around every screen of the desk is drawn once for a while, not for each page.

It is the CMS's own frame, and an empty page in it costs several plain pages. What it shows follows from the rights somebody
has, their language, address, picture, how they like the CMS to look and what they have put away, and from the brand's mark;
the pages themselves ask again who may see them.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.admin.templatetags import wagtailadmin_tags as theirs
from wagtail.users.models import UserProfile

from community.frame import identity
from community.frame.prepared import ask
from community.frame.stencils import Stencil, hole

FOR = 60  # seconds: which pages a group may edit is not in the key
MOST = 200
HOLES = ("title", "css", "js", "content")
TOKEN = re.compile(r'(?<="CSRF_TOKEN": ")\w+(?=")')
_drawn = theirs.sidebar_props
_kept: dict[Any, tuple[float, Any]] = {}


def around(request: Any, **parts: str) -> SafeString:
    """The whole page: the frame with these parts (HOLES) in it. What is told once (messages) is drawn for this page alone."""
    told = getattr(request, "_messages", ())
    shell = _shell(request) if len(told) else _keep(("shell", *_looks(request)), lambda: _shell(request))
    return shell.fill({**parts, "token": get_token(request)})


def _shell(request: Any) -> Stencil:
    drawn = render_to_string("desk/shell.html", {name: hole(name) for name in HOLES}, request)
    return Stencil(TOKEN.sub(hole("token"), drawn))


def sidebar_props(context: Any) -> str:
    return _keep(_who(context["request"].user), lambda: _drawn(context))


def _keep(key: Any, draw: Callable[[], Any]) -> Any:
    now = time.monotonic()
    until, found = _kept.get(key, (0.0, None))
    if until < now:
        found = draw()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = now + FOR, found
    return found


def _who(user: Any) -> Any:
    profile = getattr(user, "wagtail_userprofile", None)
    put_away = repr(profile.dismissibles) if profile else ""
    rights = frozenset(user.get_all_permissions()), user.group_names, user.is_superuser, user.on_duty
    return user.pk, user.get_username(), user.avatar, get_language(), put_away, rights


def _looks(request: Any) -> Any:
    profile = getattr(request.user, "wagtail_userprofile", None)
    chosen = (profile.theme, profile.contrast, profile.density, profile.keyboard_shortcuts) if profile else ()
    return *_who(request.user), chosen, request.COOKIES.get("wagtail_sidebar_collapsed", "0"), identity.current()


def remember_profile(member: Any) -> None:
    """How somebody likes the CMS to look is asked for on every screen of it: by a query that is compiled once."""
    member._state.fields_cache["wagtail_userprofile"] = next(iter(ask(_profile, member.pk)), None)


def _profile(pk: int) -> QuerySet[UserProfile]:
    return UserProfile.objects.filter(user=pk)


def stand_in() -> None:
    """In the place of the CMS's own tag."""
    theirs.register.simple_tag(sidebar_props, takes_context=True)
