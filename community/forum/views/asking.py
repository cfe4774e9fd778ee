from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.verdict import require

from .. import actions, policy
from ..forms import AskForm, EditQuestionForm
from ..models import Product, Question
from . import door


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form is open to guests: they sign in when they send it, and find it filled when they come back."""
    if request.method == "POST":
        return _post(request)
    products = list(Product.objects.all())
    form = AskForm(initial=_begun(request, products), offered=products, auto_id="ask-%s")
    return render(request, "forum/ask.html", {"form": form, "kept": bool(door.kept_text(request, request.path))})


def _begun(request: HttpRequest, products: list[Product]) -> dict[str, Any]:
    """What the form begins with: what was typed before signing in, else what the address says."""
    if kept := door.kept_text(request, request.path):
        return kept
    wanted = request.GET.get("product", "")
    chosen = [str(product.pk) for product in products if product.slug == wanted]
    return {"title": request.GET.get("title", "")[:150], "products": chosen}


@door.members_only
def _post(request: door.Request) -> HttpResponse:
    form = AskForm(request.POST, offered=Product.objects.all(), auto_id="ask-%s")
    status = 400
    if form.is_valid():
        try:
            asked = actions.ask_question(**form.words(), submission=form.said.get("submission"), by=request.user)
        except ValidationError as problem:
            status = form.put(problem)
        else:
            door.forget_text(request)
            messages.success(request, _("Your question is out. You will hear when somebody answers."))
            return door.to(asked)
    return render(request, "forum/ask.html", {"form": form}, status=status)


def edit_question(request: door.Request, question: Question) -> HttpResponse:
    """Change a question: the same fields as asking, and why."""
    require(policy.can_edit(request.user, question))
    products = list(Product.objects.all())
    if request.method != "POST":
        form = EditQuestionForm.of(question, offered=products)
        form.initial.update(door.kept_text(request, request.path))
        return _edit_page(request, question, form)
    form = EditQuestionForm(request.POST, offered=products)
    if status := form.refusal(
        lambda: actions.edit_question(question, **form.words(), reason=form.said["reason"], by=request.user)
    ):
        return _edit_page(request, question, form, status)
    door.forget_text(request)
    question.refresh_from_db()
    return door.to(question)


def _edit_page(request: HttpRequest, question: Question, form: EditQuestionForm, status: int = 200) -> HttpResponse:
    return render(request, "forum/edit_question.html", {"form": form, "question": question}, status=status)
