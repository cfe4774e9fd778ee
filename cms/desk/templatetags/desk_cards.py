"""Rows and forms of the desk, each from the stencil of its template (community.frame.stencils): a page draws fifty of them."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import localtime, now
from django.utils.translation import get_language

from community.frame.moments import span_in_words
from community.frame.stencils import Blank, hole, number, stencil
from community.moderation.queue import OF_AUTHOR

from .desk import marked

register = template.Library()


@register.simple_tag
def same_for_all(name: str, **context: Any) -> SafeString:
    """A template that says the same to everybody of a language; what it is given belongs to its shape."""
    shape = get_language(), *(tuple(value) if isinstance(value, list) else value for value in context.values())
    return stencil(name, shape, lambda: context).fill({})


@register.simple_tag(takes_context=True)
def moderation_head(context: Context) -> SafeString:
    """The heading and the ways to each tab, with how much waits there."""
    numbers = {name: "999+" if (n := context["counts"][name]) >= context["most"] else n for name in ("waiting", "appeals")}
    holes = {name: hole(name) for name in numbers}
    tab = context["tab"]
    return stencil("desk/moderation/head.html", (get_language(), tab), lambda: {"tab": tab, **holes}).fill(numbers)


@register.simple_tag(takes_context=True)
def many_form(context: Context) -> SafeString:
    """One act for all that were chosen."""
    after = context["after"]
    same = {"reasons": context["reasons"], "after": after and hole("after"), "csrf_token": hole("csrf")}
    values = {"after": after, "csrf": str(context["csrf_token"])}
    return stencil("desk/moderation/many.html", (get_language(), bool(after)), lambda: same).fill(values)


@register.simple_tag(takes_context=True)
def waiting_rows(context: Context) -> SafeString:
    """What waits, a row each; the one whose detail stands beside it is the current one."""
    detail, after = context["detail"], context["after"]
    current, viewer, moment = detail and detail.item.pk, context["user"].pk, now()
    token = str(context["csrf_token"])
    drawn = [
        _waiting_row(row, language=get_language(), current=row.item.pk == current, after=after, viewer=viewer).fill(
            {
                "pk": row.item.pk,
                "title": row.item.question.title,
                "excerpt": row.excerpt,
                "who": row.item.author.shown_name,
                "iso": row.item.opened_at.isoformat(timespec="seconds"),
                "since": span_in_words(moment - row.item.opened_at),
                "taker": row.item.taken_by.shown_name if row.item.taken_by else "",
                "after": after,
                "csrf": token,
            }
        )
        for row in context["rows"]
    ]
    return SafeString("".join(drawn))


def _waiting_row(row: Any, *, language: str | None, current: bool, after: int | None, viewer: int) -> Any:
    item = row.item
    taken = bool(item.is_taken and item.taken_by.pk != viewer)
    stands = {"kind": item.kind, "is_held": item.is_held, "reason": item.reason, "urgency": item.urgency}
    counts = {"reports_count": item.reports_count, "marks": tuple(range(len(item.marks)))}

    def blanks() -> dict[str, Any]:
        about = Blank(
            pk=number("pk"), question=Blank(title=hole("title")), author=Blank(shown_name=hole("who")), **stands, **counts
        )
        more = {"current": current, "taker": hole("taker") if taken else "", "after": after and hole("after")}
        return {
            "item": about,
            "excerpt": hole("excerpt"),
            "iso": hole("iso"),
            "since": hole("since"),
            "csrf_token": hole("csrf"),
        } | more

    shape = language, current, taken, bool(after), *stands.values(), *counts.values()
    return stencil("desk/moderation/row.html", shape, blanks)


@register.simple_tag(takes_context=True)
def item_detail(context: Context) -> SafeString:
    """The thing whose detail is shown: its words, why it is here, who wrote it, and what can be done."""
    detail, after, verdict, counts = context["detail"], context["after"], context["verdict"], context["counts"]
    item, text, author = detail.item, detail.text, detail.text.author
    taken = "" if not item.is_taken else "own" if item.taken_by.pk == context["user"].pk else "other"
    values = {
        "pk": item.pk,
        "after": after,
        "csrf": str(context["csrf_token"]),
        "name": author.shown_name,
        "ago": span_in_words(now() - text.published_at),
        "address": detail.address,
        "title": item.question.title,
        "body": marked(text.body, item.marks),
        "taker": item.taken_by.shown_name if taken else "",
        "words": ", ".join(item.marks),
        "reports": render_to_string("desk/moderation/reports.html", {"reports": detail.reports}),
        "right": detail.right,
        "judged": detail.judged,
        "since": timesince(author.joined_at),
        "helped": author.people_helped,
        "form": decide_form(context) if verdict else "",
    }
    values |= {name: "99+" if (n := counts[name]) >= OF_AUTHOR else n for name in ("texts", "against")}

    def blanks() -> dict[str, Any]:
        shown = {
            name: value and hole(name) if name in ("after", "words", "judged") else hole(name) for name, value in values.items()
        }
        return shown | {
            "item": Blank(pk=number("pk"), kind=item.kind),
            "taken": taken,
            "verdict": verdict,
            "csrf_token": hole("csrf"),
        }

    shape = get_language(), item.kind, taken, bool(after), bool(item.marks), bool(detail.judged), str(verdict.reason)
    return stencil("desk/moderation/detail.html", shape, blanks).fill(values)


def decide_form(context: Context) -> SafeString:
    """What can be done with it."""
    item, after, following, phrases = context["detail"].item, context["after"], context["following"], context["phrases"]

    def blanks() -> dict[str, Any]:
        same = {name: context[name] for name in ("reasons", "days")}
        about = Blank(pk=number("pk"), is_held=item.is_held, reason=item.reason)
        more = {"after": after and hole("after"), "following": following and number("other"), "csrf_token": hole("csrf")}
        return {"item": about, "phrases": phrases and hole("phrases")} | same | more

    shape = get_language(), item.is_held, item.reason, bool(after), bool(following), bool(phrases)
    options = format_html_join("", '<option value="{}">{}</option>', ((phrase.pk, phrase.name) for phrase in phrases))
    values = {"pk": item.pk, "other": following, "after": after, "phrases": options, "csrf": str(context["csrf_token"])}
    return stencil("desk/moderation/decide.html", shape, blanks).fill(values)


@register.simple_tag
def member_filters(form: Any, *, private: bool, more: bool, kept: bool) -> SafeString:
    """The filters of the list of members, as they were chosen."""
    asked, chosen = form["q"].value() or "", tuple(form[name].value() or "" for name in form.fields if name != "q")

    def context(q: str) -> dict[str, Any]:
        return {"fields": [_field(form[name], q) for name in form.fields], "private": private, "more": more, "kept": kept}

    if form.errors or more:  # the brand's own words are in it, or what somebody made up
        return SafeString(render_to_string("desk/members/filters.html", context(asked)))
    shape = get_language(), private, kept, chosen
    return stencil("desk/members/filters.html", shape, lambda: context(hole("q"))).fill({"q": asked})


def _field(bound: Any, q: str) -> dict[str, Any]:
    """Django draws each option from a template of its own; a page has forty."""
    value, choices = str(bound.value() or ""), getattr(bound.field, "choices", None)
    field = {"name": bound.html_name, "id": bound.id_for_label, "label": bound.label, "errors": bound.errors, "q": q}
    return field | {"choices": choices and [(str(key), label, str(key) == value) for key, label in choices]}


@register.simple_tag
def member_rows(rows: list[Any]) -> SafeString:
    language = get_language()
    drawn = [
        _member_row(row, language).fill(
            {
                "pk": row.pk,
                "name": row.shown_name,
                "handle": row.handle,
                "level": row.flair.get("level_name", ""),
                "helped": row.people_helped,
                "joined": _short(localtime(row.joined_at).date(), language),
                "seen": row.last_login and _short(localtime(row.last_login).date(), language),
            }
        )
        for row in rows
    ]
    return SafeString("".join(drawn))


def _member_row(row: Any, language: str | None) -> Any:
    stands = {"suspended": row.suspended, "is_active": row.is_active, "claimed_at": row.claimed_at is not None}
    team, helped, seen, level = (
        row.is_superuser or row.is_staff,
        bool(row.people_helped),
        bool(row.last_login),
        bool(row.flair.get("level_name")),
    )

    def blanks() -> dict[str, Any]:
        about = Blank(pk=number("pk"), shown_name=hole("name"), handle=hole("handle"), joined=hole("joined"), **stands)
        shown = {"level": level and hole("level"), "helped": helped and hole("helped"), "seen": seen and hole("seen")}
        return {"row": about, "team": team} | shown

    return stencil("desk/members/row.html", (language, team, helped, seen, level, *stands.values()), blanks)


@lru_cache(10_000)
def _short(day: date, _language: str | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
