"""What stencils give is what their templates give, whatever was done before, for whoever looks."""

import random
import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from community.forum import actions
from community.forum.models import Answer, Comment, Question
from community.forum.templatetags import cards
from community.forum.views import asked
from community.forum.views.page import page_context
from community.frame.templatetags.frame import avatar, chip
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused
from engagement.loyalty import actions as loyalty
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once

FORM = re.compile(r'name="submission" value="[^"]+"')
BADGE = {"slug": "x", "name": "Spark", "shape": "circle", "metal": "gold", "glyph": "zap"}


def context_for(viewer, question: Question) -> RequestContext:
    request = RequestFactory().get(question.get_absolute_url())
    request.user, request.session = viewer, {}
    return RequestContext(request, page_context(request, Question.objects.for_page().get(pk=question.pk)))


def same(one: str, other: str) -> None:
    assert FORM.sub("", one) == FORM.sub("", other)


def compare(viewer, question: Question) -> None:
    """Each piece from its stencil beside the piece its template draws from the rows themselves."""
    context = context_for(viewer, question)
    with context.bind_template(get_template("forum/question.html").template):
        page = context["page"]
        assert page.may == asked.Verdicts(viewer, page.question, asked.ON_QUESTION)
        same(cards.question_main(context), cards.drawn(context, "forum/partials/main.html"))
        for item in page.answers:
            assert item.may == asked.Verdicts(viewer, item.answer, asked.ON_ANSWER)
            same(cards.answer_card(context, item), cards.drawn(context, "forum/partials/answer.html", item=item))
            same(cards.notes(context, item), cards.drawn(context, "forum/partials/notes.html", item=item))
            under = {"thread": item.thread, "kind": "answer", "under": item.answer, "key": item.key}
            same(cards.thread(context, *under.values()), cards.drawn(context, "forum/partials/thread.html", **under))
            for seen in item.thread.seen:
                assert seen.may == asked.Verdicts(viewer, seen.comment, asked.ON_TEXT)
                same(cards.comment_line(context, seen), cards.drawn(context, "forum/partials/comment.html", seen=seen))
            author, when = item.answer.author, cards.drawn(context, "forum/partials/answered.html", item=item)
            org = item.answer.is_official
            fresh = cards.drawn(context, "components/author_chip.html", member=author, org=org, when=when)
            same(chip(context, author, org=org, when=when), fresh)
            same(cards.answer_author(context, item), fresh)
            same(avatar(author), avatar(Member.objects.get(pk=author.pk)))
    row = Question.objects.for_list().get(pk=question.pk)
    same(cards.question_row(row), render_to_string("components/question_row.html", {"question": row}))


def test_pieces_from_stencils_are_what_the_templates_draw(ana, ben, mia, leo):
    dice, compared = random.Random(1), 0
    product = actions.create_product(name="Lamp <b>", category=actions.create_category(name="Lights"))
    question = make_question(ana, tags=["one"], products=[product])
    people = [ana, ben, mia, leo, make_member("eve", name="Eve <b>&amp;</b> \ue000html\ue001")]
    for person in people:
        make_answer(question, person, body=f"Answer by {person.pk}")

    def answer() -> Answer:
        return dice.choice(list(question.answers.all()))

    def own() -> Answer:
        return dice.choice(list(question.answers.filter(author=who)))

    def remark() -> None:
        actions.post_comment(question, answer=answer(), body=f"A remark {dice.random()}", by=who)

    acts = [
        lambda: actions.accept_answer(answer(), by=who),
        lambda: actions.unaccept_answer(answer(), by=who),
        lambda: actions.mark_helped(answer(), by=who),
        lambda: actions.write_note(answer(), words=f"Thanks {dice.random()}", public=True, by=who),
        lambda: actions.withdraw_mark(answer(), by=who),
        lambda: actions.doubt_answer(answer(), kind="outdated", by=who),
        remark,
        remark,
        lambda: actions.edit_answer(answer(), body=f"Other words {dice.random()} " * 9, by=who),
        lambda: actions.hide_text(answer(), reason="other", by=who),
        lambda: actions.restore_text(answer(), by=who),
        lambda: actions.delete_text(dice.choice(list(Comment.objects.all())), by=who),
        lambda: actions.post_answer(question, body=f"For the brand {dice.random()}", official=True, by=who),
        lambda: loyalty.say_owned(who, product=product, since=date(2024, 3, 1), by=who),
        lambda: actions.edit_answer(own(), body=own().body, owns=dice.random() < 0.7, by=who),
        lambda: members.set_flair(who.pk, {"level": 2, "level_name": "Explorer", "share": 40, "badges": [BADGE]}),
    ]
    for turn in range(90):
        who = Member.objects.get(pk=dice.choice(people).pk)
        try:
            dice.choice(acts)()
        except (Refused, IndexError):
            continue
        if turn % 4 == 0:
            compared += 1
            with override(dice.choice(["en", "es", "ms"])):
                for viewer in (AnonymousUser(), who):
                    compare(viewer, question)
    assert compared > 6


def test_a_list_from_its_stencil_is_what_its_template_draws(ana, ben, client):
    lights = actions.create_category(name="Lights <b>", intro="All that shines & flickers")
    product = actions.create_product(name="Lamp <b>", category=lights)
    plain = actions.create_product(name="Shade", category=actions.create_category(name="Shades"))
    for number in range(22):
        make_question(ana, title=f"Why {number} <b>?", tags=["one"], products=[product], category=lights)
    actions.accept_answer(make_answer(make_question(ana, products=[plain]), ben), by=ana)
    places = ["/questions/", lights.get_absolute_url(), product.get_absolute_url(), plain.get_absolute_url(), "/tags/one/"]
    compared = set()
    for viewer in (None, ben):
        if viewer:
            client.force_login(viewer)
        for language in ("en", "ms"):
            for place in places:
                for asked_for in ("", "?sort=waiting", "?sort=solved", "?sort=owners"):
                    response = client.get(place + asked_for, headers={"accept-language": language})
                    with override(language):
                        fresh = cards.drawn(response.context[0], "forum/partials/list_main.html")
                    assert fresh in response.content.decode()
                    compared.add((bool(response.context["page"].rows), bool(response.context["page"].older)))
    assert compared == {(True, True), (True, False), (False, False)}
