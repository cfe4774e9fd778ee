"""Photos of texts: sent one by one, shown to whoever may read a text they stand in."""

import re
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.members import pictures
from community.verdict import Refused

from .. import actions
from ..forms import KeptForm
from ..models import Picture
from . import door

F = TypeVar("F", bound=KeptForm)
NAME = re.compile(r"([0-9a-f]{32})-[0-9]{1,5}x[0-9]{1,5}\.webp")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A photo, for an hour in this browser: what is taken down is soon gone from there, too."""
    found = NAME.fullmatch(name)
    if not found or not Picture.objects.visible_to(request.user).filter(key=found[1]).exists():
        raise Http404
    try:
        file = default_storage.open(pictures.photo_file(found[1]))
    except OSError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def add(request: door.Request) -> HttpResponse:
    """Keep a photo that was pasted, dropped or chosen; its address, or what is wrong with it."""
    if not request.user.is_authenticated:
        return JsonResponse({"problem": _("Sign in to add pictures.")}, status=401)
    upload = request.FILES.get("picture")
    if upload is None:
        return JsonResponse({"problem": _("Choose a picture first.")}, status=400)
    try:
        added = actions.add_picture(upload, by=request.user)
    except ValidationError as problem:
        return JsonResponse({"problem": problem.messages[0]}, status=400)
    except Refused as refused:
        return JsonResponse({"problem": str(refused.reason)}, status=refused.status)
    return JsonResponse({"address": added.get_absolute_url()})


def with_picture(request: HttpRequest, form: F) -> F:
    """Without scripts a photo comes with the form: it goes to the end of the text, also where the form is shown again."""
    upload = request.FILES.get("picture")
    if upload is None or not request.user.is_authenticated:
        return form
    try:
        added = actions.add_picture(upload, by=request.user)
    except ValidationError as problem:
        form.wrong_picture = problem.messages[0]
        return form
    data = request.POST.copy()
    data["body"] = f"{data.get('body', '').rstrip()}\n\n![{_('Picture')}]({added.get_absolute_url()})\n".lstrip()
    form.data = data
    return form
