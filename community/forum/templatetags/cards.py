"""Texts as they stand on a page, each from the stencil of its template (community.frame.stencils).

Every function says in its shape what the template decides by, and gives a value for each hole. What is seldom seen (a
text that was taken away, a note being written) is drawn by the template itself.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from community.forum import mains
from community.frame.moments import Moments
from community.frame.stencils import Blank, Hole, Stencil, hole, number, stencil
from community.frame.templatetags.frame import avatar, chip_of, counted, took

register = template.Library()

Drawn = dict[Any, Stencil]
MOST_DRAWN = 600  # cards of one question: thirty answers, for viewers who may do different things, in each language
TOKENS = ("csrf", "submission")  # holes that each viewer and each form fills anew


def drawn(context: Context, name: str, **more: Any) -> SafeString:
    with context.push(**more):
        return get_template(name).template.render(context)  # type: ignore[attr-defined]


def _person(number: str = "") -> Blank:
    return Blank(
        shown_name=hole(f"name{number}"), get_absolute_url=hole(f"url{number}"), face=hole(f"face{number}"), erased_at=None
    )


class Cards:
    """Draws the texts of one page. What is the same for all of them is asked once."""

    def __init__(self, context: Context) -> None:
        self.context, self.brand_name, self.moments = context, context["brand_name"], Moments()
        self.language, self.signed_in = self.moments.language, context["user"].is_authenticated
        self.who = context["user"].pk or ""
        self.shape = (self.language, self.brand_name, self.signed_in)

    def blanks(self, **more: Any) -> dict[str, Any]:
        forms = {"csrf_token": hole("csrf"), "submission_hole": hole("submission")}
        return {"brand_name": self.brand_name, "user": Blank(is_authenticated=self.signed_in, pk=hole("who"))} | forms | more

    def fill(self, cut: Stencil, **values: Any) -> SafeString:
        """What only some shapes ask for is made only for them: a page without a form sets no cookie."""
        if "csrf" in cut.uses:
            values["csrf"] = str(self.context["csrf_token"])
        if "submission" in cut.uses:
            values["submission"] = uuid.uuid4()
        return cut.fill(values)

    def answers(self, items: Iterable[Any], known: "Drawn | None" = None) -> SafeString:
        """`known`: cards drawn of what has been read, for others who may do the same with it; more are added."""
        if known is None:
            return SafeString("".join([self.answer(item) for item in items]))
        return SafeString("".join([self.fill(self._known(item, known)) for item in items]))

    def _known(self, item: Any, known: "Drawn") -> Stencil:
        """What is the viewer's own is drawn for them alone; what anybody may see is drawn once, but for a form's tokens."""
        seen = item.thread.seen
        if item.own or item.mark or any(one.own for one in seen):
            return Stencil.of(self.answer(item))
        key = (item.answer.pk, *self.shape, self.moments.zone, item.may.allowed, item.doubts, *[one.may.allowed for one in seen])
        if (card := known.get(key)) is None:
            card = self._card(item)
            if len(known) < MOST_DRAWN:
                known[key] = card
        return card

    def answer(self, item: Any) -> SafeString:
        return self.fill(self._card(item))

    def _card(self, item: Any) -> Stencil:
        answer, question = item.answer, self.context["question"]
        if not answer.is_published or answer.team_note:
            return Stencil.of(drawn(self.context, "forum/partials/answer.html", item=item))
        accepter, count, solved = question.accepted_by if item.accepted else None, answer.marks_shown, question.is_solved
        shape = (
            *self.shape, item.accepted, accepter is None, answer.is_official, item.own, item.may.allowed, bool(item.mark),
            bool(count), item.doubts, solved,
        )  # fmt: skip

        def blanks() -> dict[str, Any]:
            text = Blank(
                pk=number("pk"), html=hole("html"), author=_person(), state=answer.state, is_official=answer.is_official,
                marks_shown=hole("count") if count else 0,
            )  # fmt: skip
            card = Blank(
                answer=text, accepted=item.accepted, own=item.own, may=item.may, mark=item.mark, doubts=item.doubts,
                thread=hole("thread"), notes_hole=hole("notes"), author_hole=hole("author"), key=hole("key"),
            )  # fmt: skip
            about = Blank(accepted_by=accepter and Blank(shown_name=hole("accepter")), is_solved=solved)
            return self.blanks(item=card, question=about)

        values = {
            "pk": answer.pk, "name": answer.author.shown_name,
            "html": SafeString(answer.html),  # it was cleaned when it was written
            "count": counted(count) if count else "", "accepter": accepter.shown_name if accepter else "",
            "author": self.answer_author(item), "notes": self.notes(item),
            "thread": self.thread(item.thread, "answer", answer.pk, item.key),
        }  # fmt: skip
        return stencil("forum/partials/answer.html", shape, blanks).fill_but(TOKENS, values)

    def answer_author(self, item: Any) -> SafeString:
        answer, owns = item.answer, item.owns
        said = owns and Blank(product=hole("product"), since=hole("since"))
        more = {"product": owns.product, "since": owns.since} if owns else {}
        when = self.when("forum/partials/answered.html", answer, lambda blank: {"item": Blank(answer=blank, owns=said)}, **more)
        return self.chip(answer.author, when, org=answer.is_official)

    def chip(self, member: Any, when: str, *, org: bool = False) -> SafeString:
        return chip_of(member, org=org, when=when, brand_name=self.brand_name, moments=self.moments)

    def when(self, name: str, text: Any, blanks: Callable[[Blank], dict[str, Any]], **more: str) -> SafeString:
        edited = bool(text.edits)
        blank = Blank(published_at=hole("when"), edits=edited, pk=number("pk"))
        cut = stencil(name, (self.language, edited, bool(more)), lambda: blanks(blank))
        return cut.fill({"when": self.moments.ago(text.published_at), "pk": text.pk, **more})

    def notes(self, item: Any) -> SafeString:
        if item.mark and not item.own or item.notes_total > len(item.notes):
            return drawn(self.context, "forum/partials/notes.html", item=item)
        team = tuple([mark.member.is_team for mark in item.notes])

        def blanks() -> dict[str, Any]:
            people = [
                Blank(face=hole(f"face{n}"), shown_name=hole(f"name{n}"), is_team=is_team) for n, is_team in enumerate(team)
            ]
            quotes = [Blank(member=person, note=hole(f"note{n}")) for n, person in enumerate(people)]
            card = Blank(answer=Blank(pk=number("pk")), mark=None, own=item.own, notes=quotes, notes_total=len(quotes))
            return self.blanks(item=card)

        values: dict[str, Any] = {"pk": item.answer.pk}
        for n, mark in enumerate(item.notes):
            values |= {f"face{n}": avatar(mark.member, "xs"), f"name{n}": mark.member.shown_name, f"note{n}": mark.note}
        return stencil("forum/partials/notes.html", (*self.shape, team), blanks).fill(values)

    def thread(self, thread: Any, kind: str, under: int, key: str) -> SafeString:
        def blanks() -> dict[str, Any]:
            lines = Blank(seen=[hole("lines")], more=thread.more)
            return {"thread": lines, "kind": kind, "under": Blank(pk=number("pk")), "key": hole("key")}

        cut = stencil("forum/partials/thread.html", (self.language, kind, thread.more), blanks)
        lines = SafeString("".join([self.comment(seen) for seen in thread.seen]))
        return cut.fill({"lines": lines, "pk": under, "key": key})

    def comment(self, seen: Any) -> SafeString:
        comment, author = seen.comment, seen.comment.author
        if not comment.is_published or author.erased_at or comment.team_note:
            return drawn(self.context, "forum/partials/comment.html", seen=seen)
        edited = bool(comment.edits)

        def blanks() -> dict[str, Any]:
            text = Blank(
                pk=number("pk"), html=hole("html"), author=_person(), published_at=hole("when"), edits=edited,
                state=comment.state, is_published=True,
            )  # fmt: skip
            return self.blanks(seen=Blank(comment=text, may=seen.may, own=seen.own))

        return self.fill(
            stencil("forum/partials/comment.html", (*self.shape, edited, seen.own, seen.may.allowed), blanks),
            pk=comment.pk,
            html=SafeString(comment.html),  # as above
            name=author.shown_name,
            url=author.get_absolute_url(),
            face=avatar(author, "xs"),
            when=self.moments.ago(comment.published_at),
        )

    def question_author(self, question: Any) -> SafeString:
        when = self.when("forum/partials/asked.html", question, lambda blank: {"question": blank})
        return self.chip(question.author, when)

    def heading(self, count: int) -> SafeString:
        shape = (self.language, count)
        return stencil("forum/partials/answers_heading.html", shape, lambda: {"question": Blank(answers_count=count)}).fill({})

    def me_too(self, question: Any, page: Any) -> SafeString:
        count, may, said, own = question.me_too_count, page.may["me_too"].allowed, page.me_too, page.own

        def blanks() -> dict[str, Any]:
            about = Blank(pk=number("pk"), me_too_count=count, get_absolute_url=hole("address"))
            return self.blanks(question=about, page=Blank(may={"me_too": may}, me_too=said, own=own, question=about))

        cut = stencil("forum/partials/me_too.html", (*self.shape, count, may, said, own), blanks)
        return self.fill(cut, pk=question.pk, address=question.get_absolute_url())

    def related(self, other: Any) -> SafeString:
        solved = other.is_solved
        blank = Blank(get_absolute_url=hole("address"), title=hole("title"), is_solved=solved)
        cut = stencil("forum/partials/related.html", (self.language, solved), lambda: {"other": blank})
        return cut.fill({"address": other.get_absolute_url(), "title": other.title})


@register.simple_tag(takes_context=True)
def answer_cards(context: Context, items: Iterable[Any]) -> SafeString:
    """Answers with everything around them. context: question, user, brand_name"""
    return items if isinstance(items, Hole) else Cards(context).answers(items)


@register.simple_tag(takes_context=True)
def answer_card(context: Context, item: Any) -> SafeString:
    return Cards(context).answer(item)


@register.simple_tag(takes_context=True)
def answer_author(context: Context, item: Any) -> SafeString:
    return item.author_hole if isinstance(item, Blank) else Cards(context).answer_author(item)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def question_author(context: Context, question: Any) -> SafeString:
    return question.author_hole if isinstance(question, Blank) else Cards(context).question_author(question)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def answers_heading(context: Context, question: Any) -> SafeString:
    return question.heading_hole if isinstance(question, Blank) else Cards(context).heading(question.answers_count)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def me_too(context: Context, question: Any, page: Any) -> SafeString:
    return page.me_too_hole if isinstance(page, Blank) else Cards(context).me_too(question, page)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def related_link(context: Context, other: Any) -> SafeString:
    return other if isinstance(other, Hole) else Cards(context).related(other)


@register.simple_tag(takes_context=True)
def question_main(context: Context) -> SafeString:
    """All that a question's page says between its head and foot."""
    return mains.draw(context, Cards(context))


