"""What the dump says, in our words: Markdown from HTML, bodies and edits from a post's history."""

import hashlib
import html
import re
import warnings
from dataclasses import dataclass, field

from markdownify import markdownify

from community.text import clean, clean_line

from .reading import Row

TITLES, BODIES = ("1", "4", "7"), ("2", "5", "8")  # first, edited, rolled back
FIRST = ("1", "2", "3")
TAGS_OF = re.compile(r"[<|]([^<>|]+)(?=[>|])")
_TAG = re.compile(r"<[^>]*>")
_PARTS = re.compile(r"<(?:/?(?:p|div|li|ul|ol|h\d|blockquote|pre)|br)\b[^>]*>", re.IGNORECASE)
_DEEP = 200  # nested elements beyond which HTML is no longer taken apart
TITLE, NAME, BIO, INTRO = 255, 60, 200, 300  # characters of our columns


def plain_of(markup: str, limit: int) -> str:
    """The words of HTML on one line, cut on a word."""
    text = clean_line(html.unescape(_TAG.sub("", _PARTS.sub(" ", markup[: limit * 20]))))
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def markdown_of(markup: str) -> str:
    """HTML as Markdown. HTML too tangled to take apart becomes its words."""
    if "<" not in markup or markup.count("<") > 20_000 or _depth(markup) > _DEEP:
        return clean(html.unescape(_TAG.sub("", _PARTS.sub("\n", markup))))
    try:
        with warnings.catch_warnings():  # what looks like an address or like XML is words all the same
            warnings.simplefilter("ignore")
            return clean(markdownify(markup, heading_style="ATX", bullets="-"))
    except (RecursionError, ValueError, AssertionError):
        return clean(html.unescape(_TAG.sub("", _PARTS.sub("\n", markup))))


def _depth(markup: str) -> int:
    """How deep elements could nest: openings not yet closed, counted roughly."""
    deepest = open_now = 0
    for match in re.finditer(r"<(/?)(?!br|hr|img)[a-z]", markup, re.IGNORECASE):
        open_now += -1 if match[1] else 1
        deepest = max(deepest, open_now)
    return deepest


def tags_in(text: str) -> list[str]:
    """ "<coffee><grinder>" or "|coffee|grinder|" as names, in order, none twice."""
    return list(dict.fromkeys(" ".join(name.lower().split())[:35] for name in TAGS_OF.findall(text) if name.strip()))


def digest_of(*words: str) -> str:
    """Stands for words: equal when they are."""
    return hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The words as they stood before an edit; who made it and when."""

    id: int  # of the edit's first row in the dump
    title: str
    body: str
    row: Row


@dataclass(kw_only=True)
class Story:
    """What a post's history tells: its words now and how they came to be."""

    title: str = ""
    body: str = ""
    has_body: bool = False
    edits: list[Edit] = field(default_factory=list)
    close_reason: str = ""


def story_of(history: list[Row]) -> Story:
    """Replay the rows, oldest first. Rows of one act share a RevisionGUID; the first act wrote the post."""
    story = Story()
    act = ""
    for row in history:
        kind, text = row["PostHistoryTypeId"], row.get("Text", "")
        if kind == "10":
            story.close_reason = row.get("Comment", "")
        if kind not in TITLES and kind not in BODIES:
            continue
        guid = row.get("RevisionGUID") or row["Id"]
        if kind not in FIRST and guid != act and (story.has_body or story.title):
            story.edits.append(Edit(id=int(row["Id"]), title=story.title, body=story.body, row=row))
        act = guid
        if kind in TITLES:
            story.title = clean_line(text)[:TITLE]
        else:
            story.body, story.has_body = clean(text), True
    return story


def closed_reason_of(comment: str) -> str:
    """One of the forum's reasons: 1 and 101 are duplicates, 2 and 102 off topic; what else there was is kept as imported."""
    return {"1": "duplicate", "101": "duplicate", "2": "off_topic", "102": "off_topic"}.get(comment, "imported")
