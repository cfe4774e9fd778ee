"""Every act of a member by what a screen reader is told alone: roles, names and labels; with scripts and without any."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from community.events.models import Due
from community.forum.models import Question
from community.members.models import ApiToken, Member
from tests.people import make_member

pytestmark = pytest.mark.once


def picture() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "PNG")
    return {"name": "lamp.png", "mimeType": "image/png", "buffer": out.getvalue()}


class Person:
    """Somebody who hears the page."""

    def __init__(self, site: Any, member: Member, scripts: bool) -> None:
        self.window, self.scripts = site.window(member, scripts=scripts), scripts
        self.page = self.window.page
        self.main = self.page.get_by_role("main")

    def go(self, path: str) -> None:
        self.window.go(path)

    def press(self, name: str, role: str = "button", within: Locator | None = None) -> None:
        (within or self.main).get_by_role(role, name=re.compile(f"^{name}")).first.click()

    def open(self, name: str, within: Locator | None = None) -> None:
        """What opens in place."""
        (within or self.main).locator("summary").filter(has_text=name).first.click()

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("textbox", name=label).first.fill(words)

    def hears(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def post(self, name: str) -> Locator:
        return self.main.get_by_role("article", name=name).first


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_every_act_of_a_member(site, ana, ben, until, scripts):
    asker, helper = Person(site, ana, scripts), Person(site, ben, scripts)
    ask(asker)
    question = Question.objects.get()
    answer(helper, question)
    until(lambda: not Due.objects.exists())
    hear_of_it(asker)
    thank(asker, question)
    take_part(Person(site, make_member("zed"), scripts), question)
    settle(helper)
    asker.window.complaints.clear()  # her open page asked after the answer that was deleted for a moment


def ask(ana: Person) -> None:
    ana.go("/questions/ask/")
    ana.write("What do you need help with?", "Why does the lamp flicker in the rain?")
    ana.write("Details", "It began **last week**.")
    ana.press("Preview")
    expect(ana.main.locator("#preview strong")).to_have_text("last week")
    if not ana.scripts:
        ana.main.get_by_label("Add a picture").set_input_files(picture())
    ana.press("Post question")
    expect(ana.main.get_by_role("heading", level=1)).to_have_text("Why does the lamp flicker in the rain?")
    assert ana.main.locator(".prose img").count() == (not ana.scripts)
    ana.open("More for this question")
    ana.press("Edit", "link")
    ana.write("What do you need help with?", "Why does my lamp flicker in the rain?")
    ana.write("Why this change?", "It is mine.")
    ana.press("Save")
    ana.hears("Your change is saved.")


def answer(ben: Person, question: Question) -> None:
    ben.go(question.get_absolute_url())
    ben.write("Your answer", "Grease the contact.")
    ben.press("Post answer")
    mine = ben.post("Answer by Ben")
    ben.open("More for this answer", mine)
    ben.press("Delete", within=mine)
    ben.press("Undo", within=ben.main)
    expect(ben.post("Answer by Ben").get_by_role("button", name="Undo")).to_have_count(0)
    ben.open("Comment")
    ben.write("Your comment", "Which lamp is it?")
    ben.press("Post comment")
    ben.hears("Which lamp is it?")


def hear_of_it(ana: Person) -> None:
    if not ana.scripts:
        ana.go("/questions/")
    ana.page.get_by_role("banner").get_by_role("link", name=re.compile("^Notifications, . unread")).click()
    ana.press("Mark all as read")
    expect(ana.page.get_by_role("banner").get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    ana.press("Ben answered your question.", "link")


def thank(ana: Person, question: Question) -> None:
    ana.press("This solved it")
    ana.hears("Accepted by Ana")
    ana.press("Take back")
    ana.hears("Taken back.")
    ana.press("This solved it")
    ana.hears("Accepted by Ana")
    helped = ana.main.get_by_role("button", name="This helped me")
    helped.click()
    ana.write("Add a thank-you note", "Bright again.")
    ana.press("Send note")
    ana.hears("“Bright again.”")
    expect(helped).to_have_attribute("aria-pressed", "true")


def take_part(zed: Person, question: Question) -> None:
    zed.go(question.get_absolute_url())
    for name in ("Me too", "This helped me"):
        button = zed.main.get_by_role("button", name=name)
        for pressed in ("true", "false"):
            button.click()
            expect(button).to_have_attribute("aria-pressed", pressed)
    zed.open("More for this answer")
    zed.main.get_by_role("link", name="Didn't work for me").click()
    zed.write("What happened?", "Still dark.")
    zed.press("Send")
    zed.hears("Thank you. Only the team sees this")


def settle(ben: Person) -> None:
    ben.go("/settings/")
    ben.write("About you", "I ride in the rain.")
    ben.press("Save")
    ben.hears("Saved.")
    ben.main.get_by_role("button", name="Picture", exact=True).set_input_files(picture())
    ben.press("Use this picture")
    expect(ben.main.get_by_role("button", name="Show my initials instead")).to_be_visible()
    ben.go("/settings/keys/")
    ben.write("What is it for?", "A script")
    ben.press("Make a key")
    expect(ben.main.get_by_role("textbox", name="Your new key")).to_be_visible()
    ben.main.get_by_role("button", name="Revoke A script").click()
    expect(ben.main.get_by_role("button", name="Revoke A script")).to_have_count(0)
    assert ApiToken.objects.get().revoked_at
    foot = ben.page.get_by_role("contentinfo")
    ben.press("Dark", within=foot)
    expect(ben.page.locator("html")).to_have_attribute("data-theme", "dark")
    ben.press("Español", within=foot)
    expect(ben.page.locator("html")).to_have_attribute("lang", "es")
    ben.press("English", within=foot)
    ben.page.get_by_role("banner").locator("summary").click()
    ben.page.get_by_role("banner").get_by_role("link", name="Sign out").click()
    ben.press("Sign out")
    ben.hears("You are signed out.")
