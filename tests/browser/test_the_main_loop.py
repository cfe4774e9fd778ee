"""The main loop as two people live it: once with scripts, once without any.

Nia joins and asks, Ben answers, she accepts; he sees a badge, a level and the people he helped, and why.
"""

import re

import pytest
from django.core import mail

from community.events.models import Due
from community.forum import actions as forum
from community.forum.models import Answer, Question
from community.members.models import Member
from tests.people import make_member
from tests.posts import make_answer, make_question


def code_in_mail():
    return re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


@pytest.fixture
def known_helper(ben):
    """Ben has helped two people before."""
    asked = make_question(make_member("rosa"), title="Which tyre fits the front wheel?")
    answer = make_answer(asked, ben, "The 28 inch one.")
    for name in ("tom", "eva"):
        forum.mark_helped(answer, by=make_member(name))
    return ben


def join(window, name, email):
    page = window.go("/accounts/signup/")
    page.fill("[name=email]", email)
    page.fill("[name=name]", name)
    page.check("[name=agreed]")
    page.click("form[action*=signup] button")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_in_mail())
    page.click("form:has([name=code]) button.pri")
    page.wait_for_selector(".menu.me")


def ask(window, title):
    page = window.go("/questions/ask/")
    page.fill("[name=title]", title)
    page.fill("[name=body]", "It began last week, after the rain.")
    page.click("main form button.pri")
    page.wait_for_selector("h1:has-text('lamp')")


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.once)], ids=["with scripts", "without scripts"])
def test_from_joining_to_recognition(site, known_helper, until, scripts):
    ben = known_helper
    until(lambda: not Due.objects.exists())
    nias, bens = site.window(scripts=scripts), site.window(ben, scripts=scripts)

    join(nias, "Nia Okafor", "nia@example.com")
    ask(nias, "Why does the lamp flicker when I brake?")
    question = Question.objects.get(author__email="nia@example.com")
    assert "No answer yet" in nias.page.inner_text("main")

    page = bens.go("/questions/?sort=waiting")
    page.click(f"a:has-text('{question.title}')")
    page.fill("#answer-body", "Check the **earth wire** at the rear light.")
    page.click("#compose button.pri")
    page.wait_for_selector("#answers article strong:has-text('earth wire')")
    answer = Answer.objects.get(question=question)

    if scripts:
        nias.page.wait_for_selector(f"#a{answer.pk}")  # by itself
    else:
        until(lambda: not Due.objects.exists())
        page = nias.go("/notifications/")
        page.click("a:has-text('Ben answered your question.')")
    nias.page.click(f"#a{answer.pk} form[action*='/accept/'] button")
    nias.page.wait_for_selector(f"#a{answer.pk} .banner:has-text('Accepted by')")
    until(lambda: not Due.objects.exists())

    page = bens.go("/notifications/")
    told = page.inner_text("main")
    assert "Nia Okafor accepted your answer." in told and "Solver" in told
    page.click("button:has-text('Mark all as read')")
    page.wait_for_selector("main:not(:has(.unread))")

    page = bens.go(Member.objects.get(pk=ben.pk).get_absolute_url())
    shown = page.inner_text("main")
    assert Member.objects.get(pk=ben.pk).people_helped == 3
    assert "3 people" in shown and "Solver" in shown and "Level " in shown

    page = bens.go("/me/loyalty/")
    page.click("div:has(> dt:has-text('People helped')) summary")
    page.click("a:visible:has-text('See the facts')")
    page.wait_for_url(re.compile("/me/loyalty/facts/"))
    assert "Nia Okafor" in page.inner_text("main")
    why = bens.go("/me/why/").inner_text("main")
    assert "accepted" in why.lower() and question.title in why


@pytest.mark.once
def test_on_a_phones_screen_a_press_right_after_writing_is_not_lost(site, ana, ben):
    """The bar at the foot hides while somebody writes: coming back at the press, it would take the press."""
    answer = make_answer(make_question(ana), ben, "First look at the wire. " * 60)
    page = site.window(ana, viewport={"width": 390, "height": 844}).go(answer.question.get_absolute_url())
    page.click(f"#helped-b-{answer.pk}")
    page.fill(f"#note-{answer.pk}", "The lamp is steady again.")
    assert not page.is_visible(".tabbar")
    button = page.locator("form.note button")
    button.evaluate("button => button.scrollIntoView({block: 'end'})")
    page.locator(f"#note-{answer.pk}").focus()
    at = button.bounding_box()
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.wait_for_selector(".quote:has-text('The lamp is steady again.')")
    page.locator("h1").click()
    assert page.is_visible(".tabbar")


def test_a_guests_words_survive_joining(site, ana):
    question = make_question(ana)
    window = site.window(scripts=False)  # with scripts the steps come over the page: test_experience_bars
    page = window.go(question.get_absolute_url())
    page.click("text=Write your answer")
    page.fill("#answer-body", "Typed before joining.")
    page.click("#compose button.pri")
    page.wait_for_url(re.compile("/accounts/login/"))
    page.click("main a[href*=signup]")
    page.fill("[name=email]", "nia@example.com")
    page.check("[name=agreed]")
    page.click("form[action*=signup] button")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_in_mail())
    page.click("form:has([name=code]) button.pri")
    page.wait_for_selector("#answer-body")
    assert page.input_value("#answer-body") == "Typed before joining."
