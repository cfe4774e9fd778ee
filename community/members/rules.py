"""What a handle may be, and what a member can be asked to agree to. Pure functions and data.

Two handles are the same when people would take one for the other: both are brought to a *key*, the skeleton of
Unicode Technical Standard 39 (section 4) over the confusables the package `confusable_homoglyphs` carries.
A handle is stored case-folded, so that "paypaI" with a capital i cannot be shown at all.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

from confusable_homoglyphs import categories
from confusable_homoglyphs.confusables import confusables_data
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 3, 30
LONGEST_KEY = 120
SEPARATORS = "._-"
MARKS_IN_A_ROW = 2  # combining marks on one letter: enough for the languages that need them, too few to paint with
RENAME_DAYS = 30
UNCONFIRMED_DAYS = 7  # how long a sign-up keeps its handle without its address being confirmed
EXPORTS_A_DAY = 5
MOST_KEYS = 50  # to the API, in force at once
TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
RESERVED_WORDS = """
about abuse account accounts admin administrator administrators all anonymous answer answers api app ask badge badges
billing blog bot brand brandteam category categories channel cms community contact contributor deleted demo desk
developer developers editor email erased event events everyone faq feed feeds former forum guest guide guides help helpdesk
here home host hostmaster inbox info invite legal levels login logout loyalty mail mailerdaemon master me media member
members membership moderation moderator moderators mods news newsletter nobody noreply null official operator owner
owners page pages password people postmaster press privacy product products profile public question questions
root rules safety search security self service settings shop signin signout signup site staff static status store super superuser
support sysadmin system tag tags team terms test trust undefined unknown user users verify webmaster welcome www you
""".split()  # noqa: SIM905 - a list of words is read best as words
BRAND_SUFFIXES = ("", "team", "support", "official", "staff", "help", "care", "community", "service")

# Scripts that are written together; any other two scripts in one handle are refused.
WRITTEN_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "BOPOMOFO"}),
    frozenset({"HAN", "HANGUL"}),
)


def normalise(raw: str) -> str:
    """The handle as it is stored: NFKC and case-folded, until nothing changes any more."""
    text = raw.strip().removeprefix("@")
    if text.isascii():
        return text.lower()
    for _turn in range(4):
        after = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if after == text:
            break
        text = after
    return text


def _prototypes() -> dict[int, str]:
    """Each confusable character to the one that stands for it: the hub of its group, to which all others point."""
    near: dict[str, set[str]] = defaultdict(set)
    for written, twins in confusables_data.items():
        one = written.replace("\u200e", "")  # the data wraps right-to-left characters in marks
        for twin in twins:
            other = twin["c"].replace("\u200e", "")
            near[one].add(other)
            near[other].add(one)
    stands_for: dict[int, str] = {}
    seen: set[str] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - group:
                group.add(other)
                waiting.append(other)
        seen |= group
        hub = max(group, key=lambda one: (len(near[one]), len(one), one.isascii(), one))
        stands_for |= {ord(one): hub for one in group if len(one) == 1 and one != hub}
    return stands_for


_PROTOTYPES = _prototypes()


@lru_cache(maxsize=50_000)
def key_of(handle: str) -> str:
    """The handle's skeleton: equal for handles that look alike. Idempotent; takes a handle in any form."""
    text = unicodedata.normalize("NFD", normalise(handle))
    for _turn in range(8):
        after = unicodedata.normalize("NFD", normalise(text.translate(_PROTOTYPES)))
        if after == text:
            break
        text = after
    return text


_BARING: dict[int, str | None] = {ord(mark): None for mark in SEPARATORS} | {ord("l"): "i"}


def _bare(key: str) -> str:
    """Without separators, and "adm1n" as "admin": for the words nobody may take, i, l and 1 are one."""
    return key.translate(_BARING)


