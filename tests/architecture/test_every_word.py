"""In Spanish and in Malay every page and mail speaks that language alone, whoever looks, whatever went wrong.

What people wrote stands where `dir="auto"` says so, or is known by its words; everything else may hold no English.
"""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.core import mail
from django.db import transaction
from wagtail.models import Page

from community.events import worker
from community.forum.models import Answer, Category, Comment, Mark, Product, Question
from community.forum.models import Tag as Word
from community.members.models import ApiToken, Member
from community.moderation.models import Said
from engagement.cases.models import Case
from engagement.loyalty.models import Keeper, Tier
from engagement.recognition.models import Badge, Given
from engagement.rewards.models import Gift, Reward
from tests.architecture.route_matrix import ROWS
from tests.architecture.test_catalogues import LANGUAGES, PACKAGES, catalogue
from tests.architecture.world import ROLES, World
from tests.environment import ROOT
from tests.scenes import Scene, Visitor, scenes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Words without which hardly an English sentence is written, none of them a word of Spanish or Malay.
ENGLISH = re.compile(
    r"\b(the|your|you|with|and|this|that|these|those|from|was|were|have|been|will|which|what|when|where|who|how|not|please|"
    r"is|are|it|its|of|to|for|by|or|be|at|if|they|their|there|here|than|only|must|should|can|could|more|all|any|each)\b",
    re.I,
)
READ_ALOUD = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext", "content", "value")
NO_PAGE = re.compile(r"/(gallery|cms|api|feeds|sitemaps|media)/|/_util/")
NOT_SAID = ("script", "style", "code", "template", "svg")


def catalogues(language: str) -> list[GNUTranslations]:
    """Django's, allauth's and ours."""
    places = [Path(django.__file__).parent / "conf/locale", Path(django.__file__).parent / "contrib/humanize/locale"]
    places += [Path(allauth.__file__).parent / "locale", ROOT / "community/members/locale_allauth"]
    files = [place / language / "LC_MESSAGES/django.mo" for place in places]
    files += [catalogue(package, language).with_suffix(".mo") for package in PACKAGES]
    found = []
    for path in files:
        if path.exists():
            with path.open("rb") as file:
                found.append(GNUTranslations(file))
    return found


def left_alone(language: str) -> set[str]:
    """Every English message that is said differently in the language."""
    pairs = [pair for each in catalogues(language) for pair in each._catalog.items()]
    said = {word for _english, word in pairs}
    messages = {(key[0] if isinstance(key, tuple) else key).split("\x04")[-1]: word for key, word in pairs}
    return {english.strip() for english, word in messages.items() if word != english} - said


def written_by_people() -> list[str]:
    """Titles, names and texts of the world, the team's names for memberships and rewards among them; the longest first."""
    fields: dict[Any, tuple[str, ...]] = {
        Question: ("title", "body"),
        Answer: ("body", "state_note"),
        Comment: ("body",),
        Mark: ("note",),
        Product: ("name",),
        Category: ("name",),
        Word: ("name",),
        Member: ("name", "handle", "email", "bio"),
        ApiToken: ("name",),
        Tier: ("name",),
        Reward: ("name", "words"),
        Gift: ("why",),
        Page: ("title",),
        Said: ("words",),
        Case: ("summary", "outcome"),
        Given: ("why",),
        Keeper: ("note",),
    }
    words = {value for model, names in fields.items() for row in model.objects.values_list(*names) for value in row if value}
    by_hand = Badge.objects.filter(family=Badge.Family.HAND).values_list("name", "says")
    return sorted({*words, *(word for row in by_hand for word in row)}, key=len, reverse=True)


def pieces(page: str) -> Iterator[str]:
    """What eyes and ears get of a page, piece by piece, without what people wrote and without other languages' names."""
    soup = BeautifulSoup(page, "html.parser")
    yield from _below(soup, soup.html["lang"] if soup.html else None)


def _below(tag: Tag, language: str | None) -> Iterator[str]:
    for child in tag.children:
        if type(child) is NavigableString and tag.get("dir") != "auto":
            yield str(child)
        elif isinstance(child, Tag) and child.name not in NOT_SAID and child.get("lang", language) == language:
            yield from (str(value) for name, value in child.attrs.items() if _is_said(child, name))
            if child.get("dir") != "auto" or child.name in ("input", "textarea"):
                yield from _below(child, language)


def _is_said(tag: Tag, name: str) -> bool:
    if name == "value":
        return tag.name == "input" and tag.get("type") in ("submit", "button", "reset")
    if name == "content":
        return tag.get("name") == "description" or str(tag.get("property", "")).endswith((":title", ":description"))
    return name in READ_ALOUD or (name.startswith("data-") and " " in str(tag[name]))


class Listener:
    """Knows one language well enough to hear when something is not said in it."""

    def __init__(self, language: str) -> None:
        self.english, self.found = left_alone(language), {}
        self.heard: set[str] = set()

    def listen(self, words: list[str] | Iterator[str], where: str) -> None:
        for piece in words:
            piece = " ".join(piece.split())
            if piece and piece not in self.heard:
                self.heard.add(piece)
                if self.is_english(piece):
                    self.found.setdefault(piece[:160], where)

    def is_english(self, piece: str) -> bool:
        if piece in self.english:
            return not self.peoples.fullmatch(piece)
        rest = self.peoples.sub(" ", piece)
        return len(rest.split()) > 1 and ENGLISH.search(rest) is not None

    def know(self, words: list[str]) -> None:
        self.peoples = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) + r"|\S*[/@]\S*")


def pages(world: World, language: str) -> Iterator[Scene]:
    """Each address once for each answer that it has for somebody, then what no address alone opens."""
    visitors = {role: Visitor(world, world.people[role], language=language) for role in ROLES}
    for row in ROWS:
        if row.method == "get" and not NO_PAGE.match(row.address):
            for status in set(row.expected):
                with transaction.atomic():
                    visitors[ROLES[row.expected.index(status)]].get(row.address)
                    transaction.set_rollback(True)
    for visitor in visitors.values():
        yield from visitor.scenes
    yield from scenes(world, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_and_no_mail_says_anything_in_english(language):
    world, listener = World(), Listener(language)
    Member.objects.update(language=language)
    mail.outbox.clear()
    seen = list(pages(world, language))
    worker.drain()
    listener.know(written_by_people())
    for scene in seen:
        if scene.answer.get("Content-Type", "").startswith("text/html"):
            listener.listen(pieces(scene.answer.content.decode()), scene.name)
    for letter in mail.outbox:
        where = f"mail to {letter.to[0]}"
        listener.listen([letter.subject, *letter.body.splitlines()], where)
        for html, _kind in letter.alternatives:
            listener.listen(pieces(html), where)
    assert [scene.name for scene in seen if scene.answer.status_code == 500] == []
    assert listener.found == {}
    assert len(mail.outbox) >= 25 and len(listener.heard) > 700
