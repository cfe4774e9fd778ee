"""The moderators' queue: what was reported or is held, one click each; appeals; and everything that was decided.

Every act is a POST and an action of community.moderation. Everything works without scripts; queue.js adds keys.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages as admin_messages
from wagtail.admin.messages import button

from community.members.requests import number_of
from community.moderation import actions, policy, queue, ready, rules, told, welcome
from community.moderation.models import Appeal, Decision, Item, Phrase, text_of
from community.verdict import Refused, require


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(policy.can_moderate(request.user))
        return view(request, *args, **kwargs)

    return inner


def frame(tab: str, *, author: int | None = None) -> dict[str, Any]:
    """What stands around every tab: its numbers (also those of an author), and the reasons with their letters."""
    reasons = [(key, label, rules.LETTERS[key]) for key, label in rules.REASONS.items()]
    return {"tab": tab, "counts": queue.counts(author=author), "reasons": reasons, "most": queue.COUNTED, "now": now()}


@require_safe
@guarded
def waiting(request: Any) -> HttpResponse:
    """The list with one thing whole beside it: the one that was chosen, else the first."""
    after = number_of(request.GET.get("after", ""))
    rows, more = queue.page_of(after=after)
    chosen = number_of(request.GET.get("item", ""))
    item = next((row.item for row in rows if row.item.pk == chosen), None)
    if chosen and item is None:
        item = Item.objects.select_related("author", "question", "taken_by").filter(pk=chosen, decided_at=None).first()
    item = item or (rows[0].item if rows else None)
    detail = queue.detail_of(item) if item else None
    context = frame("waiting", author=detail.text.author_id if detail else None) | {
        "rows": rows,
        "more": more,
        "after": after,
        "detail": detail,
        "chosen": chosen,
        "done": _just_done(request),
        "verdict": policy.can_judge(request.user, detail.text) if detail else None,
    }
    if detail:
        context |= {"phrases": ready.phrases(), "days": rules.DAYS}
    context["following"] = _behind(item, rows)
    if not rows:
        context["last"] = Item.objects.done().values_list("decided_at", flat=True).first()
    return render(request, "desk/moderation/waiting.html", context)


def _behind(item: Item | None, rows: list[queue.Row]) -> int:
    """The next one of the page, 0 behind the last."""
    ids = [row.item.pk for row in rows]
    at = ids.index(item.pk) if item and item.pk in ids else -1
    return ids[at + 1] if at + 1 < len(ids) else 0


def _just_done(request: HttpRequest) -> Decision | None:
    """What was decided a moment ago and can be taken back here."""
    pk = number_of(request.GET.get("done", ""))
    found = Decision.objects.filter(pk=pk, by=request.user.pk, undone_by=None).first() if pk else None
    return found if found and found.act in policy.UNDONE_BY else None


def _back(request: HttpRequest, **more: Any) -> HttpResponseRedirect:
    """To the list where one was, with the next thing chosen."""
    wanted = {"after": number_of(request.POST.get("after", "")), **more}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return HttpResponseRedirect(f"{reverse('moderation:index')}{'?' if query else ''}{query}")


def _next_after(item: Item) -> int | None:
    rows, _more = queue.page_of(after=item.pk)
    return rows[0].item.pk if rows else None


@require_POST
@guarded
def decide(request: Any, pk: int) -> HttpResponse:
    """Keep, hide, approve or refuse: one click. What somebody else decided meanwhile is said, and the next one comes."""
    item = get_object_or_404(Item, pk=pk)
    following = _next_after(item) if request.POST.get("next") else None
    try:
        decision = _act(request, item)
    except Refused as problem:
        if problem.status not in (404, 409):
            raise
        messages.warning(request, str(problem.reason))
        return _back(request, item=following)
    except ValidationError as problem:
        for said in problem.messages:
            messages.error(request, said)
        return _back(request, item=pk)
    return _back(request, item=following, done=decision.pk)


def _act(request: Any, item: Item) -> Decision:
    sent, by = request.POST, request.user
    act = sent.get("act", "")
    if act == "keep":
        return actions.keep(item, by=by)
    text = text_of(item.kind, item.text_id)
    if text is None:
        raise Refused(_("This is not here any more."), status=404)
    said: dict[str, Any] = {"reason": sent.get("reason") or item.reason or "other", "words": _words(sent), "item": item, "by": by}
    if act == "hide":
        return actions.hide(text, **said)
    if act == "suspend":
        return actions.hide_and_suspend(text, days=number_of(sent.get("days", "")) or 0, **said)
    raise ValidationError(_("Choose what to do with it."))


def _words(sent: Any) -> str:
    """What was written, else the message that was chosen."""
    note = str(sent.get("note", ""))
    phrase = number_of(sent.get("phrase", ""))
    if note.strip() or phrase is None:
        return note
    return Phrase.objects.filter(pk=phrase).values_list("words", flat=True).first() or ""


@require_POST
@guarded
def many(request: Any) -> HttpResponse:
    """One act with one reason for all that were chosen; each is decided by itself, as if it had been alone."""
    chosen = {pk for sent in request.POST.getlist("item") if (pk := number_of(sent)) is not None}
    if request.POST.get("act") not in ("keep", "hide") or not 0 < len(chosen) <= queue.PAGE:
        messages.error(request, _("Choose texts of this page, and what to do with them."))
        return _back(request)
    done, refused = 0, Counter[str]()
    for item in Item.objects.filter(pk__in=chosen).order_by("pk"):
        try:
            _act(request, item)
        except ValidationError as problem:
            refused.update(problem.messages)
        except Refused as problem:
            refused[str(problem.reason)] += 1
        else:
            done += 1
    if done:
        said = ngettext("%(n)s is decided.", "%(n)s are decided.", done) % {"n": done}
        mine = button(f"{reverse('moderation:done')}?by={request.user.pk}", _("See them, and take back"))
        admin_messages.success(request, said, buttons=[mine])
    for reason, number in refused.items():
        messages.warning(request, f"{number}: {reason}")
    return _back(request)


@require_POST
@guarded
def take(request: Any, pk: int) -> HttpResponse:
    """Somebody looks at it now: their name stands there for half an hour."""
    try:
        actions.take(get_object_or_404(Item, pk=pk), by=request.user)
    except Refused as problem:
        messages.warning(request, str(problem.reason))
    return _back(request, item=pk)


@require_POST
@guarded
def undo(request: Any, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision, pk=pk)
    actions.undo(decision, by=request.user)
    messages.success(request, _("Taken back. Everything is as it was before."))
    item = Item.objects.filter(kind=decision.kind, text_id=decision.text_id or 0, decided_at=None).first()
    return _back(request, item=item.pk if item else None)


# --- newcomers -----------------------------------------------------------------------------------------------------


@require_safe
@guarded
def newcomers(request: Any) -> HttpResponse:
    """What people wrote first who joined in the last two weeks: to be read and greeted, nothing has to be decided."""
    rows, more = welcome.page_of(before=number_of(request.GET.get("before", "")))
    return render(request, "desk/moderation/newcomers.html", frame("newcomers") | {"rows": rows, "more": more})


# --- appeals -------------------------------------------------------------------------------------------------------


@require_safe
@guarded
def appeals(request: Any) -> HttpResponse:
    rows = list(queue.appeals()[: queue.PAGE])
    chosen = number_of(request.GET.get("item", ""))
    appeal = next((row for row in rows if row.pk == chosen), rows[0] if rows else None)
    context = frame("appeals") | {"rows": rows, "appeal": appeal, "chosen": chosen}
    if appeal:
        context |= told.page_of(appeal.decision)
        others = actions.others_than(appeal.decision)
        context["verdict"] = policy.can_answer_appeal(request.user, appeal, others=others)
    return render(request, "desk/moderation/appeals.html", context)


@require_POST
@guarded
def answer(request: Any, pk: int) -> HttpResponse:
    appeal = get_object_or_404(Appeal, pk=pk)
    stands = request.POST.get("stands") == "1"
    try:
        actions.answer_appeal(appeal, stands=stands, words=request.POST.get("note", ""), by=request.user)
    except ValidationError as problem:
        for said in problem.messages:
            messages.error(request, said)
        return HttpResponseRedirect(f"{reverse('moderation:appeals')}?item={pk}")
    messages.success(request, _("It stands, and the member is told.") if stands else _("Taken back, and the member is told."))
    return HttpResponseRedirect(reverse("moderation:appeals"))
