"""Texts an older renderer drew."""

from io import StringIO

import pytest
from django.core.management import call_command

from community.forum import actions, clocks
from community.forum.actions import rendering
from community.forum.models import Answer, Comment, Question
from community.frame.models import Change
from community.text import RENDERER
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
KINDS = (Question, Answer, Comment)


@pytest.fixture
def old(ana, ben, leo):
    question = make_question(ana, body="It **flickers**.")
    answer = make_answer(question, leo, "See [here](https://example.com/).")
    actions.post_comment(question, answer=answer, body="*Which* wire?", by=ben)
    for kind in KINDS:
        kind.objects.update(renderer=RENDERER - 1, html="<p>old</p>")
    Question.objects.update(excerpt="old")
    Change.objects.all().delete()
    return question


def drawn():
    return [kind.objects.get().html for kind in KINDS]


def render(*options):
    out = StringIO()
    call_command("render", *options, stdout=out)
    return out.getvalue()


def test_old_texts_are_drawn_again_as_their_authors_would_be_and_nothing_else_changes(old):
    before = [kind.objects.values("body", "edited_at", "edits", "last_activity_at").get() for kind in KINDS]
    assert render() == "3 texts drawn again.\n" and render() == "0 texts drawn again.\n"
    question, answer, comment = drawn()
    assert "<strong>flickers</strong>" in question and "<em>Which</em>" in comment
    assert 'href="https://example.com/"' in answer and "nofollow" not in answer  # the team's links may be followed
    assert Question.objects.get().excerpt == "It flickers."
    assert before == [kind.objects.values("body", "edited_at", "edits", "last_activity_at").get() for kind in KINDS]
    assert set(Change.objects.values_list("topic", flat=True)) == {f"question:{old.pk}"}


def test_a_run_that_was_stopped_goes_on_where_it_was_and_the_clock_does_it_too(old, monkeypatch):
    monkeypatch.setattr(rendering, "BATCH", 1)
    assert actions.render_old() == 1 and actions.count_old() == 2
    assert clocks.render_old() == 1
    assert render() == "1 texts drawn again.\n"
    assert "<p>old</p>" not in drawn()


def test_all_draws_what_this_renderer_drew_too(old):
    render()
    Comment.objects.update(html="<p>broken</p>")
    assert render() == "0 texts drawn again.\n" and render("--all") == "3 texts drawn again.\n"
    assert "<em>Which</em>" in Comment.objects.get().html
