"""Texts as they stand on a page, each from the stencil of its template (community.frame.stencils).

Every function says in its shape what the template decides by, and gives a value for each hole. What is seldom seen (a
text that was taken away, a note being written) is drawn by the template itself.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.frame.stencils import Blank, Hole, Stencil, hole, number, stencil
from community.frame.templatetags.frame import ago, avatar, chip, counted, took

register = template.Library()


def _drawn(context: Context, name: str, **more: Any) -> SafeString:
    with context.push(**more):
        return get_template(name).template.render(context)  # type: ignore[attr-defined]


def _fill(context: Context, cut: Stencil, **values: Any) -> SafeString:
    """What only some shapes ask for is made only for them: a page without a form sets no cookie."""
    if "csrf" in cut.uses:
        values["csrf"] = str(context["csrf_token"])
    if "submission" in cut.uses:
        values["submission"] = uuid.uuid4()
    return cut.fill(values)


def _blanks(context: Context) -> dict[str, Any]:
    viewer = Blank(is_authenticated=context["user"].is_authenticated)
    forms = {"csrf_token": hole("csrf"), "submission_hole": hole("submission")}
    return {"brand_name": context["brand_name"], "user": viewer} | forms


def _shape(context: Context, *decisions: Any) -> tuple[Any, ...]:
    return (get_language(), context["brand_name"], context["user"].is_authenticated, *decisions)


def _may(verdicts: dict[str, Any]) -> dict[str, bool]:
    return {name: bool(verdict) for name, verdict in verdicts.items()}


def _person(number: str = "") -> Blank:
    return Blank(
        shown_name=hole(f"name{number}"), get_absolute_url=hole(f"url{number}"), face=hole(f"face{number}"), erased_at=None
    )


@register.simple_tag(takes_context=True)
def answer_card(context: Context, item: Any) -> SafeString:
    """An answer with everything around it. context: question, user, brand_name"""
    answer, question = item.answer, context["question"]
    if not answer.is_published:
        return _drawn(context, "forum/partials/answer.html", item=item)
    may = _may(item.may)
    accepter = question.accepted_by if item.accepted else None
    shape = _shape(
        context, item.accepted, accepter is None, answer.is_official, item.own, tuple(may.values()), bool(item.mark),
        bool(answer.marks_shown), item.doubts, question.is_solved,
    )  # fmt: skip

    def blanks() -> dict[str, Any]:
        text = Blank(
            pk=number("pk"),
            html=hole("html"),
            author=_person(),
            state=answer.state,
            is_official=answer.is_official,
            marks_shown=hole("count") if answer.marks_shown else 0,
        )
        card = Blank(
            answer=text, accepted=item.accepted, own=item.own, may=may, mark=item.mark, doubts=item.doubts,
            thread=hole("thread"), notes_hole=hole("notes"), author_hole=hole("author"), key=hole("key"),
        )  # fmt: skip
        about = Blank(accepted_by=accepter and Blank(shown_name=hole("accepter")), is_solved=question.is_solved)
        return _blanks(context) | {"item": card, "question": about}

    return _fill(
        context,
        stencil("forum/partials/answer.html", shape, blanks),
        pk=answer.pk,
        name=answer.author.shown_name,
        html=mark_safe(answer.html),  # noqa: S308 - it was cleaned when it was written
        count=counted(answer.marks_shown),
        accepter=accepter.shown_name if accepter else "",
        author=answer_author(context, item),
        notes=notes(context, item),
        thread=thread(context, item.thread, "answer", answer, item.key),
    )


@register.simple_tag(takes_context=True)
def answer_author(context: Context, item: Any) -> SafeString:
    if isinstance(item, Blank):
        return item.author_hole  # type: ignore[attr-defined]
    answer = item.answer
    when = _when("forum/partials/answered.html", "item", answer, lambda blank: Blank(answer=blank))
    return chip(context, answer.author, org=answer.is_official, when=when)


@register.simple_tag(takes_context=True)
def question_author(context: Context, question: Any) -> SafeString:
    return chip(context, question.author, when=_when("forum/partials/asked.html", "question", question, lambda blank: blank))


def _when(name: str, word: str, text: Any, wrap: Any) -> SafeString:
    edited = bool(text.edits)
    cut = stencil(
        name,
        (get_language(), edited),
        lambda: {word: wrap(Blank(published_at=hole("when"), edits=edited, pk=number("pk")))},
    )
    return cut.fill({"when": ago(text.published_at), "pk": text.pk})


@register.simple_tag(takes_context=True)
def notes(context: Context, item: Any) -> SafeString:
    """The thank-you notes under an answer; the form to write one where the viewer has marked it."""
    if isinstance(item, Blank):
        return item.notes_hole  # type: ignore[attr-defined]
    if item.mark and not item.own or item.notes_total > len(item.notes):
        return _drawn(context, "forum/partials/notes.html", item=item)
    team = tuple(mark.member.is_team for mark in item.notes)

    def blanks() -> dict[str, Any]:
        people = [Blank(face=hole(f"face{n}"), shown_name=hole(f"name{n}"), is_team=is_team) for n, is_team in enumerate(team)]
        quotes = [Blank(member=person, note=hole(f"note{n}")) for n, person in enumerate(people)]
        card = Blank(answer=Blank(pk=number("pk")), mark=None, own=item.own, notes=quotes, notes_total=len(quotes))
        return _blanks(context) | {"item": card}

    cut = stencil("forum/partials/notes.html", _shape(context, team), blanks)
    values: dict[str, Any] = {"pk": item.answer.pk}
    for n, mark in enumerate(item.notes):
        values |= {f"face{n}": avatar(mark.member, "xs"), f"name{n}": mark.member.shown_name, f"note{n}": mark.note}
    return cut.fill(values)


@register.simple_tag(takes_context=True)
def thread(context: Context, thread: Any, kind: str, under: Any, key: Any) -> SafeString:
    """The first comments under a text and the way to the others."""
    if isinstance(thread, Hole):
        return thread

    def blanks() -> dict[str, Any]:
        lines = Blank(seen=[hole("lines")], more=thread.more)
        return {"thread": lines, "kind": kind, "under": Blank(pk=number("pk")), "key": hole("key")}

    cut = stencil("forum/partials/thread.html", (get_language(), kind, thread.more), blanks)
    lines: Iterable[SafeString] = (comment_line(context, seen) for seen in thread.seen)
    return cut.fill({"lines": mark_safe("".join(lines)), "pk": under.pk, "key": key})  # noqa: S308


@register.simple_tag(takes_context=True)
def comment_line(context: Context, seen: Any) -> SafeString:
    if isinstance(seen, Hole):
        return seen
    comment, author = seen.comment, seen.comment.author
    if not comment.is_published or author.erased_at:
        return _drawn(context, "forum/partials/comment.html", seen=seen)
    may, edited = _may(seen.may), bool(comment.edits)

    def blanks() -> dict[str, Any]:
        text = Blank(
            pk=number("pk"), html=hole("html"), author=_person(), published_at=hole("when"), edits=edited,
            state=comment.state, is_published=True,
        )  # fmt: skip
        return _blanks(context) | {"seen": Blank(comment=text, may=may, own=seen.own)}

    return _fill(
        context,
        stencil("forum/partials/comment.html", _shape(context, edited, seen.own, tuple(may.values())), blanks),
        pk=comment.pk,
        html=mark_safe(comment.html),  # noqa: S308 - as above
        name=author.shown_name,
        url=author.get_absolute_url(),
        face=avatar(author, "xs"),
        when=ago(comment.published_at),
    )


@register.simple_tag(takes_context=True)
def question_row(context: Context, question: Any) -> SafeString:
    """One question in a list. question, from QuerySet.for_list()"""
    product = next(iter(question.products.all()), None)
    solved = question.accepted if question.is_solved else None
    author = question.author
    counts = {"helped_count": question.helped_count, "answers_count": question.answers_count}
    stands = {"is_solved": solved is not None, "is_closed": question.is_closed, "has_official": question.has_official}
    erased = author.erased_at is not None
    shape = (get_language(), product is None, bool(question.excerpt), erased, *counts.values(), *stands.values())

    def blanks() -> dict[str, Any]:
        asker = _person()
        asker.erased_at = author.erased_at  # type: ignore[attr-defined]
        row = Blank(
            get_absolute_url=hole("address"), title=hole("title"), excerpt=hole("excerpt") if question.excerpt else "",
            author=asker, published_at=hole("when"), solved_after=hole("span"),
            products=Blank(all=[Blank(get_absolute_url=hole("shelf"), name=hole("product"))] if product else []),
            accepted=Blank(author=_person("2"), is_official=False), **counts, **stands,
        )  # fmt: skip
        return {"question": row}

    values = {
        "address": question.get_absolute_url(), "title": question.title, "excerpt": question.excerpt,
        "name": author.shown_name, "url": author.get_absolute_url(), "face": avatar(author), "when": ago(question.published_at),
    }  # fmt: skip
    if product:
        values |= {"shelf": product.get_absolute_url(), "product": product.name}
    if solved:
        values |= {"span": took(question.solved_after), "name2": solved.author.shown_name}
        values["face2"] = avatar(solved.author, "xs", org=solved.is_official)
    return stencil("components/question_row.html", shape, blanks).fill(values)