@lru_cache(maxsize=8)
def _reserved_keys(brand: str) -> frozenset[str]:
    name = "".join(char for char in normalise(brand) if char.isalnum())
    words = [*RESERVED_WORDS, *(name + suffix for suffix in BRAND_SUFFIXES if name)]
    return frozenset(_bare(key_of(word)) for word in words)


def is_reserved(handle: str, *, brand: str = "") -> bool:
    """Kept for the product and the brand, also when spelled with look-alikes or separators ("a.d-min")."""
    return _bare(key_of(handle)) in _reserved_keys(brand)


@lru_cache(maxsize=20_000)
def _script(char: str) -> str:
    return str(categories.alias(char))


def _mixes_scripts(handle: str) -> bool:
    if handle.isascii():
        return False
    scripts = {_script(char) for char in handle} - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER)


def _odd_characters(handle: str) -> bool:
    """Anything but letters, digits and separators; marks may follow a letter, a few of them."""
    if handle.isascii():
        return re.search(r"[^a-z0-9._-]", handle) is not None
    marks = MARKS_IN_A_ROW
    for char in handle:
        kind = unicodedata.category(char)
        if kind in ("Mn", "Mc"):
            marks += 1
            if marks > MARKS_IN_A_ROW:
                return True
        elif kind[0] == "L":
            marks = 0
        elif kind == "Nd" or char in SEPARATORS:
            marks = MARKS_IN_A_ROW
        else:
            return True
        if _script(char) == "Unknown":
            return True
    return False


def problem_with(handle: str, *, brand: str = "") -> str | Promise | None:
    """Why a normalised handle may not be taken by anybody, as a sentence; None when it may."""
    if len(handle) < SHORTEST:
        return _("A handle has at least 3 characters.")
    if len(handle) > LONGEST or len(key_of(handle)) > LONGEST_KEY:
        return _("A handle has at most 30 characters.")
    if _odd_characters(handle):
        return _("A handle has letters, digits, dots, hyphens and underscores only.")
    if handle[0] in SEPARATORS or handle[-1] in SEPARATORS:
        return _("A handle starts and ends with a letter or a digit.")
    if re.search(r"[._-]{2}", handle):
        return _("Two dots, hyphens or underscores cannot stand side by side.")
    if not any(char.isalpha() for char in handle):
        return _("A handle has at least one letter.")
    if _mixes_scripts(handle):
        return _("Please write a handle in one alphabet.")
    if is_reserved(handle, brand=brand):
        return _("This handle is kept for the team.")
    return None


def _plain_latin(text: str) -> str:
    """Latin letters without their accents, so that a handle is easy to type; other scripts are left as they are."""
    if text.isascii():
        return text
    out = []
    for char in unicodedata.normalize("NFC", text):
        first = unicodedata.normalize("NFD", char)[0]
        out.append(first if first.isascii() else char)
    return "".join(out)


def _words(text: str, *, dots_divide: bool) -> str:
    """Letters and digits, everything between them as one hyphen. Apostrophes and, in names, dots just go."""
    text = re.sub(r"['’.]" if not dots_divide else r"['’]", "", text)
    if text.isascii():
        return re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    usable = (char if unicodedata.category(char)[0] == "M" or not _odd_characters(char) else "-" for char in text)
    return re.sub(r"[._-]+", "-", "".join(usable)).strip("-")


def base_for(text: str) -> str:
    """A handle made from a name, or from what stands before the @ of an address. "" when nothing usable is left."""
    local, at, _domain = text.strip()[:200].rpartition("@")
    is_address = bool(at and local)
    plain = _plain_latin(normalise(local.split("+", 1)[0] if is_address else text[:200]))
    base = _words(plain, dots_divide=is_address)[: LONGEST - 6].strip("-")
    return base if base and problem_with(base.ljust(SHORTEST, "0")) is None else ""


