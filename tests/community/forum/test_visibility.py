import pytest
from django.contrib.auth.models import AnonymousUser

from community.forum import actions
from community.forum.models import PRIVATE, Answer, Comment, Question
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def seen(viewer):
    return (
        set(Question.objects.visible_to(viewer).values_list("pk", flat=True)),
        set(Answer.objects.visible_to(viewer).values_list("pk", flat=True)),
        set(Comment.objects.visible_to(viewer).values_list("pk", flat=True)),
    )


@pytest.fixture
def talk(ana, ben, zed):
    question = make_question(ana)
    answer = make_answer(question, ben)
    return question, answer, actions.post_comment(question, answer=answer, body="Which wire?", by=zed)


def everything(talk):
    return tuple({row.pk} for row in talk)


def test_everybody_sees_what_is_public_and_published(talk, ana, zed, mia):
    for viewer in (AnonymousUser(), ana, zed, mia):
        assert seen(viewer) == everything(talk)


def test_a_private_question_is_for_its_asker_and_the_team(ana, ben, mia):
    question = make_question(ana, visibility=PRIVATE)
    assert seen(ana)[0] == seen(mia)[0] == {question.pk}
    assert seen(ben)[0] == seen(AnonymousUser())[0] == set()
    assert not Question.objects.listed().exists()


def test_the_teams_answer_to_a_private_question_is_read_by_its_asker(ana, ben, mia):
    question = make_question(ana, visibility=PRIVATE)
    answer = make_answer(question, mia)
    assert seen(ana)[1] == {answer.pk}
    assert seen(ben)[1] == set()


def test_a_hidden_answer_is_for_its_author_and_the_team_and_takes_its_comments_along(talk, ben, zed, mia):
    question, answer, comment = talk
    actions.hide_text(answer, reason="other", by=mia)
    assert seen(AnonymousUser()) == ({question.pk}, set(), set())
    assert seen(ben)[1] == {answer.pk} and seen(mia)[1:] == ({answer.pk}, {comment.pk})
    assert seen(zed)[2] == set()


def test_a_hidden_question_is_gone_for_those_who_answered_it(talk, ana, ben, mia):
    actions.hide_text(talk[0], reason="other", by=mia)
    assert seen(ben) == (set(), set(), set()) == seen(AnonymousUser())
    assert seen(ana)[0] == {talk[0].pk}
    assert seen(mia) == everything(talk)
