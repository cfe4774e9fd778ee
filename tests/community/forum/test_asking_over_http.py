"""Asking through the form: what a sentence is enough for, what is refused, and that no word is lost."""

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from community.forum import actions
from community.forum.models import Question


def test_asking_takes_a_sentence_and_a_product(client: Client, ana):
    lamp = actions.create_product(name="Lamp", category=actions.create_category(name="Things"))
    client.force_login(ana)
    page = client.get("/questions/ask/?product=lamp").content.decode()
    assert f'value="{lamp.pk}"' in page and "checked" in page
    answer = client.post("/questions/ask/", {"title": "It is dim", "products": [lamp.pk], "tags": "light, Warm  White"})
    asked = Question.objects.get()
    assert answer.status_code == 302 and answer["Location"] == asked.get_absolute_url()
    assert {tag.name for tag in asked.tags.all()} == {"light", "warm white"}


def test_asking_again_with_the_same_form_is_one_question(client: Client, ana):
    client.force_login(ana)
    form = {"title": "Why is the lamp so dim now?", "submission": str(uuid.uuid4())}
    first, second = (
        client.post("/questions/ask/", form),
        client.post("/questions/ask/", form | {"title": "Changed meanwhile, once more"}),
    )
    assert first["Location"] == second["Location"] and Question.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"title": "Short", "body": "My kept words"}, 400, "A few more words"),
        ({"title": " \u200b ", "body": "My kept words"}, 400, "in one sentence"),
        ({"title": "x" * 151, "body": "My kept words"}, 413, "150"),
        ({"title": "Why is the lamp so dim now?", "body": "My kept words" + "x" * 30_000}, 413, "30,000"),
        ({"title": "Why is the lamp so dim now?", "body": "My kept words", "tags": "a,b,c,d,e,f"}, 400, "5 tags"),
        ({"title": "Why is the lamp so dim now?", "body": "My kept words", "products": "999"}, 400, "from the list"),
    ],
)
def test_a_question_that_is_refused_keeps_what_was_typed(client: Client, ana, form, status, said):
    actions.create_product(name="Lamp", category=actions.create_category(name="Things"))
    client.force_login(ana)
    answer = client.post("/questions/ask/", form)
    page = answer.content.decode()
    assert answer.status_code == status and said in page and "My kept words" in page and form["title"].strip("\u200b ") in page
    assert 'aria-invalid="true"' in page or "_error" in page
    assert not Question.objects.exists()


def test_control_characters_and_lone_surrogates_do_no_harm(client: Client, ana):
    client.force_login(ana)
    answer = client.post(
        "/questions/ask/", b"title=Why+is+the+lamp%00+so+dim+now&body=a%ED%A0%80b%00", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302 and "\x00" not in Question.objects.get().title + Question.objects.get().body


def test_a_guest_who_asks_signs_in_and_finds_the_form_filled(client: Client, ana):
    form = {"title": "Why is the lamp so dim now?", "body": "It began last week."}
    answer = client.post("/questions/ask/", form)
    assert answer["Location"] == "/accounts/login/?next=/questions/ask/" and not Question.objects.exists()
    client.force_login(ana)
    page = client.get("/questions/ask/").content.decode()
    assert form["title"] in page and form["body"] in page and "still here" in page
    client.post("/questions/ask/", form)
    assert form["body"] not in client.get("/questions/ask/").content.decode()


def test_what_guests_type_is_kept_in_measure_and_so_often_an_hour(db, client: Client):
    form = {"title": "t" * 90_000, "body": "b" * 90_000, "products": ["1" * 900] * 900}
    for _turn in range(20):
        assert Client().post("/questions/ask/", form).status_code == 302
    kept = Session.objects.order_by("pk")
    assert kept.count() == 20 and len(str(kept[0].get_decoded())) < 40_000
    refused = client.post("/questions/ask/", {"title": "Why is the lamp so dim now?", "body": "An hour of typing"})
    assert refused.status_code == 429 and "An hour of typing" in refused.content.decode() and refused["Retry-After"] == "3600"
    assert kept.count() == 20
    elsewhere = client.post("/questions/ask/", {"title": "Why is the lamp so dim now?"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
