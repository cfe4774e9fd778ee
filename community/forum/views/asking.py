from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.frame import identity
from community.verdict import require

from .. import actions, owning, policy, promise
from ..forms import AskForm, EditQuestionForm
from ..models import Product, Question
from . import door, drafts
from .composing import preview_of
from .photos import with_picture


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form is open to guests: they sign in when they send it, and find it filled when they come back."""
    if "preview" in request.POST:
        form = with_picture(request, _form(request, request.POST))
        return preview_of(request, form, lambda html: _ask_page(request, form, preview=html))
    if request.method == "POST":
        return _post(request)
    begun = drafts.begun(request, "ask")
    form = _form(request)
    form.initial = begun or _asked_for(request, form.offered.values())
    return _ask_page(request, form, kept=bool(begun))


def _form(request: HttpRequest, said: QueryDict | None = None) -> AskForm:
    """The form with all products, those of who asks first."""
    return AskForm(said, offered=Product.objects.all(), own=owning.products_of(request.user.pk or 0), auto_id="ask-%s")


def _asked_for(request: HttpRequest, products: Iterable[Product]) -> dict[str, Any]:
    """What the address says of the question to come; `about` is the path of the page it is asked about."""
    wanted = request.GET.get("product", "")
    chosen = [str(product.pk) for product in products if product.slug == wanted]
    said = {"title": request.GET.get("title", "")[:150], "products": chosen}
    about = request.GET.get("about", "")[:300]
    if about.startswith("/") and not about.startswith("//") and about.isprintable():
        said["body"] = "\n\n" + _("It is about %(page)s") % {"page": settings.SITE_URL + about}
    return said


def _ask_page(request: HttpRequest, form: AskForm, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = request.user.is_authenticated and Question.objects.filter(author=request.user).exists()
    soon = {"promise": identity.current().promise, "usual": promise.usual()}
    return render(request, "forum/ask.html", {"form": form, "place": "ask", "first": not asked} | soon | more, status=status)


@door.members_only
def _post(request: door.Request) -> HttpResponse:
    form = with_picture(request, _form(request, request.POST))
    status = 400
    if form.is_valid():
        try:
            asked = actions.ask_question(**form.words(), submission=form.said.get("submission"), by=request.user)
        except ValidationError as problem:
            status = form.put(problem)
        else:
            drafts.sent(request, "ask", form)
            said = _("Your question is out. You will hear when somebody answers.") if asked.is_published else door.waits()
            return door.sent(request, asked, form, said)
    return _ask_page(request, form, status=status)


def edit_question(request: door.Request, question: Question) -> HttpResponse:
    """Change a question: the same fields as asking, and why."""
    require(policy.can_edit(request.user, question))
    products = list(Product.objects.all())
    if request.method != "POST":
        form = EditQuestionForm.of(question, offered=products)
        form.initial.update(drafts.begun(request, f"edit:question:{question.pk}"))
        return _edit_page(request, question, form)
    form = with_picture(request, EditQuestionForm(request.POST, offered=products))
    if "preview" in request.POST:
        return preview_of(request, form, lambda html: _edit_page(request, question, form, preview=html))
    if status := form.refusal(
        lambda: actions.edit_question(question, **form.words(), reason=form.said["reason"], by=request.user)
    ):
        return _edit_page(request, question, form, status)
    drafts.sent(request, f"edit:question:{question.pk}", form)
    question.refresh_from_db()
    return door.sent(request, question, form, _("Your change is saved."))


def _edit_page(request: HttpRequest, question: Question, form: EditQuestionForm, status: int = 200, **more: str) -> HttpResponse:
    context = {"form": form, "question": question, "place": f"edit:question:{question.pk}"}
    return render(request, "forum/edit_question.html", context | more, status=status)
