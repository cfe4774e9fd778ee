"""What a question's page, or a list, says between head and foot, from one stencil: the plain case, which nearly all are."""

import uuid
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from community.frame.stencils import Blank, hole, number, stencil
from community.frame.templatetags.found import feed_links
from community.frame.templatetags.frame import took

from .forms import AnswerForm

TEMPLATE, LIST = "forum/partials/main.html", "forum/partials/list_main.html"


def draw(context: Context, cards: Any) -> SafeString:
    """`cards` draws the pieces in it. What is seldom (closed, hidden, a form that came back) the template draws itself."""
    question, page = context["question"], context["page"]
    if (
        not context["fresh"]
        or not question.is_listed
        or question.is_closed
        or question.team_note
        or page.duplicates
        or page.official
        or page.promise
    ):
        return get_template(TEMPLATE).template.render(context)  # type: ignore[attr-defined]
    products, tags = list(question.products_read()), list(question.tags.all())
    shape = (
        len(products), len(tags), len(page.related), page.more, page.sort, page.several, page.own, page.follows,
        page.may.allowed,
        bool(question.html), question.is_solved, bool(question.helped_count), question.has_official,
        bool(question.answers_count), bool(question.accepted_id), question.first_answer_at is not None,
        bool(question.first_answer_after), question.me_too_count, str(context["may_answer"].reason),
        context["writes"], context["invited"], context["speaks"], context["owns"] is not None,
    )  # fmt: skip
    cut = stencil(TEMPLATE, (*cards.shape, *shape), lambda: cards.blanks(**_blanks(context, len(products), len(tags))))
    return cards.fill(cut, **_values(context, cards, products, tags))


def _blanks(context: Context, products: int, tags: int) -> dict[str, Any]:
    question, page = context["question"], context["page"]

    def places(kind: str, how_many: int) -> Blank:
        return Blank(all=[Blank(get_absolute_url=hole(f"{kind}_at{n}"), name=hole(f"{kind}{n}")) for n in range(how_many)])

    about = Blank(
        pk=number("pk"), title=hole("title"), get_absolute_url=hole("address"), author=Blank(shown_name=hole("name")),
        products=places("product", products), tags=places("tag", tags), category=places("category", 1).all[0],  # type: ignore[attr-defined]
        html=question.html and hole("html"), accepted_id=question.accepted_id and hole("accepted"),
        is_solved=question.is_solved, solved_after=hole("solved_after"), is_closed=False, is_published=True,
        visibility=question.visibility,
        state=question.state, has_official=question.has_official, answers_count=bool(question.answers_count),
        helped_count=question.helped_count and hole("helped"), me_too_count=question.me_too_count,
        first_answer_at=question.first_answer_at, first_answer_after=question.first_answer_after and hole("first"),
        author_hole=hole("author"), heading_hole=hole("heading"),
    )  # fmt: skip
    shown = Blank(
        answers=hole("answers"), several=page.several, more=page.more, official=None, thread=hole("thread"),
        related=[hole(f"related{n}") for n in range(len(page.related))], duplicates=[], sort=page.sort, known=[hole("known")],
        own=page.own, may=page.may, me_too_hole=hole("me_too"), follows=page.follows,
    )  # fmt: skip
    form = AnswerForm(initial={"submission": hole("answer_submission")}, auto_id="answer-%s")
    same = {name: context[name] for name in ("may_answer", "writes", "invited", "speaks")}
    same["owns"] = context["owns"] and Blank(product=hole("owned"), since=hole("owned_since"))
    return {"question": about, "page": shown, "form": form, "place": hole("place"), "kept": False, "unsent": ""} | same


def _values(context: Context, cards: Any, products: list[Any], tags: list[Any]) -> dict[str, Any]:
    question, page = context["question"], context["page"]
    values = {
        "pk": question.pk, "title": question.title, "address": question.get_absolute_url(), "name": question.author.shown_name,
        "html": SafeString(question.html), "accepted": question.accepted_id, "solved_after": took(question.solved_after),
        "helped": intcomma(question.helped_count), "first": took(question.first_answer_after), "place": context["place"],
        "answers": cards.answers(page.answers, page.drawn), "known": ",".join(map(str, page.known)), "who": cards.who,
        "author": cards.question_author(question), "heading": cards.heading(question.answers_count),
        "me_too": cards.me_too(question, page), "thread": cards.thread(page.thread, "question", question.pk, "q"),
        "answer_submission": uuid.uuid4(),
    }  # fmt: skip
    if owns := context["owns"]:
        values |= {"owned": owns.product, "owned_since": owns.since}
    for kind, found in (("product", products), ("tag", tags), ("category", [question.category])):
        for n, one in enumerate(found):
            values[f"{kind}{n}"], values[f"{kind}_at{n}"] = one.name, one.get_absolute_url()
    return values | {f"related{n}": cards.related(other) for n, other in enumerate(page.related)}


def draw_list(context: Context, rows: SafeString) -> SafeString:
    """`rows` are the questions, drawn. A list without any the template draws itself."""
    page, place, products = context["page"], context.get("place"), list(context.get("products") or ())
    if not page.rows:
        return get_template(LIST).template.render(context)  # type: ignore[attr-defined]
    views, intro, about = context["views"], bool(place and place.intro), context.get("about", "")
    shape = (
        get_language(),
        *[(key, current) for key, _label, current in views],
        place is None,
        intro,
        bool(about),
        len(products),
        bool(page.older),
    )

    def blanks() -> dict[str, Any]:
        shelves = [Blank(get_absolute_url=hole(f"shelf_at{n}"), name=hole(f"shelf{n}")) for n in range(len(products))]
        return {
            "heading": hole("heading"), "path": hole("path"), "views": views, "feed": (hole("feeds"), ""), "products": shelves,
            "place": place and Blank(intro=intro and hole("intro")), "sort": context["sort"], "about": about and hole("about"),
            "page": Blank(rows=hole("rows"), older=page.older and hole("older")),
        }  # fmt: skip

    values = {
        "heading": context["heading"], "path": context["path"], "rows": rows, "older": page.older,
        "feeds": feed_links(*context["feed"]), "intro": getattr(place, "intro", ""), "about": about,
    }  # fmt: skip
    for n, product in enumerate(products):
        values |= {f"shelf{n}": product.name, f"shelf_at{n}": product.get_absolute_url()}
    return stencil(LIST, shape, blanks).fill(values)
