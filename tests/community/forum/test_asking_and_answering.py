import uuid

import pytest
from django.core.exceptions import ValidationError

from community.events.models import Event
from community.forum import actions, rules
from community.forum.models import Answer, Comment, Question, Revision
from community.verdict import Refused
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def test_a_question_has_a_category_an_address_and_its_tags(ana):
    question = make_question(ana, tags=["Brakes", "brakes", "rear  light"])
    assert question.category.is_default and question.slug == "why-does-the-lamp-flicker-when-i-brake"
    assert sorted(question.tags.values_list("name", flat=True)) == ["brakes", "rear light"]
    assert Event.objects.get(name="question.asked").extras["is_first"] is True


def test_a_bare_title_is_enough_when_a_product_is_chosen(ana):
    place = actions.create_category(name="Lights")
    lamp = actions.create_product(name="Lumen 3", category=place)
    question = actions.ask_question(title="Flickers", products=[lamp], by=ana)
    assert question.category == place and question.body == ""
    with pytest.raises(ValidationError):
        actions.ask_question(title="Flickers", by=ana)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " \n\t "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"title": "\u200b\u200b \u2060" * 6}, "title"),
        ({"body": "x" * 30_001}, "body"),
        ({"tags": list("abcdef")}, "tags"),
        ({"tags": ["x" * 36]}, "tags"),
    ],
)
def test_bad_words_name_their_field_and_write_nothing(ana, fields, field):
    with pytest.raises(ValidationError) as wrong:
        actions.ask_question(**({"title": "Why does the lamp flicker?", "by": ana} | fields))
    assert list(wrong.value.message_dict) == [field]
    assert not Question.objects.exists() and not Event.objects.filter(name="question.asked").exists()


def test_the_same_form_sent_twice_is_one_text(ana, ben):
    ticket = uuid.uuid4()
    question = make_question(ana, submission=ticket)
    assert make_question(ana, submission=ticket).pk == question.pk
    ticket = uuid.uuid4()
    answer = make_answer(question, ben, submission=ticket)
    assert make_answer(question, ben, submission=ticket).pk == answer.pk
    assert make_answer(question, ben).pk == answer.pk  # the same words at once, without a ticket
    assert (Question.objects.count(), Answer.objects.count(), Question.objects.get().answers_count) == (1, 1, 1)


def test_nul_surrogates_and_deep_nesting_are_kept_as_plain_safe_text(ana, ben):
    question = make_question(ana, body="a\x00b \ud800 c")
    assert "\x00" not in question.body and "\ud800" not in question.body
    answer = make_answer(question, ben, ">" * 10_000 + " deep")
    assert Answer.objects.get(pk=answer.pk).html


def test_a_closed_question_takes_neither_answers_nor_comments(ana, ben, mia):
    question = make_question(ana)
    actions.close_question(question, reason="outdated", by=mia)
    before = Event.objects.count()
    for deed in (actions.post_answer, actions.post_comment):
        with pytest.raises(Refused, match="closed"):
            deed(question, body="Late words", by=ben)
    assert (Answer.objects.count(), Comment.objects.count(), Event.objects.count()) == (0, 0, before)
    actions.reopen_question(question, by=mia)
    assert make_answer(question, ben).pk


def test_a_duplicate_names_the_other_question(ana, mia):
    first, second = make_question(ana), make_question(ana, "Flickering lamp, what can I do?")
    with pytest.raises(ValidationError):
        actions.close_question(second, reason="duplicate", by=mia)
    actions.close_question(second, reason="duplicate", duplicate_of=first, by=mia)
    assert second.links.get().target == first


def test_an_edit_keeps_what_stood_there_unless_it_is_small_and_at_once(ana, ben):
    question = make_question(ana)
    actions.edit_question(question, title=question.title, body="It began last week!", by=ana)
    assert Revision.objects.count() == 0
    make_answer(question, ben)
    actions.edit_question(question, title=question.title, body="It began yesterday.", by=ana)
    assert Revision.objects.get().body == "It began last week!"
    with pytest.raises(Refused):
        actions.edit_question(question, title=question.title, body="Mine now", by=ben)


def test_only_the_team_answers_officially(ana, ben, leo):
    question = make_question(ana)
    with pytest.raises(Refused):
        make_answer(question, ben, official=True)
    assert not Answer.objects.exists()
    make_answer(question, leo, official=True)
    assert Question.objects.get().has_official


def test_a_comment_counts_on_its_answer(ana, ben):
    answer = make_answer(make_question(ana), ben)
    actions.post_comment(answer.question, answer=answer, body="Which wire exactly?", by=ana)
    assert Answer.objects.get().comments_count == 1
    with pytest.raises(ValidationError):
        actions.post_comment(answer.question, body="ok", by=ana)
    with pytest.raises(ValidationError):
        actions.post_comment(answer.question, body="x" * (rules.COMMENT_MAX + 1), by=ana)
