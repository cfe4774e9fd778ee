"""What every view of the forum stands on: who is asking, which text is meant, what was typed is never lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from community.frame.prepared import ask, kind_of
from community.members.requests import MemberRequest
from community.verdict import Refused

from ..forms import TextForm
from ..gone import gone_or_unknown
from ..models import Answer, Comment, Question, QuestionQuerySet
from . import reading

KEPT = "kept"  # the key in a guest's session under which typed text waits for sign-in
KEPT_FIELDS = {"title": 1_000, "body": 30_000, "tags": 1_000, "note": 3_000, "reason": 1_000, "version": 1_000}  # characters
KEPT_PRODUCTS = 10
AN_HOUR = 3600


class Request(MemberRequest):
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    """A guest is led to sign-in and comes back to the place of the act; typed text waits in the session."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return to_sign_in(request, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest, **place: Any) -> HttpResponse:
    back, key = _way_back(request, **place)
    typed = {name: request.POST[name][:most] for name, most in KEPT_FIELDS.items() if request.POST.get(name, "").strip()}
    if typed:
        _keep(request, key, typed | {"products": [pk[:20] for pk in request.POST.getlist("products")[:KEPT_PRODUCTS]]})
    address = f"{reverse('account_login')}?next={quote(back)}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else HttpResponseRedirect(address)


def _keep(request: HttpRequest, key: str, typed: dict[str, Any]) -> None:
    """So often an hour and address (ACCOUNT_RATE_LIMITS): each guest is a row of the session table. Beyond, the page keeps it."""
    if not ratelimit.consume(request, action="keep_text"):
        said = _("Please wait a little and try again. Nothing you wrote is lost: go back, your text is still in the form.")
        raise Refused(said, status=429, retry_after=AN_HOUR)
    request.session[KEPT] = {key: typed}


def _way_back(request: HttpRequest, **place: Any) -> tuple[str, str]:
    """(the address to come back to, the key the text is kept under)"""
    if "question_id" in place:
        return reverse("question_short", args=[place["question_id"]]) + "#compose", f"question:{place['question_id']}"
    if "answer_id" in place:
        return reverse("answer", args=[place["answer_id"]]), f"answer:{place['answer_id']}"
    if "kind" not in place or request.method in ("GET", "HEAD") or _name_of(request) == "text_edit":
        return request.path, request.path
    if _name_of(request) == "comment_create" or place["kind"] not in ("question", "answer"):
        address = reverse("comments", args=[place["kind"], place["pk"]])
        return (address, address) if place["kind"] != "comment" else (reverse("questions"), "")
    name = "question_short" if place["kind"] == "question" else "answer"
    return reverse(name, args=[place["pk"]]), f"{place['kind']}:{place['pk']}"


def _name_of(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def unsent_note(request: HttpRequest, answer_ids: list[int]) -> str:
    """Words a guest had typed for one of these answers before signing in, which have no field of their own yet."""
    found = (request.session.get(KEPT, {}).get(f"answer:{pk}", {}) for pk in answer_ids)
    return next((str(kept.get("note") or kept.get("reason") or "") for kept in found if kept), "")


def kept_text(request: HttpRequest, key: str) -> dict[str, Any]:
    """What a guest had typed there before signing in."""
    return dict(request.session.get(KEPT, {}).get(key, {}))


def forget_text(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def get_question(request: HttpRequest, pk: int) -> Question:
    """The question, if the viewer may open it; else 410 or 404."""
    found = find_question(request, pk)
    if found is None:
        raise gone_or_unknown(Question.objects.filter(pk=pk).first())
    return found


def find_question(request: HttpRequest, pk: int) -> Question | None:
    """The question with its products and tags, if the viewer may open it. Two queries."""
    kind, number = kind_of(request.user)

    def wanted(pk: int, viewer: int) -> QuestionQuerySet:
        return Question.objects.visible_to(kind(viewer)).for_page().filter(pk=pk)

    found: Question | None = next(iter(ask(wanted, pk, number, shape=kind)), None)
    if found is not None:
        reading.read_places([found])
    return found


def get_answer(request: HttpRequest, pk: int) -> Answer:
    answers = Answer.objects.select_related("author", "question__author", "question__accepted", "question__accepted_by")
    found = answers.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise gone_or_unknown(Answer.objects.select_related("question").filter(pk=pk).first())
    return found


def get_comment(request: HttpRequest, pk: int) -> Comment:
    comments = Comment.objects.select_related("author", "question", "answer")
    found = comments.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise gone_or_unknown(Comment.objects.select_related("question", "answer").filter(pk=pk).first())
    return found


def get_text(request: HttpRequest, kind: str, pk: int) -> Question | Answer | Comment:
    if kind == "question":
        return get_question(request, pk)
    if kind == "answer":
        return get_answer(request, pk)
    if kind == "comment":
        return get_comment(request, pk)
    raise Http404


def get_commentable(request: HttpRequest, kind: str, pk: int) -> Question | Answer:
    """What a comment can stand under."""
    text = get_text(request, kind, pk)
    if isinstance(text, Comment):
        raise Http404
    return text


def question_of(text: Question | Answer | Comment) -> Question:
    return text if isinstance(text, Question) else text.question


def address_of(text: Question | Answer | Comment) -> str:
    """The place of a text on its question's page."""
    page = question_of(text).get_absolute_url()
    if isinstance(text, Question):
        return page
    return f"{page}#{'a' if isinstance(text, Answer) else 'c'}{text.pk}"


def to(text: Question | Answer | Comment) -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(text))


def waits() -> str:
    """What is said of a text that is held."""
    return _("Thank you. It has words in it that a person looks at first: you hear as soon as it is out.")


def sent(request: Request, text: Question | Answer | Comment, form: TextForm, words: str) -> HttpResponse:
    """A text was sent: to its place, with a word of it. A form that was sent by script is told where to go on."""
    messages.success(request, words, extra_tags=str(form.said.get("submission") or ""))
    if request.headers.get("accept") == "application/json":
        return JsonResponse({"to": address_of(text)})
    return to(text)
