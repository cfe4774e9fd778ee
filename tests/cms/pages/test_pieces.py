import pytest
from django.test import Client

from cms.pages.models import HomePage
from community.forum import actions as forum
from community.members import actions as members
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def home_with(*pieces: tuple[str, object]) -> str:
    home = HomePage.objects.get()
    home.body, home.aside = list(pieces), []
    home.save_revision().publish()
    return Client().get("/").content.decode()


def test_questions_of_a_product_or_a_tag_in_three_orders(ana, ben):
    lamp = forum.create_product(name="Lamp", category=forum.create_category(name="Lights"))
    solved = make_question(ana, title="Why does the lamp flicker?", products=[lamp], tags=["wiring"])
    forum.accept_answer(make_answer(solved, ben), by=ana)
    make_question(ana, title="Which bulb fits the lamp?", products=[lamp])
    make_question(ana, title="Which oil for the chain?", tags=["oil"])
    of = {"heading": "", "number": 5, "product": lamp, "tag": None}
    waiting = home_with(("questions", of | {"order": "waiting"}))
    assert "Somebody needs you" in waiting and "Which bulb" in waiting and "flicker" not in waiting and "oil" not in waiting
    assert "Which bulb" not in home_with(("questions", of | {"order": "solved"}))
    tagged = home_with(("questions", of | {"order": "newest", "product": None, "tag": forum.create_tag(name="oil")}))
    assert "Which oil" in tagged and "Which bulb" not in tagged and 'href="/tags/oil/"' in tagged


def test_no_question_yet_leads_to_asking_about_that_product():
    lamp = forum.create_product(name="Lamp", category=forum.create_category(name="Lights"))
    shown = home_with(("questions", {"heading": "", "number": 5, "product": lamp, "tag": None, "order": "newest"}))
    assert "Nobody has asked here yet." in shown and f'href="/questions/ask/?product={lamp.slug}"' in shown


def test_private_and_hidden_questions_stand_in_no_piece(ana, mia):
    make_question(ana, title="My serial number and invoice", visibility="private")
    hidden = make_question(ana, title="Words that were hidden here")
    forum.hide_text(hidden, reason="spam", by=mia)
    for order in ("newest", "waiting", "solved"):
        shown = home_with(("questions", {"heading": "", "number": 20, "product": None, "tag": None, "order": order}))
        assert "My serial number" not in shown and "Words that were hidden" not in shown


def test_a_member_in_the_spotlight_goes_when_they_leave(ben):
    piece = ("spotlight", {"heading": "", "member": ben, "words": "He knows every wire."})
    assert "He knows every wire." in home_with(piece) and ">Ben</a>" in home_with(piece)
    members.forget(ben)
    shown = Client().get("/").content.decode()
    assert "He knows every wire." not in shown


def test_badges_levels_invitation_and_a_quote_are_drawn(db):
    shown = home_with(
        ("recognition", {"heading": "", "number": 3, "levels": True}),
        ("invite", {"heading": "", "text": ""}),
        ("quote", {"words": "It rides <b>again</b>.", "source": "Ben"}),
        ("steps", {"heading": "Do it", "steps": [{"name": "Loosen <i>it</i>", "words": "", "picture": None}]}),
        ("code", {"lines": "<script>alert(1)</script>"}),
    )
    assert "How we say thank you" in shown and "Helping hand" in shown and 'href="/invite/"' in shown
    assert "It rides &lt;b&gt;again&lt;/b&gt;." in shown and "&lt;script&gt;alert(1)" in shown and "Loosen &lt;i&gt;" in shown


def test_members_are_chosen_by_name_and_never_found_by_address(client, leo, ben):
    make_member("nina", email="found-by-nobody@example.com")
    client.force_login(leo)
    assert b"Ben" in client.get("/cms/choose_member/results/", {"q": "ben"}).content
    assert b"Nina" not in client.get("/cms/choose_member/results/", {"q": "found-by-nobody"}).content
    assert b"@example.com" not in client.get("/cms/choose_member/").content
