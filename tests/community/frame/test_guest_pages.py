"""Pages kept for guests: what is given again is what would be drawn now, and only to those it was drawn for."""

import gzip
import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils.timezone import now

from community import clock
from community.forum import actions
from community.forum.models import Comment, Question, Tag
from community.frame import guests
from community.members import actions as members
from community.members.models import MODERATORS, Member
from community.verdict import Refused
from tests.pages import cost_of
from tests.posts import make_answer, make_question
from tests.remembering import pages_remembered

BADGE = {"slug": "x", "name": "Spark", "shape": "circle", "metal": "gold", "glyph": "zap"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    with pages_remembered(settings, monkeypatch):
        yield


def afresh(address: str):
    with override_settings(GUEST_PAGES_SECONDS=0):
        return Client().get(address)


def test_a_guest_s_page_is_kept_whole_without_a_cookie_and_is_not_sent_twice(client: Client, ana, ben):
    question = make_question(ana)
    address = question.get_absolute_url()
    first = client.get(address)
    assert not first.cookies
    assert cost_of(client, address) == 1  # which changes were noted
    again = client.get(address)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    known = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    make_answer(question, ben)
    newer = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert newer.status_code == 200
    assert b"Check the earth wire" in newer.content


def test_each_audience_gets_its_own(client: Client, ana):
    address = make_question(ana).get_absolute_url()
    plain = client.get(address).content
    spanish = Client().get(address, headers={"Accept-Language": "es"}).content
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert b'lang="es"' in spanish
    assert b'data-theme="dark"' in dark.get(address).content
    assert client.get(address).content == plain
    client.force_login(ana)
    mine = client.get(address)
    assert "ETag" not in mine.headers
    assert mine.content != plain
    assert Client().get(address).content == plain


def test_what_is_kept_is_what_would_be_drawn_whatever_was_done(ana, ben, mia, leo):
    dice = random.Random(3)
    product = actions.create_product(name="Lamp", category=actions.create_category(name="Things"))
    question = make_question(ana, tags=["one"], products=[product])
    other = make_question(ben, title="Another lamp that is dim at night")
    actions.link_questions(question, other, kind="linked")
    people = [ana, ben, mia, leo]
    for person in people:
        make_answer(question, person, body=f"Answer by {person.pk}")
    reader, changed = Client(), 0

    def text():
        return dice.choice([question, *question.answers.all(), *Comment.objects.all()])

    def answer():
        return dice.choice(list(question.answers.all()))

    def said() -> str:
        return f"Words {dice.random()}"

    acts = {
        "accept": lambda: actions.accept_answer(answer(), by=who),
        "unaccept": lambda: actions.unaccept_answer(answer(), by=who),
        "thank": lambda: actions.write_note(answer(), words=said(), public=True, by=who),
        "withdraw": lambda: actions.withdraw_mark(answer(), by=who),
        "me too": lambda: actions.say_me_too(question, by=who),
        "comment": lambda: actions.post_comment(question, answer=answer(), body=said(), by=who),
        "answer": lambda: actions.post_answer(question, body=said(), by=who),
        "edit": lambda: actions.edit_answer(answer(), body=said(), by=who),
        "edit comment": lambda: actions.edit_comment(dice.choice(list(Comment.objects.all())), body=said(), by=who),
        "tags": lambda: actions.edit_question(question, title=now.title, body=now.body, tags=[said()[:12]], by=ana),
        "title": lambda: actions.edit_question(other, title=f"{said()} about the lamp", body="", by=ben),
        "hide": lambda: actions.hide_text(text(), reason="other", by=mia),
        "restore": lambda: actions.restore_text(text(), by=mia),
        "delete": lambda: actions.delete_text(text(), by=who),
        "undelete": lambda: actions.undelete_text(text(), by=who),
        "close": lambda: actions.close_question(question, reason="outdated", by=mia),
        "reopen": lambda: actions.reopen_question(question, by=mia),
        "handle": lambda: members.rename_handle(who, handle=f"h{dice.randrange(10**6)}", by=leo),
        "name": lambda: members.change_profile(who, name=f"N{dice.random()}"[:9], bio="", language="en", time_zone="UTC", by=leo),
        "flair": lambda: members.set_flair(who.pk, {"level": dice.randrange(5), "level_name": "Explorer", "badges": [BADGE]}),
        "group": lambda: members.set_groups(ben, dice.choice([[], [MODERATORS]]), by=None),
        "place": lambda: actions.rename_place(dice.choice([product, *Tag.objects.all()]), name=said()[:20]),
    }  # fmt: skip
    for verb in dice.sample([*acts] * 2, 2 * len(acts)):
        who, now = Member.objects.get(pk=dice.choice(people).pk), Question.objects.get(pk=question.pk)
        pages = [now.get_absolute_url(), "/questions/"]
        before = [reader.get(page).content for page in pages]
        try:
            acts[verb]()
        except (Refused, ValidationError, IndexError):
            continue
        given = [reader.get(page) for page in pages]
        for page, stands in zip(given, map(afresh, pages), strict=True):
            assert (verb, page.status_code, page.content) == (verb, stands.status_code, stands.content)
        changed += given[0].content != before[0]
    assert changed > 7
    assert guests.shelf.entries


@pytest.mark.parametrize(("age", "seconds"), [(timedelta(), 60), (timedelta(hours=1), 180), (timedelta(days=9), 600)])
def test_a_page_of_old_things_is_kept_longer_but_never_past_what_its_words_allow(client: Client, ana, age, seconds):
    with clock.at(now() - age):
        address = make_question(ana).get_absolute_url()
    client.get(address)
    (page,) = guests.shelf.entries.values()
    assert page.until - page.began == pytest.approx(seconds, abs=2)


def test_whoever_takes_gzip_gets_the_same_page_in_it(client: Client, ana):
    address = make_question(ana).get_absolute_url()
    plain = client.get(address)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert (zipped.headers["Content-Encoding"], zipped.headers["ETag"]) == ("gzip", plain.headers["ETag"])
    assert gzip.decompress(zipped.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"] and "Content-Encoding" not in plain.headers
