from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import mailbox


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail the demo would have sent, to anyone: there is nobody real here."""
    return render(request, "demo/mail_list.html", {"mails": mailbox.newest()})


@require_safe
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    mail = mailbox.find(key)
    if mail is None:
        raise Http404(_("There is no such mail."))
    return render(request, "demo/mail_detail.html", {"mail": mail})