@register.simple_tag(takes_context=True)
def notes(context: Context, item: Any) -> SafeString:
    """The thank-you notes under an answer; the form to write one where the viewer has marked it."""
    return item.notes_hole if isinstance(item, Blank) else Cards(context).notes(item)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def thread(context: Context, thread: Any, kind: str, under: Any, key: Any) -> SafeString:
    """The first comments under a text and the way to the others."""
    return thread if isinstance(thread, Hole) else Cards(context).thread(thread, kind, under.pk, key)


@register.simple_tag(takes_context=True)
def comment_line(context: Context, seen: Any) -> SafeString:
    return seen if isinstance(seen, Hole) else Cards(context).comment(seen)


@register.simple_tag
def question_row(question: Any) -> SafeString:
    """One question in a list. question, from QuerySet.for_list()"""
    return _row(question, Moments())


@register.simple_tag
def question_rows(questions: Iterable[Any]) -> SafeString:
    if isinstance(questions, Hole):
        return questions
    moments = Moments()
    return SafeString("".join([_row(question, moments) for question in questions]))


@register.simple_tag(takes_context=True)
def list_main(context: Context) -> SafeString:
    """All that a list says between its head and foot."""
    return mains.draw_list(context, question_rows(context["page"].rows))


def _row(question: Any, moments: Moments) -> SafeString:
    product = next(iter(question.products_read()), None)
    solved = question.accepted if question.is_solved else None
    author = question.author
    counts = {"helped_count": question.helped_count, "answers_count": question.answers_count}
    stands = {"is_solved": solved is not None, "is_closed": question.is_closed, "has_official": question.has_official}
    erased = author.erased_at is not None
    shape = (moments.language, product is None, bool(question.excerpt), erased, *counts.values(), *stands.values())

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
        "name": author.shown_name, "url": author.get_absolute_url(), "face": avatar(author),
        "when": moments.ago(question.published_at),
    }  # fmt: skip
    if product:
        values |= {"shelf": product.get_absolute_url(), "product": product.name}
    if solved:
        values |= {"span": took(question.solved_after), "name2": solved.author.shown_name}
        values["face2"] = avatar(solved.author, "xs", org=solved.is_official)
    return stencil("components/question_row.html", shape, blanks).fill(values)
