"""The queue on the desk: one click, undo, who was faster, appeals; and the way from a report to the author's inbox."""

import pytest
from django.test import Client

from community.forum.models import State
from community.moderation import actions
from community.moderation.models import Act, Appeal, Decision, Item
from tests.people import make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben, "Buy my <b>oil</b> at my shop.")


def page(client, address="/cms/moderation/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_report_from_the_question_page_is_cleared_with_one_click(answer, ana, ben, mia, work):
    anas, mias = browser(ana), browser(mia)
    link = f"/texts/answer/{answer.pk}/report/"
    assert link in page(anas, answer.question.get_absolute_url()) and link not in page(
        browser(ben), answer.question.get_absolute_url()
    )
    sent = anas.post(link, {"reason": "spam", "words": "He sells it."}, follow=True)
    assert "you hear what came of it" in sent.content.decode()
    item = Item.objects.get()
    seen = page(mias)
    assert "Answer in Why does the lamp flicker" in seen and "He sells it." in seen and "Ana" in seen
    assert "&lt;b&gt;oil" in seen and "<b>oil" not in seen
    done = mias.post(f"/cms/moderation/{item.pk}/decide/", {"act": "hide"}, follow=True)
    decision = Decision.objects.get()
    assert (decision.act, decision.reason) == (Act.HIDE, "spam") and f"/decisions/{decision.pk}/undo/" in done.content.decode()
    assert "Nothing waits." in done.content.decode()
    work()
    answers_page = page(browser(ben), f"/decisions/{decision.pk}/")
    assert "The team hid your answer." in answers_page and "It advertises" in answers_page
    assert "Ana" not in answers_page.replace("Ana lamp", "") and "Mia" not in answers_page and "He sells it" not in answers_page
    mias.post(f"/cms/moderation/decisions/{decision.pk}/undo/")
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED and Item.objects.get().decided_at is None


def test_with_a_message_it_is_two_clicks_and_the_next_one_comes(answer, ana, ben, mia):
    other = make_answer(answer.question, ben, "And my saddles.")
    for text in (answer, other):
        actions.report_text(text, reason="spam", by=ana)
    first, second = Item.objects.waiting()
    sent = {"act": "hide", "reason": "off_topic", "note": "Not about lamps.", "next": "1"}
    response = browser(mia).post(f"/cms/moderation/{first.pk}/decide/", sent)
    assert f"item={second.pk}" in response["Location"]
    assert Decision.objects.get().said.words == "Not about lamps."


def test_what_a_colleague_decided_meanwhile_is_said_and_changes_nothing(answer, ana, mia):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    actions.keep(item, by=make_moderator("moe"))
    late = browser(mia).post(f"/cms/moderation/{item.pk}/decide/", {"act": "hide"}, follow=True)
    assert "A colleague decided this meanwhile." in late.content.decode() and Decision.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"act": "eat"}, {"act": "hide", "reason": "boredom"}, {"act": "hide", "note": "x" * 1001}])
def test_a_wrong_form_changes_nothing(answer, ana, mia, sent):
    actions.report_text(answer, reason="spam", by=ana)
    response = browser(mia).post(f"/cms/moderation/{Item.objects.get().pk}/decide/", sent, follow=True)
    assert response.status_code == 200 and not Decision.objects.exists()


def test_members_and_editors_do_not_get_there(answer, ana, leo):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    assert browser(leo).get("/cms/moderation/").status_code == 403
    assert "/cms/moderation/" not in browser(leo).get("/cms/").content.decode()
    for who in (browser(leo), browser(ana), Client()):
        for path in ("", "appeals/", "done/"):
            assert who.get(f"/cms/moderation/{path}").status_code in (302, 403)
        for path in (f"{item.pk}/decide/", f"{item.pk}/take/", "decisions/1/undo/", "appeals/1/answer/"):
            assert who.post(f"/cms/moderation/{path}", {"act": "hide"}).status_code in (302, 403)
    assert not Decision.objects.exists()


def test_an_appeal_is_answered_by_somebody_else(answer, ben, mia):
    decision = actions.hide(answer, reason="spam", by=mia)
    bens = browser(ben)
    assert 'id="appeal"' in page(bens, f"/decisions/{decision.pk}/")
    assert bens.post(f"/decisions/{decision.pk}/", {"words": ""}).status_code == 400
    bens.post(f"/decisions/{decision.pk}/", {"words": "I sell nothing."})
    appeal = Appeal.objects.get()
    moe = make_moderator("moe")
    assert "another moderator looks at the appeal" in page(browser(mia), "/cms/moderation/appeals/")
    moes = browser(moe)
    assert "I sell nothing." in page(moes, "/cms/moderation/appeals/")
    moes.post(f"/cms/moderation/appeals/{appeal.pk}/answer/", {"stands": "0", "note": "Sorry."})
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED
    assert "you were right" in page(bens, f"/decisions/{decision.pk}/")
    assert "Nobody asks for another look." in page(moes, "/cms/moderation/appeals/")
    assert browser(make_moderator("may")).get(f"/decisions/{decision.pk}/").status_code == 200


def test_a_decision_is_nobody_elses_business(answer, ana, ben, mia, zed):
    decision = actions.hide(answer, reason="spam", by=mia)
    assert browser(zed).get(f"/decisions/{decision.pk}/").status_code == 404
    assert browser(ana).post(f"/decisions/{decision.pk}/", {"words": "For him."}).status_code == 404
    assert "The team hid your answer." in page(browser(ben), "/decisions/") and not Appeal.objects.exists()
