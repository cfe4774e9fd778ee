from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.forum import actions
from community.forum.models import Question, Tag
from tests.posts import make_answer, make_question


def titles(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split("<h2><a ")[1:]]


def asked(by, n: int, **fields) -> list[Question]:
    """n questions, an hour apart, the last one newest."""
    made = []
    for number in range(n):
        with clock.at(now() - timedelta(hours=n - number)):
            made.append(make_question(by, title=f"Question number {number:03d} of many", **fields))
    return made


def test_the_newest_stands_first_and_says_who_asked(client: Client, ana):
    asked(ana, 3)
    page = client.get("/questions/").content.decode()
    assert titles(page) == [f"Question number {n:03d} of many" for n in (2, 1, 0)]
    assert "Be the first to answer" in page and "Ana" in page


def test_waiting_and_solved_are_what_they_say(client: Client, ana, ben):
    waiting, answered, solved = asked(ana, 3)
    make_answer(answered, ben)
    answer = make_answer(solved, ben)
    actions.accept_answer(answer, by=ana)
    assert titles(client.get("/questions/?sort=waiting").content.decode()) == [waiting.title]
    page = client.get("/questions/?sort=solved").content.decode()
    assert titles(page) == [solved.title] and "Solved by <strong>Ben</strong>" in page


def test_a_closed_question_does_not_wait(client: Client, ana, mia):
    (question,) = asked(ana, 1)
    actions.close_question(question, reason="off_topic", by=mia)
    assert not titles(client.get("/questions/?sort=waiting").content.decode())
    assert "Closed" in client.get("/questions/").content.decode()


def walk(client: Client, address: str) -> list[str]:
    seen = []
    while address:
        page = client.get(address).content.decode()
        seen += titles(page)
        address = (
            "/questions/" + page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
            if 'rel="next"' in page
            else ""
        )
    return seen


def test_walking_to_the_end_shows_every_question_once_also_where_moments_are_equal(client: Client, ana):
    moment = now() - timedelta(days=1)
    for number in range(45):
        with clock.at(moment if number % 2 else moment - timedelta(microseconds=number)):
            make_question(ana, title=f"Question number {number:03d} of many")
    seen = walk(client, "/questions/")
    assert len(seen) == 45 == len(set(seen))


def test_a_page_stays_as_it_was_when_newer_questions_come(client: Client, ana):
    asked(ana, 25)
    first = client.get("/questions/").content.decode()
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    before = titles(client.get(f"/questions/{older}").content.decode())
    make_question(ana, title="A newer question than all of them")
    assert titles(client.get(f"/questions/{older}").content.decode()) == before and len(before) == 5


@pytest.mark.parametrize("cursor", ["x", "newest~1~1", "newest~1~1.AAAA", "%00", "~~.", "9" * 400])
def test_a_cursor_that_was_tampered_with_is_a_clear_answer(client: Client, ana, cursor):
    answer = client.get("/questions/", {"before": cursor})
    assert answer.status_code == 400 and "not whole" in answer.content.decode()


def test_a_cursor_of_another_order_is_refused(client: Client, ana):
    asked(ana, 21)
    page = client.get("/questions/").content.decode()
    cursor = page.split("?before=")[1].split('"')[0]
    assert client.get(f"/questions/?sort=waiting&before={cursor}").status_code == 400


def test_tag_category_and_product_have_lists_of_their_own(client: Client, ana):
    actions.create_category(name="General")
    category = actions.create_category(name="Machines")
    lamp = actions.create_product(name="Lamp One", category=category, intro="A bright lamp.")
    make_question(ana, title="How do I fix the lamp here?", products=[lamp], tags=["light"])
    make_question(ana, title="Something about another matter", tags=["other"])
    for address in ("/products/lamp-one/", "/categories/machines/", "/tags/light/"):
        page = client.get(address).content.decode()
        assert titles(page) == ["How do I fix the lamp here?"], address
    assert "A bright lamp." in client.get("/products/lamp-one/").content.decode()


def test_a_place_that_was_renamed_redirects_for_ever(client: Client, ana):
    category = actions.create_category(name="Machines")
    actions.rename_place(category, name="Devices")
    answer = client.get("/categories/machines/")
    assert answer.status_code == 301 and answer["Location"] == "/categories/devices/"
    assert client.get("/categories/never/").status_code == 404


def test_a_tag_that_stands_only_on_a_private_question_is_not_there(client: Client, ana, mia):
    make_question(ana, title="My invoice number is wrong", tags=["secretword"], visibility="private")
    shown = make_question(ana, title="Why is the lamp so dim now?", tags=["light"])
    assert Tag.objects.filter(name="secretword").exists()
    page = client.get("/tags/").content.decode()
    assert "light" in page and "secretword" not in page
    assert client.get("/tags/secretword/").status_code == 404
    actions.hide_text(shown, reason="other", by=mia)
    assert client.get("/tags/light/").status_code == 404


def test_what_is_not_public_stands_in_no_list_for_anybody(client: Client, ana, mia):
    private = make_question(ana, title="A private matter of mine", visibility="private")
    hidden = make_question(ana, title="A hidden matter of mine")
    actions.hide_text(hidden, reason="other", by=mia)
    for viewer in (None, ana, mia):
        if viewer:
            client.force_login(viewer)
        page = client.get("/questions/").content.decode()
        assert private.title not in page and hidden.title not in page


def test_an_empty_list_says_one_sentence_and_one_way_on(client: Client, ana):
    page = client.get("/questions/?sort=waiting").content.decode()
    assert "Nothing waits for an answer here. Well done." in page and 'href="/questions/">Newest' in page
    assert "Ask the first question" in client.get("/questions/").content.decode()


def test_tags_are_walked_by_name(client: Client, ana):
    for number in range(41):
        make_question(ana, title=f"Question number {number:03d} of many", tags=[f"tag {number:03d}-{n}" for n in range(5)])
    page = client.get("/tags/").content.decode()
    assert page.count('class="tag"') == 200 and "More tags" in page
    after = page.split('href="?after=')[1].split('"')[0]
    rest = client.get(f"/tags/?after={after}").content.decode()
    assert rest.count('class="tag"') == 5 and "More tags" not in rest
