"""Markdown to safe HTML: rendered once when a text is written and stored with the renderer's version.

CommonMark with tables, strikethrough and autolinks. Ours differs on purpose: raw HTML is shown as text, a line break
stays a line break, headings start at level three (the page owns the first two), pictures from elsewhere become links
to them (a page here asks no other site for anything), and only http, https and mailto addresses and those
within the site are links.
"""

import re
from collections.abc import Sequence
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .code import CLASSES, LANGUAGES, highlight

RENDERER = 2  # raise it when the same text would render differently: `renderer` on each row says what made its html

# Bounds on work, looked at before or just after parsing. A text beyond them is shown as plain text, never refused.
LONGEST = 60_000  # characters
BRACKETS = 900  # opening brackets: looking for their ends costs up to the square of their number
CELLS = 4_000  # bars: rows of a table are filled up to its width, so width times length is bounded by BARS_A_ROW too
BARS_A_ROW = 60
NESTING = 40  # open block elements: twenty levels of lists

PHOTO = re.compile(r"/pictures/[0-9a-f]{32}-([0-9]{1,5})x([0-9]{1,5})\.webp")
TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "code", "span", "a", "img"),
    *("em", "strong", "s", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
}


def _cleaner(link_rel: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes={"code": {f"language-{name}" for name in LANGUAGES}, "span": set(CLASSES)},
        url_schemes={"http", "https", "mailto"},
        link_rel=link_rel,
        strip_comments=True,
    )


_SAFE, _TRUSTED = _cleaner("nofollow ugc noopener"), _cleaner("noopener")


def render(markdown: str, *, trusted: bool = False) -> str:
    """HTML fit to be put on a page, whatever the text is. Never raises; a text too tangled to render is shown as it was typed.

    `trusted`: search engines may follow its links; nothing else differs.
    """
    if _is_tangled(markdown):
        return plain(markdown)
    try:
        return (_TRUSTED if trusted else _SAFE).clean(_engine.render(markdown))
    except (_TooDeep, RecursionError, ValueError, IndexError, UnicodeError):
        return plain(markdown)


def plain(text: str) -> str:
    """The text as typed, escaped, its paragraphs and lines kept."""
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join("<p>{}</p>\n".format(escape(part.strip()).replace("\n", "<br>\n")) for part in paragraphs)


class _TooDeep(Exception):
    """Block elements nested beyond NESTING: the parser would drop what is inside."""


def _is_tangled(text: str) -> bool:
    if len(text) > LONGEST or text.count("[") > BRACKETS or text.count("|") > CELLS:
        return True
    return "|" in text and any(line.count("|") > BARS_A_ROW for line in text.split("\n") if "|" in line)


def _refine(state: StateCore) -> None:
    """What we do differently, done on the parsed tokens."""
    for token in state.tokens:
        if token.level >= NESTING - 1:
            raise _TooDeep
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type == "table_open":
            token.attrs["tabindex"] = "0"  # it scrolls by itself, as code does: whoever has no pointer must reach it
        elif token.type == "inline" and token.children:
            token.children = _refine_inline(token.children)


def _align(token: Token) -> None:
    """The alignment of a column as an attribute: inline styles are not allowed on our pages."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrs["align"] = style.removeprefix("text-align:")


def _refine_inline(children: list[Token]) -> list[Token]:
    """Unlink bare words the link finder took for hosts ("asp.net"), and turn foreign pictures into links."""
    kept: list[Token] = []
    links: list[bool] = []  # for each open link, whether it stays
    for position, token in enumerate(children):
        if token.type == "link_open":
            stays = token.markup != "linkify" or _is_address(children[position + 1].content)
            links.append(stays)
            if not stays:
                continue
        elif token.type == "link_close" and links and not links.pop():
            continue
        elif token.type == "image":
            kept.extend(_picture(token, linked=any(links)))
            continue
        kept.append(token)
    return kept


def _is_address(text: str) -> bool:
    return "://" in text or "@" in text or text.lower().startswith(("www.", "mailto:"))


def _picture(token: Token, *, linked: bool) -> Sequence[Token]:
    """A picture of ours stays one; another site's becomes a link to it, or its words where a link stands already."""
    source = str(token.attrs.get("src", ""))
    photo = PHOTO.fullmatch(source)
    if photo or source.startswith("/media/"):
        token.attrs["loading"] = "lazy"
        if photo:
            token.attrs["width"], token.attrs["height"] = photo[1], photo[2]  # the room it takes before it is there
        return [token]
    words = Token("text", "", 0, content=_words_of(token.children or []).strip() or source.rsplit("/", 1)[-1])
    if linked or not source:
        return [words]
    return [Token("link_open", "a", 1, attrs={"href": source}), words, Token("link_close", "a", -1)]


def _words_of(children: Sequence[Token]) -> str:
    """The description of a picture without its markup."""
    return "".join(
        _words_of(token.children or []) if token.type == "image" else "\n" if token.type == "softbreak" else token.content
        for token in children
    )


def _fence(_self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A block of code, coloured by classes when its language is one we know."""
    token = tokens[index]
    language = token.info.strip().split(maxsplit=1)[0].lower() if token.info.strip() else ""
    if language not in LANGUAGES:
        return f'<pre tabindex="0"><code>{escape(token.content, quote=False)}</code></pre>\n'
    spent = env.get("highlighted", 0)
    env["highlighted"] = spent + len(token.content)
    inside = highlight(token.content, language, spent=spent) or escape(token.content, quote=False)
    return f'<pre tabindex="0"><code class="language-{language}">{inside}</code></pre>\n'


def _make_engine() -> MarkdownIt:
    options = {"html": False, "breaks": True, "linkify": True, "maxNesting": NESTING}
    engine = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    engine.core.ruler.push("refine", _refine)
    engine.add_render_rule("fence", _fence)
    engine.add_render_rule("code_block", _fence)
    return engine


_engine = _make_engine()
