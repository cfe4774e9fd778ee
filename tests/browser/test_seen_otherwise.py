"""Zoomed in, spaced out, in forced colours, without motion, from right to left, by Tab on a small screen: nothing is lost."""

from typing import Any

import pytest

from tests.architecture.world import World
from tests.browser.test_by_keyboard import FOCUS
from tests.browser.test_everyone import SPACED, TOO_WIDE

pytestmark = pytest.mark.once

PLACES = (
    "/",
    "/questions/{question}/{slug}/",
    "/a/{accepted}/",
    "/questions/ask/",
    "/members/ben/",
    "/notifications/",
    "/settings/",
    "/badges/",
    "/me/loyalty/",
    "/me/why/",
)
# Words that their own box cuts off, apart from what is meant to: excerpts with an end, and what only ears get.
CUT = """() => {
  const cuts = (style) => style.clipPath === "none" && style.webkitLineClamp === "none" &&
    ["hidden", "clip"].includes(style.overflowX);
  const ears = (it) => it.closest(".sr, .skip, select, [hidden], svg");
  return [...document.body.querySelectorAll("*")].filter((it) => it.textContent.trim() && !ears(it) && it.checkVisibility())
    .filter((it) => cuts(getComputedStyle(it)) && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 3))
    .map((it) => it.outerHTML.slice(0, 120));
}"""
WITHOUT_EDGE = """() => [...document.querySelectorAll("main .btn, .pill, .tag, .chips label, .input, progress, .toast, .ask")]
  .filter((it) => it.checkVisibility() && !it.matches(".gho, .editor .input")).filter((it) => {
    const style = getComputedStyle(it);
    return !(parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== "none") && style.outlineStyle === "none";
  }).map((it) => it.outerHTML.slice(0, 120))"""
MOVING = """() => {
  const long = (value) => value.split(",").some((span) => parseFloat(span) > 0);
  const moves = (style) => long(style.transitionDuration) || (style.animationName !== "none" && long(style.animationDuration));
  const moving = [...document.querySelectorAll("*")].filter((it) => moves(getComputedStyle(it)));
  const rules = (list) => [...list].flatMap((rule) =>
    rule.media && !matchMedia(rule.media.mediaText).matches ? [] : rule.cssRules ? rules(rule.cssRules) : [rule]);
  const all = [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules));
  const fades = all.filter((rule) => rule instanceof CSSViewTransitionRule);
  return [...moving.map((it) => it.outerHTML.slice(0, 80)), ...fades.map(() => "pages cross-fade")];
}"""
UNFLIPPED = """() => [...document.querySelectorAll(".icon.flip")].filter((it) => it.checkVisibility())
  .map((it) => [getComputedStyle(it).transform, getComputedStyle(it).scale])
  .filter(([transform, scale]) => !transform.startsWith("matrix(-1") && !scale.startsWith("-1")).length"""


class Reader:
    """Opens each place once and asks one thing of it in every way wanted."""

    def __init__(self, world: World, site: Any) -> None:
        self.world, self.site, self.found = world, site, {}
        self.page = site.window(self.world.people["owner"]).page

    def places(self) -> Any:
        for place in PLACES:
            self.page.goto(self.site.address + self.world.address(place))
            yield place

    def ask(self, what: str, name: str) -> None:
        if said := self.page.evaluate(what):
            self.found[name] = said

    def at(self, width: int, height: int = 800) -> None:
        self.page.set_viewport_size({"width": width, "height": height})


@pytest.fixture
def reader(world, site) -> Reader:
    return Reader(world, site)


def test_every_look_of_a_page_keeps_all_of_it(reader):
    """200 % of 1280 is 640 wide; 400 % is 320."""
    page = reader.page
    for place in reader.places():
        page.emulate_media(reduced_motion="reduce")
        reader.ask(MOVING, f"{place} moves")
        page.emulate_media(reduced_motion="no-preference", forced_colors="active")
        reader.ask(WITHOUT_EDGE, f"{place} in forced colours")
        page.emulate_media(forced_colors="none")
        for width in (640, 320):
            reader.at(width, 400)
            reader.ask(TOO_WIDE, f"{place} at {width}")
            reader.ask(CUT, f"{place} cut at {width}")
        page.evaluate(SPACED)
        for width in (1280, 390):
            reader.at(width)
            reader.ask(TOO_WIDE, f"{place} spaced out at {width}")
            reader.ask(CUT, f"{place} spaced out and cut at {width}")
    assert reader.found == {}


def test_from_right_to_left_all_is_mirrored_and_what_points_is_turned(reader):
    reader.page.context.add_cookies([{"name": "language", "value": "ar", "url": reader.site.address}])
    for place in reader.places():
        for width in (1280, 390):
            reader.at(width)
            reader.ask(TOO_WIDE, f"{place} at {width}")
            reader.ask(UNFLIPPED, f"{place} unturned at {width}")
        avatar, logo = (reader.page.locator(f"header {name}").bounding_box()["x"] for name in (".me", ".logo"))
        assert avatar < logo
    assert reader.found == {}


def test_pressed_and_unpressed_differ_in_forced_colours(world, site):
    page = site.window(world.people["member"]).go(world.address("/questions/{question}/{slug}/"))
    page.emulate_media(forced_colors="active")
    button = page.locator(f"#helped-b-{world.names['answer']}")
    edge = "button => getComputedStyle(button).outlineStyle + getComputedStyle(button).outlineWidth"
    before = button.evaluate(edge)
    button.click()
    page.locator(f"#helped-b-{world.names['answer']}[aria-pressed=true]").wait_for()
    page.locator("h1").click()
    assert button.evaluate(edge) == "solid2px" != before


@pytest.mark.parametrize("size", [(1280, 500), (390, 500)])
def test_nothing_that_sticks_covers_what_has_the_focus(world, site, size):
    hidden = []
    window = site.window(world.people["owner"], viewport={"width": size[0], "height": size[1]})
    page = window.go(world.address("/questions/{question}/{slug}/"))
    for key in ["Tab"] * 45 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus["tag"] not in ("BODY", "MAIN") and not focus["seen"]:
            hidden.append((key, focus))
    assert hidden == []
