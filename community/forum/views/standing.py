"""An author takes a text back, and brings it again. What the team takes away is moderation's."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions
from . import door


@door.members_only
@require_POST
def delete(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    actions.delete_text(text, by=request.user)
    messages.success(
        request, _("Deleted. You can undo this where it stood."), extra_tags=reverse("text_undelete", args=[kind, pk])
    )
    return door.to(text)


@door.members_only
@require_POST
def undelete(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    actions.undelete_text(text, by=request.user)
    messages.success(request, _("It stands again."))
    return door.to(text)