def candidates(base: str, *, draw: Callable[[int], int], brand: str = "") -> Iterator[str]:
    """Handles to try for a base, best first and without end: itself, with small numbers, then with drawn ones.

    `draw(n)` gives a number of n digits.
    """
    usable = base and not is_reserved(base, brand=brand)
    stem = base if usable else "member"
    if usable and len(base) >= SHORTEST:
        yield base
    if usable:
        yield from (f"{stem}-{number}" for number in range(2, 6))
    for turn in count(2):
        digits = min(turn, 9)
        yield f"{stem[: LONGEST - 1 - digits].rstrip(SEPARATORS)}-{draw(digits)}"


def former_handle(pk: int) -> str:
    """What stands where a handle must, once a member left."""
    return f"former-member-{pk}"


def one_line(text: str) -> str:
    """The text on one line: without control characters, lone surrogates, and what turns the direction of writing."""
    kept = (char for char in text if unicodedata.category(char) not in ("Cc", "Cs", "Cn") or char in "\t\n\r")
    return " ".join("".join(char for char in kept if char not in TURNING).split())


def name_problem(name: str, *, brand: str) -> str | Promise | None:
    """Why a member may not be called that; None when they may. Only the brand speaks under the brand's name."""
    letters = "".join(char for char in normalise(name) if char.isalnum())
    own = "".join(char for char in normalise(brand) if char.isalnum())
    if own and _bare(key_of(letters)) in {_bare(key_of(own + suffix)) for suffix in BRAND_SUFFIXES}:
        return _("This name is kept for the team.")
    return None


@cache
def time_zones() -> list[str]:
    """Places people look for; not the aliases, offsets and "localtime" that are kept beside them."""
    return ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))]


def end_of_quiet(moment: datetime, *, time_zone: str, hours: tuple[int, int]) -> datetime | None:
    """When the quiet hours end that the moment falls into, where the member lives; None outside of them.

    `hours` are (from, until) of the day there, over midnight when `from` is the later one; twice the same hour is never.
    """
    zone = ZoneInfo(time_zone)
    there, (start, end) = moment.astimezone(zone), hours
    inside = start <= there.hour < end if start <= end else not end <= there.hour < start
    if not inside:
        return None
    day = there.date() + timedelta(days=there.hour >= end)
    return datetime.combine(day, time(end), tzinfo=zone)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words somebody agrees to. They are never changed: other words are another version, dated when they came into use."""

    version: str
    since: date
    text: str | Promise  # %(brand)s stands for the brand's name


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One thing the brand may do with what it knows, through one channel, only while the member allows it."""

    code: str
    channel: str
    name: str | Promise
    through: str | Promise
    wordings: tuple[Wording, ...]  # oldest first; the last one is in use

    @property
    def wording(self) -> Wording:
        return self.wordings[-1]

    def worded(self, version: str) -> Wording | None:
        return next((one for one in self.wordings if one.version == version), None)


def _purpose(code: str, channel: str, name: Promise, through: Promise, text: Promise) -> Purpose:
    first = Wording(version="1", since=date(2026, 11, 27), text=text)
    return Purpose(code=code, channel=channel, name=name, through=through, wordings=(first,))


PURPOSES = (
    _purpose("news", "mail", _("News and offers"), _("E-mail"), _("%(brand)s may send me news and offers by e-mail.")),
    _purpose(
        "tests", "mail", _("Tests of new products"), _("E-mail"), _("%(brand)s may invite me by e-mail to try new products.")
    ),
    _purpose("surveys", "mail", _("Surveys"), _("E-mail"), _("%(brand)s may ask me by e-mail how content I am.")),
    _purpose(
        "boards",
        "site",
        _("My name on thank-you boards"),
        _("This site"),
        _("My name may stand on the boards that thank those who helped most people."),
    ),
    _purpose(
        "share",
        "systems",
        _("Share my profile"),
        _("Customer system"),
        _("%(brand)s may keep my loyalty profile in the system its shops and service work with, to serve me with it."),
    ),
)
_by_code = {(purpose.code, purpose.channel): purpose for purpose in PURPOSES}


def purpose_of(code: str, channel: str) -> Purpose | None:
    return _by_code.get((code, channel))
