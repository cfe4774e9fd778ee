"""An answer's words as the pieces of a guide: text an editor can go on with, code kept as it is."""

from collections.abc import Iterator
from html import escape
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
KEPT = {
    "p": "p", "h1": "h3", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3", "ul": "ul", "ol": "ol", "li": "li",
    "strong": "b", "b": "b", "em": "i", "i": "i", "code": "code", "hr": "hr", "br": "br", "blockquote": "blockquote",
}  # fmt: skip
Piece = tuple[str, Any]


def pieces_of(html: str) -> list[Piece]:
    """[(kind, value)] for ArticlePage.body: runs of text, and code where the answer had any."""
    found: list[Piece] = []
    run: list[str] = []

    def end_run() -> None:
        if words := "".join(run).strip():
            found.append(("text", words))
        run.clear()

    for node in _levelled(BeautifulSoup(html, "html.parser")).contents:
        if isinstance(node, Tag) and (code := _code_of(node)):
            end_run()
            found.append(("code", {"lines": code}))
        else:
            run.extend(_shown(node))
    end_run()
    return found


def _levelled(soup: BeautifulSoup) -> BeautifulSoup:
    """The highest headings it has become the guide's own, whatever level its author began with."""
    found = {node.name for node in soup.find_all(HEADINGS)}
    for node in soup.find_all(min(found)) if found else ():
        node.name = "h2"
    return soup


def _code_of(node: Tag) -> str:
    pre = node if node.name == "pre" else node.find("pre")
    return pre.get_text().rstrip("\n") if isinstance(pre, Tag) else ""


def _shown(node: Any) -> Iterator[str]:
    """What the CMS's editor knows; of the rest only the words. Pictures stay with their question."""
    if isinstance(node, NavigableString):
        yield escape(str(node)) if type(node) is NavigableString else ""
        return
    name = KEPT.get(node.name, "")
    href = str(node.get("href", "")) if node.name == "a" else ""
    if href.startswith(("https://", "http://", "mailto:", "/")):
        begin, end = f'<a href="{escape(href)}">', "</a>"
    elif name in ("hr", "br"):
        yield f"<{name}/>"
        return
    else:
        begin, end = (f"<{name}>", f"</{name}>") if name else ("", "")
    yield begin
    for child in node.contents:
        yield from _shown(child)
    yield end
