"""Every CommonMark and GFM example comes out as the specification says, but for what we do differently on purpose:
raw HTML is text, line breaks stay, headings start at level three, foreign pictures are links, other schemes are no links."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from community.text import render
from tests.community.text.samples import sample

ALLOWED = ("http:", "https:", "mailto:")
# We link bare addresses everywhere, CommonMark nowhere; ours ends a link before an unpaired bracket, keeps "&hl;" in it,
# and knows the domains that exist, so that "a@b.baz" is no address. Numbers of the examples that show these differences.
LINKS_DIFFER = {
    "markdown/commonmark-0.31.2.json": {601, 607, 610, 611},
    "markdown/gfm-0.29.json": {610, 616, 619, 620, 625, 626, 629, 630, 631},
}


class Outline(HTMLParser):
    """Tags and words in order, without what a browser would not show and without our documented differences."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[bool] = []

    shift = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "span":  # colours of code
            return
        if tag == "br":
            self.parts.append(" ")
        elif tag == "img":
            words = values.get("alt") or values.get("src", "").rsplit("/", 1)[-1]
            self.parts.append(words if any(self.links) or not values.get("src") else f"<a {values['src']}>{words}</a>")
        elif tag == "a":
            href = values.get("href", "")
            stays = ":" not in href.split("/")[0] or href.lower().startswith(ALLOWED)
            self.links.append(True)
            self.parts.append(f"<a {href if stays else ''}>")
        else:
            shown = re.sub(r"h([1-6])", lambda m: f"h{min(6, int(m[1]) + self.shift)}", tag)
            keep = [f" {name}={values[name]}" for name in ("start", "align") if name in values]
            self.parts.append(f"<{'s' if shown == 'del' else shown}{''.join(keep)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self.links.pop()
        if tag not in ("br", "img", "hr", "span"):
            shown = re.sub(r"h([1-6])", lambda m: f"h{min(6, int(m[1]) + self.shift)}", tag)
            self.parts.append(f"</{'s' if shown == 'del' else shown}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class SpecOutline(Outline):
    shift = 2


def outline(html: str, kind: type[Outline]) -> str:
    parser = kind()
    parser.feed(html)
    parser.close()
    text = re.sub(r"\s+", " ", "".join(parser.parts))
    return re.sub(r" ?(</?(?:p|ul|ol|li|h\d|blockquote|pre|hr|table|thead|tbody|tr|t[dh])\b[^>]*>) ?", r"\1", text).strip()


def has_raw_html(markdown: str) -> bool:
    """The example is about raw HTML: the reference engine passes some of it through."""
    return any(
        child.type.startswith("html_")
        for token in MarkdownIt("commonmark").parse(markdown)
        for child in [token, *(token.children or [])]
    )


def differs(example: dict[str, Any]) -> bool:
    return outline(render(example["markdown"]), Outline) != outline(example["html"], SpecOutline)


@pytest.mark.parametrize("file", ["markdown/commonmark-0.31.2.json", "markdown/gfm-0.29.json"])
def test_every_example_without_raw_html_comes_out_as_the_specification_says(file: str) -> None:
    examples = [e for e in sample(file) if not has_raw_html(e["markdown"]) and "disabled" not in e.get("extensions", [])]
    assert len(examples) > 550
    assert {e["example"] for e in examples if differs(e)} == LINKS_DIFFER[file]


@pytest.mark.parametrize("file", ["markdown/commonmark-0.31.2.json", "markdown/gfm-0.29.json"])
def test_raw_html_is_shown_as_text(file: str) -> None:
    examples = [e for e in sample(file) if has_raw_html(e["markdown"])]
    assert len(examples) > 40
    for example in examples:
        assert "&lt;" in render(example["markdown"]), example["example"]
