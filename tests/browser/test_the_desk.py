"""The desk in a browser: what a report costs in clicks, and its screens for everyone.

Each screen meets axe in one of the four looks in turn; `--grid` tries all four.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from community.forum.models import State
from community.moderation import actions as moderation
from community.moderation.models import Decision, Item, Phrase
from engagement.cases.models import Case
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Section
from engagement.rewards.models import Reward
from tests.browser.test_everyone import AUDIT, AXE, RULES
from tests.browser.test_experience_bars import Counted, at
from tests.posts import make_answer, make_question
from tests.scenes import Visitor

pytestmark = pytest.mark.once


def reported(ana: Any, ben: Any, *, texts: int) -> list[Any]:
    answers = [
        make_answer(make_question(ana, f"Which oil for chain number {n}?"), ben, "Buy it at my shop.") for n in range(texts)
    ]
    for answer in answers:
        moderation.report_text(answer, reason="spam", by=ana)
    return answers


def decided(desk: Counted) -> None:
    expect(desk.page.locator(".q-done")).to_be_visible()


def test_a_report_is_cleared_by_one_click_and_taken_back_by_another(site, ana, ben, mia, until):
    kept, hidden = reported(ana, ben, texts=2)
    desk = at(site, mia, "/cms/moderation/")
    desk.press(".q-item:has-text('number 0') .q-acts button[value=keep]")
    decided(desk)
    assert desk.acts == 1 and Item.objects.get(text_id=kept.pk).decided_at is not None
    desk.press(".q-item:has-text('number 1') .q-acts button[value=hide]")
    decided(desk)
    hidden.refresh_from_db()
    assert desk.acts == 2 and hidden.state == State.HIDDEN and not Item.objects.waiting().exists()
    desk.press(".q-done button")
    expect(desk.page.locator(".q-item:has-text('number 1')")).to_be_visible()
    hidden.refresh_from_db()
    assert desk.acts == 3 and hidden.state == State.PUBLISHED


def test_with_a_message_kept_ready_it_is_two_clicks_and_the_next_text_comes(site, ana, ben, mia):
    reported(ana, ben, texts=2)
    moderation.save_phrase(Phrase(name="No shops", reason="spam", words="No shops here, please."), by=mia)
    desk = at(site, mia, "/cms/moderation/")
    desk.choose("#phrase", "No shops")
    desk.press(".q-decide button.button:has-text('Decide')")
    decided(desk)
    assert desk.acts == 2 and Decision.objects.get().said.words == "No shops here, please."
    expect(desk.page.locator(".q-detail h2")).to_contain_text("number 1")


def test_several_are_chosen_and_cleared_together(site, ana, ben, mia):
    reported(ana, ben, texts=3)
    desk = at(site, mia, "/cms/moderation/")
    expect(desk.page.locator(".q-many")).to_be_hidden()
    for n in (0, 2):
        desk.press(f".q-item:has-text('number {n}') .q-pick input")
    desk.press(".q-many button[value=hide]")
    expect(desk.page.locator(".messages .success")).to_contain_text("2 are decided.")
    assert desk.acts == 3 and Item.objects.waiting().count() == 1


# --- for everyone ------------------------------------------------------------------------------------------------------

LOOKS = [(width, mode) for width in (1280, 390) for mode in ("light", "dark")]
MODERATORS = ["", "?item={item}", "appeals/", "done/", "newcomers/", "wave/?hours=24&joined=0"]
SCREENS = {
    "moderator": [
        *(f"moderation/{place}" for place in MODERATORS),
        "snippets/moderation/phrase/",
        "snippets/screening/heldword/",
    ],
    "editor": [
        *("launch/", "launch/products/", "launch/questions/", "launch/mail/", "launch/helpers/"),
        *("insights/", "insights/goals/", "members/", "members/?more=1", "members/{ana}/"),
        *("cases/", "cases/{case}/", "cases/new/", "balance/", "balance/terms/", "balance/correct/"),
        *("programme/", "tiers/", "tiers/new/", "touchpoints/", "hand-badges/", "hand-badges/new/"),
        *("rewards/", "rewards/{reward}/", "rewards/new/", "endpoints/", "endpoints/new/", "endpoints/export/"),
        *("facts/", "shops/", "shops/new/", "invitations/", "invitations/{invitation}/", "proposals/", "products/"),
    ],
}


def visited(site: Any, world: Any, role: str) -> Any:
    window, visitor = site.window(), Visitor(world, world.people[role])
    window.page.add_init_script(path=AXE)
    visitor.say_who()
    window.page.context.add_cookies([visitor.cookie(site.address)])
    return window.page


def test_every_screen_of_the_desk_is_for_everyone(world, site, request):
    ana, editor = world.people["owner"], world.people["editor"]
    item = Item.objects.waiting().first()
    names = {"item": item.pk, "ana": ana.pk, "case": Case.objects.first().pk, "reward": Reward.objects.first().pk}
    names["invitation"] = world.names["checked"]
    loyalty.note_look([ana.pk], what=list(Section), because="A call", by=editor)
    found: dict[str, list[str]] = {}
    looked = 0
    for role, screens in SCREENS.items():
        page = visited(site, world, role)
        for screen in screens:
            answer = page.goto(f"{site.address}/cms/{screen.format(**names)}", wait_until="load")
            assert answer.status == 200, screen  # one that is not there finds nothing wrong
            page.add_style_tag(content="*, ::before, ::after { transition: none !important }")  # colours change at once
            for width, mode in LOOKS if request.config.getoption("--grid") else [LOOKS[looked % 4]]:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=mode, reduced_motion="reduce")
                faults = page.evaluate(AUDIT, RULES)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                    faults.append("the page scrolls sideways")
                if faults:
                    found[f"{screen} {width} {mode}"] = faults
            looked += 1
    assert found == {} and looked == sum(map(len, SCREENS.values()))
