"""What is being written is kept for its writer, and never overwritten by another form's older text."""

from uuid import uuid4

import pytest
from django.test import Client

from community.forum import actions, rules
from community.forum.models import Answer, Draft
from community.verdict import Refused
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
SAVE = "/drafts/save/"


@pytest.fixture
def question(ana):
    return make_question(ana)


def save(client, place, form, over="", **words):
    return client.post(SAVE, {"place": place, "submission": str(form), "draft": str(over), **words})


def test_a_draft_stands_in_its_place_on_another_device_and_goes_when_the_text_is_sent(client: Client, question, ben):
    client.force_login(ben)
    place, mine, composer = f"question:{question.pk}", uuid4(), f"/questions/{question.pk}/acts/answer/"
    assert save(client, place, mine, body="Half an answer").json() == {"kept": True}
    page = client.get(question.get_absolute_url()).content.decode()
    assert "Half an answer</textarea>" in page and "Your answer is still here" in page and str(mine) in page
    assert "Half an answer" in client.get("/drafts/").content.decode()
    sent = client.post(composer, {"body": "A whole answer", "submission": str(uuid4()), "draft": str(mine)})
    assert sent.status_code == 302 and not Draft.objects.exists()
    assert "Half an answer" not in client.get(question.get_absolute_url()).content.decode()
    save(client, place, Answer.objects.get().submission, body="A save that came late")
    assert not Draft.objects.exists()


def test_two_tabs_lose_nothing(client: Client, question, ben):
    client.force_login(ben)
    place, first, second = f"question:{question.pk}", uuid4(), uuid4()
    save(client, place, first, body="From the first tab")
    refused = save(client, place, second, body="From the second")
    assert refused.status_code == 409 and refused.json() == {"words": {"body": "From the first tab"}, "writer": str(first)}
    assert save(client, place, second, over=first, body="From the second").status_code == 200
    assert save(client, place, first, body="The first again").status_code == 409
    composer = f"/questions/{question.pk}/acts/answer/"
    client.post(composer, {"body": "The first again", "submission": str(first)})
    assert Draft.objects.get().words == {"body": "From the second"}


def test_an_emptied_form_keeps_nothing_and_a_question_keeps_all_its_fields(client: Client, ben):
    client.force_login(ben)
    form = uuid4()
    save(client, "ask", form, title="Why is", body="", tags="wiring", products=["3"])
    page = client.get("/questions/ask/").content.decode()
    assert 'value="Why is"' in page and 'value="wiring"' in page
    assert save(client, "ask", form, title=" ", body="", tags="").json() == {"kept": False} and not Draft.objects.exists()


def test_an_edit_is_kept_apart_from_what_stands(client: Client, question, ben):
    answer = make_answer(question, ben, "As it stands.")
    client.force_login(ben)
    form, address = uuid4(), f"/texts/answer/{answer.pk}/edit/"
    save(client, f"edit:answer:{answer.pk}", form, body="As it will stand.")
    assert "As it will stand.</textarea>" in client.get(address).content.decode()
    client.post(address, {"body": "As it will stand.", "draft": str(form)})
    assert not Draft.objects.exists() and Answer.objects.get().body == "As it will stand."


def test_only_what_one_may_open_has_a_place_and_only_its_owner_deletes_a_draft(client: Client, question, ana, ben, zed):
    private = make_question(ana, "My serial number and invoice", visibility="private")
    assert save(client, "ask", uuid4(), title="A guest's").status_code == 401
    client.force_login(zed)
    for place in (f"question:{private.pk}", "question:999", "somewhere", "edit:tag:1"):
        assert save(client, place, uuid4(), body="x").status_code == 404, place
    assert save(client, "ask", "none", title="x").status_code == 400
    assert save(client, "ask", uuid4(), body="x" * 100_001).status_code == 413
    bens = actions.save_draft("ask", words={"title": "Ben's own"}, writer=uuid4(), by=ben)
    client.post(f"/drafts/{bens.pk}/delete/")
    assert Draft.objects.count() == 1
    client.force_login(ben)
    client.post(f"/drafts/{bens.pk}/delete/")
    assert not Draft.objects.exists()


def test_drafts_have_an_end(monkeypatch, question, ben):
    monkeypatch.setattr(rules, "DRAFTS_MAX", 1)
    actions.save_draft("ask", words={"title": "One"}, writer=uuid4(), by=ben)
    with pytest.raises(Refused, match="very many drafts"):
        actions.save_draft(f"question:{question.pk}", words={"body": "Two"}, writer=uuid4(), by=ben)


def test_a_preview_is_what_will_stand_there_and_sends_nothing(client: Client, question, ana):
    composer, words = f"/questions/{question.pk}/acts/answer/", {"body": "**So** it\ngoes <script>", "preview": "1"}
    alone = client.post(composer, words, headers={"HX-Request": "true"}).content.decode()
    assert "<strong>So</strong> it<br>" in alone and "<script>" not in alone and "<html" not in alone
    page = client.post(composer, words).content.decode()  # a guest without scripts
    assert "<strong>So</strong>" in page and "**So** it\ngoes &lt;script&gt;</textarea>" in page
    client.force_login(ana)
    asked = client.post("/questions/ask/", {"title": "Why?", **words}).content.decode()
    assert "<strong>So</strong>" in asked and 'value="Why?"' in asked
    edited = client.post(f"/texts/question/{question.pk}/edit/", {"title": "Why?", **words}).content.decode()
    answer = make_answer(question, ana)
    assert "<strong>So</strong>" in edited
    assert "<strong>So</strong>" in client.post(f"/texts/answer/{answer.pk}/edit/", words).content.decode()
    question.refresh_from_db()
    assert question.title != "Why?" and Answer.objects.count() == 1


def test_a_form_sent_by_script_is_told_where_to_go_on(client: Client, question, ben):
    client.force_login(ben)
    composer, form = f"/questions/{question.pk}/acts/answer/", str(uuid4())
    told = client.post(composer, {"body": "Tighten it.", "submission": form}, headers={"Accept": "application/json"})
    assert told.json() == {"to": f"{question.get_absolute_url()}#a{Answer.objects.get().pk}"}
    assert f'data-sent-form="{form}"' in client.get(question.get_absolute_url()).content.decode()


def test_who_never_asked_is_told_in_place_what_makes_a_question_answerable(client: Client, ana, ben):
    said = "Your first question here"
    assert said in client.get("/questions/ask/").content.decode()
    client.force_login(ben)
    assert said in client.get("/questions/ask/").content.decode()
    make_question(ben)
    assert said not in client.get("/questions/ask/").content.decode()
