"""The team changes a member's words: with a reason everybody reads, a notice, and the way back."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from community.forum import actions as forum
from community.moderation import actions
from community.moderation.models import Act, Decision
from community.notifications.inbox import page_for
from tests.people import make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def test_an_edit_of_the_team_says_why_to_everybody_and_to_the_author(ana, ben, mia, work):
    answer = make_answer(make_question(ana), ben, "Call me on 0123 456789.")
    with pytest.raises(ValidationError):
        forum.edit_answer(answer, body="Call the shop.", by=mia)
    forum.edit_answer(answer, body="Call the shop.", reason="A telephone number stood here", by=mia)
    work()
    work()
    decision = Decision.objects.get()
    assert (decision.act, decision.by, decision.said.words) == (Act.EDIT, mia, "A telephone number stood here")
    assert page_for(ben).groups[0].entries[0].line.sentence == "The team edited your answer."
    page = Client().get(answer.question.get_absolute_url()).content.decode()
    assert "Edited by the team:" in page and "A telephone number stood here" in page and "0123" not in page


def test_an_authors_own_edit_is_no_decision(ana, ben, work):
    answer = make_answer(make_question(ana), ben)
    forum.edit_answer(answer, body="Better words than before, I think.", by=ben)
    work()
    answer.refresh_from_db()
    assert not Decision.objects.exists() and answer.team_note == ""


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
def test_after_an_appeal_it_reads_as_the_author_had_written_it(ana, ben, mia, work, kind):
    question = make_question(ana, body="It was always like that.")
    answer = make_answer(question, ana, "It was always like that.")
    text = {
        "question": question,
        "answer": answer,
        "comment": forum.post_comment(question, answer=answer, body="It was always like that.", by=ana),
    }[kind]
    if kind == "question":
        forum.edit_question(question, title="Another title for it", body="Changed words.", reason="Shorter", by=mia)
    elif kind == "answer":
        forum.edit_answer(text, body="Changed words.", reason="Shorter", by=mia)
    else:
        forum.edit_comment(text, body="Changed words.", reason="Shorter", by=mia)
    work()
    made = actions.appeal(Decision.objects.get(), words="It was right.", by=ana)
    actions.answer_appeal(made, stands=False, by=make_moderator("moe"))
    work()
    text.refresh_from_db()
    assert text.body == "It was always like that." and text.team_note == "" and "always" in text.html
    assert Decision.objects.filter(act=Act.EDIT).count() == 1 and Decision.objects.filter(act=Act.REVERT).count() == 1


def test_from_the_page_a_reason_is_asked_for(ana, ben, mia):
    answer = make_answer(make_question(ana), ben)
    client = Client()
    client.force_login(mia)
    refused = client.post(f"/texts/answer/{answer.pk}/edit/", {"body": "Other words."})
    assert refused.status_code == 400 and "Other words." in refused.content.decode() and "Say why" in refused.content.decode()
    assert client.post(f"/texts/answer/{answer.pk}/edit/", {"body": "Other words.", "reason": "Spelling"}).status_code == 302
