"""How many acts things take: clicks, fields, submits; and how often the page changes (the design's experience bars)."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from community.events.models import Due
from community.forum import actions as forum
from community.forum.models import Answer, Follow, Mark, MeToo, Question
from community.notifications.models import Preference
from tests.browser.test_the_main_loop import code_in_mail
from tests.people import PASSWORD, make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once


@dataclass
class Counted:
    """A person in a browser who counts what they do."""

    page: Any
    acts: int = 0
    pages: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", self.note)

    def note(self, request: Any) -> None:
        self.pages += request.is_navigation_request() and request.redirected_from is None

    def press(self, place: str) -> None:
        self.acts += 1
        self.page.locator(place).first.click()

    def choose(self, place: str, label: str) -> None:
        self.acts += 1
        self.page.select_option(place, label=label)

    def write(self, place: str, words: str) -> None:
        self.acts += 1
        self.page.fill(place, words)


def at(site: Any, member: Any, path: str) -> Counted:
    return Counted(site.window(member, viewport={"width": 1280, "height": 800}).go(path))


def test_a_newcomer_asks_from_a_landing_page_in_nine_acts_and_two_page_changes_with_signing_in(site, ana, until):
    nia = at(site, None, make_question(ana).get_absolute_url())
    nia.press("header >> text=Ask")
    nia.write("#ask-title", "Which bulb fits the rear light?")
    nia.press("main form button.pri")
    nia.press("dialog a[href*=signup]")
    nia.write("dialog [name=email]", "nia@example.com")
    nia.press("dialog [name=agreed]")
    nia.press("dialog form[action*=signup] button.pri")
    nia.page.wait_for_selector("dialog [name=code]")
    nia.write("dialog [name=code]", code_in_mail())
    nia.press("dialog form:has([name=code]) button.pri")
    nia.page.wait_for_selector("h1:has-text('Which bulb fits')")
    assert (nia.acts, nia.pages) == (9, 2)
    assert Question.objects.get(author__email="nia@example.com").title == "Which bulb fits the rear light?"


def test_who_signs_in_beside_their_text_sees_what_was_wrong_and_can_go_back_to_it(site, ana, until):
    guest = site.window()
    page = guest.go("/questions/ask/")
    page.fill("#ask-title", "Which bulb fits the rear light?")
    page.click("main form button.pri")
    page.fill("dialog [name=login]", ana.email)
    page.fill("dialog [name=password]", "not this one")
    page.click("dialog button.pri")
    page.wait_for_selector("dialog .problem, dialog #wrong")
    page.click("dialog .away")
    expect(page.locator("#ask-title")).to_have_value("Which bulb fits the rear light?")
    page.click("main form button.pri")
    page.fill("dialog [name=login]", ana.email)
    page.fill("dialog [name=password]", PASSWORD)
    page.click("dialog button.pri")
    page.wait_for_selector("h1:has-text('Which bulb fits')")
    assert Question.objects.get().author == ana


def test_a_guests_answer_is_posted_when_they_have_signed_in(site, ana, ben):
    page = site.window().go(make_question(ana).get_absolute_url())
    page.click("#compose a.begin")
    page.fill("#answer-body", "The small one.")
    page.click("#compose button.pri")
    page.fill("dialog [name=login]", ben.email)
    page.fill("dialog [name=password]", PASSWORD)
    page.click("dialog button.pri")
    page.wait_for_selector("#answers article:has-text('The small one.')")
    assert Answer.objects.get().author == ben


def test_a_member_asks_in_three_acts_and_answers_in_two(site, ana, ben):
    asker = at(site, ana, "/")
    asker.press("header >> text=Ask")
    asker.write("#ask-title", "Which bulb fits the rear light?")
    asker.press("main form button.pri")
    asker.page.wait_for_selector("h1:has-text('Which bulb fits')")
    assert (asker.acts, asker.pages) == (3, 2)
    helper = at(site, ben, Question.objects.get().get_absolute_url())
    helper.write("#answer-body", "The small one.")
    helper.press("#compose button.pri")
    helper.page.wait_for_selector("#answers article:has-text('The small one.')")
    assert helper.acts == 2


def test_each_small_act_is_one_press_and_so_is_taking_it_back(site, ana, ben, zed, until):
    answer = make_answer(make_question(ana), ben)
    question = answer.question
    reader = at(site, zed, question.get_absolute_url())
    for place, rows in (
        (f"#helped-b-{answer.pk}", Mark.objects.filter(withdrawn_at=None)),
        ("#metoo-b", MeToo.objects.all()),
        ("#follow-b", Follow.objects.all()),
    ):
        for there in (True, False):
            reader.press(place)
            until(lambda rows=rows, there=there: rows.exists() == there)
            expect(reader.page.locator(place)).to_have_attribute("aria-pressed", str(there).lower())
    assert (reader.acts, reader.pages) == (6, 0)
    asker = at(site, ana, question.get_absolute_url())
    asker.press(f"#a{answer.pk} form[action*='/accept/'] button")
    asker.page.wait_for_selector(f"#a{answer.pk} .banner.good")
    asker.press("#toasts button:has-text('Undo')")
    asker.page.wait_for_selector(f"#a{answer.pk} form[action*='/accept/'] button")
    assert asker.acts == 2


def test_a_thank_you_note_takes_two_acts_on_the_same_page(site, ana, ben):
    answer = make_answer(make_question(ana), ben)
    reader = at(site, ana, answer.question.get_absolute_url())
    reader.press(f"#helped-b-{answer.pk}")
    reader.page.wait_for_selector(f"#note-{answer.pk}")
    reader.acts = 0
    reader.write(f"#note-{answer.pk}", "The lamp is steady again.")
    reader.press("form.note button")
    reader.page.wait_for_selector(".quote:has-text('The lamp is steady again.')")
    assert (reader.acts, reader.pages) == (2, 0)


def test_a_solved_answer_is_two_acts_from_home_and_in_sight_without_scrolling(site, ana, ben, zed):
    answer = make_answer(make_question(ana, body="It began last week, after the rain. " * 6), ben)
    make_answer(answer.question, zed, "Buy another one.")
    forum.accept_answer(answer, by=ana)
    reader = at(site, None, "/")
    reader.press("header nav >> text=Questions")
    reader.press(f"article:has(.pill.good) a:has-text('{answer.question.title}')")
    words = reader.page.locator(f"#a{answer.pk} .prose")
    words.wait_for()
    box = words.bounding_box()
    assert reader.acts == 2 and reader.page.evaluate("scrollY") == 0 and box["y"] + box["height"] <= 800


def test_what_is_next_stands_on_ones_profile_and_why_is_one_press_away(site, ana, ben, until):
    answer = make_answer(make_question(ana), ben)
    forum.accept_answer(answer, by=ana)
    for name in ("tom", "eva", "ida"):
        forum.mark_helped(answer, by=make_member(name))
    until(lambda: not Due.objects.exists())
    helper = at(site, ben, ben.get_absolute_url())
    expect(helper.page.locator("main")).to_contain_text(re.compile("the way to|Close to", re.IGNORECASE))
    helper.press("main a:has-text('Why')")
    helper.page.wait_for_url(re.compile("/me/why/"))
    assert (helper.acts, helper.pages) == (1, 1)


def test_a_kind_of_e_mail_ends_in_two_presses_from_the_mail_and_three_from_any_page(site, ana, ben, until):
    make_answer(make_question(ana), ben)
    until(lambda: mail.outbox and not Due.objects.exists())
    link = re.search(r"https?://[^/]+(/notifications/unsubscribe/\S+)", mail.outbox[0].body)[1]
    reader = at(site, None, link)
    reader.acts = 1  # the link in the mail
    reader.press("main button.pri")
    reader.page.wait_for_selector("h1:has-text('Done')")
    assert reader.acts == 2 and Preference.objects.get().kind == "answer.posted"
    Preference.objects.all().delete()
    member = at(site, ana, "/questions/")
    member.press("[data-bell]")
    member.press("main a:has-text('What I hear about')")
    member.press("[name='answer.posted:mail']")
    expect(member.page.locator("#saved")).to_have_text("Saved.")
    wanted = Preference.objects.get()
    assert member.acts == 3 and (wanted.kind, wanted.channel) == ("answer.posted", "mail")
