"""A brand takes an empty site to its own living community: every field it fills is counted, and every page it opens."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from cms.desk.launch.steps import steps
from community.forum.models import Product, Question
from community.frame import identity
from community.members import actions as members
from tests.people import PASSWORD, make_member

pytestmark = pytest.mark.once
OF_THE_SERVER = 3  # createsuperuser asks for an address and a password, twice

PRODUCTS = b"name,intro,category\nAria Duo,Two cups at once,Machines\nAria Solo,One good cup,Machines\nMill,It grinds,Mills\n"
QUESTIONS = "question,details,answer,product,tags\n" + "".join(
    f'"How do I clean part {n} of the machine?",,"Warm water, nothing else.",Aria Duo,care\n' for n in range(12)
)


@dataclass
class Brand:
    """Somebody who counts what they fill in and press."""

    page: Any
    fields: int = OF_THE_SERVER
    presses: int = 0

    def fill(self, place: str, words: str) -> None:
        self.fields += 1
        self.page.fill(place, words)

    def press(self, place: str) -> None:
        self.presses += 1
        self.page.locator(place).first.click()

    def bring(self, name: str, text: bytes) -> None:
        self.fields += 1
        self.page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": text})
        self.press("button:has-text('Look at it')")
        self.press("button[name=sure]")

    def next_step(self, name: str) -> None:
        self.press(f"tr:has(h2:has-text('{name}')) a.button")


def test_from_an_empty_site_to_a_living_community_in_at_most_25_fields(site, until):
    owner = members.create_owner(email="owner@example.com", password=PASSWORD, name="Olga")
    make_member("mia")
    brand = Brand(site.window(owner, viewport={"width": 1280, "height": 900}).go("/cms/launch/"))
    brand.next_step("Name and colour")
    brand.fill("[name=name]", "Tazzoria")
    brand.fill("[name=colour]", "#7a3b12")
    brand.fill("[name=promise]", "24")
    brand.press("footer button:has-text('Save')")
    expect(brand.page.locator(".messages .success")).to_be_visible()
    brand.page.goto(f"{site.address}/cms/launch/")
    brand.next_step("A test mail")
    brand.press("main button:has-text('Send it')")
    brand.next_step("Products and categories")
    brand.bring("products.csv", PRODUCTS)
    brand.next_step("Twelve questions with your answers")
    brand.bring("questions.csv", QUESTIONS.encode())
    for paper in ("Guidelines", "Terms"):
        brand.next_step(paper)
        brand.press("footer .w-dropdown__toggle")
        brand.press("button[name='action-publish']")
        expect(brand.page.locator(".messages .success")).to_be_visible()
        brand.page.goto(f"{site.address}/cms/launch/")
    brand.next_step("Who works here")
    brand.fill("[name=who]", "mia")
    brand.fields += 1
    brand.page.check("label:has-text('Moderators') >> xpath=.. >> input")
    brand.press("footer button:has-text('Create')")
    expect(brand.page.locator(".messages .success")).to_be_visible()
    brand.page.goto(f"{site.address}/cms/launch/")
    brand.next_step("The first ten helpers")
    brand.fill("[name=addresses]", "\n".join(f"helper-{n}@example.com" for n in range(10)))
    brand.press("main button:has-text('Invite them')")
    expect(brand.page.locator("text=Everything is done.")).to_be_visible()
    assert [step.key for step in steps() if not step.done] == []
    assert brand.fields <= 25 and brand.presses <= 40, (brand.fields, brand.presses)
    until(lambda: len([one for one in mail.outbox if one.to[0].startswith("helper-")]) == 10)  # the site's own worker sends
    assert Product.objects.count() == 3 and Question.objects.count() == 12 and identity.current().name == "Tazzoria"
    guest = site.window(None).go("/")
    expect(guest.locator("header .logo")).to_contain_text("Tazzoria")
    expect(guest.locator("article.q").first).to_be_visible()
