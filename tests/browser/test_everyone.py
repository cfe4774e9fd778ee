"""Every page for everyone: axe finds nothing, and nothing is cut off, however narrow, spaced out or mirrored it is.

One load per page; mode and width change on the loaded page. Each page meets axe in one of the six combinations of mode and
width, in turn; `--grid` tries all six, and refusals at every address. So do the pages that forms answer with.
`--pictures FOLDER` keeps a screenshot of each look.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.route_matrix import ROWS
from tests.architecture.world import ROLES
from tests.environment import ROOT
from tests.scenes import Scene, Visitor, scenes

pytestmark = pytest.mark.once

AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
WIDTHS, MODES = (1280, 390, 320), ("light", "dark")
COMBINATIONS = [(width, mode) for width in WIDTHS for mode in MODES]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGES = (
    "/fragment/",
    "/api/",
    "/feeds/",
    "/healthz",
    "/readyz",
    "/download/",
    "/appearance/",
    "/documents/",
    "webauthn/login/",
    "/drafts/here/",
)
NO_HTML = re.compile(r"\.(atom|css|json|png|txt|webp|xml)$")

ORDER = ("owner", "guest", "moderator", "member", "editor")

AUDIT = """async (rules) => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations.map((it) =>
  `${it.id}: ` + it.nodes.slice(0, 3).map((node) => `${node.target} ${[...node.any, ...node.none][0]?.message}`).join(" | "))"""
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const sticksOut = (box) => box.width && (box.right > edge + 1 || box.left < -1);
  const found = [...document.body.querySelectorAll("*:not(.seg *, pre *, table *)")];
  const out = found.filter((it) => sticksOut(it.getBoundingClientRect()));
  return ["the page scrolls sideways", ...out.slice(0, 3).map((it) => it.outerHTML.slice(0, 90))];
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  const words = "line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important";
  sheet.replaceSync(`* { ${words} } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
MIRRORED = "() => { document.adoptedStyleSheets = []; document.documentElement.dir = 'rtl'; }"
IN_EACH_WAY = f"""() => {{
  const ways = {{"as it is": () => {{}}, "spaced out": {SPACED}, "mirrored": {MIRRORED}}};
  const found = {{}}, dir = document.documentElement.dir;
  for (const way in ways) {{
    ways[way]();
    const wide = ({TOO_WIDE})();
    if (wide.length) found[way] = wide;
  }}
  document.documentElement.dir = dir;
  return found;
}}"""
BROKEN = """() => document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='data:,'><input size=200>")"""


def pages(every: bool) -> Iterator[tuple[str, str]]:
    """(role, address pattern): each page for whom it opens, else each step or refusal of a kind once."""
    once: set[object] = set()
    for row in ROWS:
        if row.method != "get" or NO_HTML.search(row.address) or any(part in row.address for part in NO_PAGES):
            continue
        if set(row.expected) == {405}:
            continue  # no page of ours: a browser shows its own
        status = next(status for status in (200, 302, 301, 403, 410, 404, 401, 400) if status in row.expected)
        kind = row.address if row.route.startswith("gallery/") else row.route if status in (200, 302) else status
        if every or kind not in once:
            once.add(kind)
            yield next(role for role in ORDER if row.expected[ROLES.index(role)] == status), row.address


def test_the_vendored_axe_is_what_was_published():
    told = re.search(r"axe\.min\.js .* (\w{64}) \|", (AXE.parent.parent / "README.md").read_text())
    assert told and hashlib.sha256(AXE.read_bytes()).hexdigest() == told[1]


class Auditor:
    """Looks at a loaded page in every way, and keeps what it found."""

    def __init__(self, options: Any) -> None:
        self.all, self.pictures = options.getoption("--grid"), options.getoption("--pictures")
        self.found, self.looked = {}, 0

    def look(self, page: Any, name: str) -> None:
        for width, mode in COMBINATIONS if self.all else [COMBINATIONS[self.looked % 6]]:
            self.show(page, width, mode)
            if found := page.evaluate(AUDIT, RULES):
                self.found[f"{name} {width} {mode}"] = found
            if self.pictures:
                path = f"{self.pictures}/{re.sub(r'[^a-z0-9]+', '-', name.lower())[:60]}-{width}-{mode}.png"
                page.screenshot(path=path, full_page=True)
        for width in WIDTHS if self.all else (320,):
            page.set_viewport_size({"width": width, "height": 800})
            for way, wide in page.evaluate(IN_EACH_WAY).items():
                self.found[f"{name} {way} at {width}"] = wide
        self.looked += 1

    def show(self, page: Any, width: int, mode: str) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=mode, reduced_motion="reduce")


def show_again(page: Any, address: str, scene: Scene) -> None:
    """A page that a form answered with, as its browser got it."""
    headers = {name: value for name, value in scene.answer.items() if name != "Content-Length"}
    page.route(
        address + scene.path,
        lambda route: route.fulfill(status=scene.answer.status_code, headers=headers, body=scene.answer.content),
    )
    page.goto(address + scene.path, wait_until="load")
    page.unroute(address + scene.path)


@pytest.fixture
def auditor(request: pytest.FixtureRequest) -> Auditor:
    return Auditor(request.config)


def test_the_steps_between_pages_are_for_everyone(world, site, auditor):
    window, seen = site.window(), set()
    window.page.add_init_script(path=AXE)
    # The page that leads to the brand's shop by itself is looked at, too: it stays, the shop is not there any more.
    window.page.route(lambda url: not url.startswith(site.address), lambda route: route.abort("aborted"))
    for scene in scenes(world):
        kind = (scene.answer.templates[0].name, scene.answer.status_code)
        if auditor.all or kind not in seen:
            seen.add(kind)
            show_again(window.page, site.address, scene)
            auditor.look(window.page, scene.name)
    window.complaints.clear()  # a page that came from no server has no socket, and refusals are meant
    assert auditor.found == {} and auditor.looked > 30


def test_every_page_is_for_everyone(world, site, auditor):
    windows = {role: site.window() for role in ROLES}
    for role, window in windows.items():
        window.page.add_init_script(path=AXE)  # the policy of the pages lets nothing in later
        if member := world.people[role]:
            visitor = Visitor(world, member)
            visitor.say_who()
            window.page.context.add_cookies([visitor.cookie(site.address)])
    seen: set[tuple[str, str]] = set()
    for role, pattern in pages(auditor.all):
        window = windows[role]
        window.page.goto(site.address + world.address(pattern), wait_until="load")
        here = (role, window.page.url)
        if here in seen:
            continue
        seen.add(here)
        auditor.look(window.page, f"{role} {pattern}")
    page = windows["guest"].page
    page.context.add_cookies([{"name": "language", "value": "ar", "url": site.address}])
    page.goto(site.address + world.address("/questions/{question}/{slug}/"))
    assert page.evaluate("document.documentElement.dir + document.documentElement.lang") == "rtlar"
    auditor.look(page, "guest in Arabic")
    for window in windows.values():
        window.complaints[:] = [line for line in window.complaints if "status of 4" not in line]
    assert auditor.found == {} and auditor.looked > 50
    page.evaluate(BROKEN)
    auditor.look(page, "broken")
    assert "image-alt" in str(auditor.found)
    assert {f"broken {way} at 320" for way in ("as it is", "spaced out", "mirrored")} <= auditor.found.keys()
