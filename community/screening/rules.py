"""When a text has a word in it: pure functions."""

import re
import unicodedata
from collections.abc import Iterable

MOST_MARKS = 20  # named of one text


def plain(text: str) -> str:
    """As it is compared: one case, one spelling of each letter, without what is written to hide a word (zero-width signs)."""
    spelled = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(sign for sign in spelled if unicodedata.category(sign) != "Cf").split())


def found_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in the text as words of their own; a star at the end takes whatever follows."""
    looked_at = plain(text)
    return [word for word in words if _pattern(word).search(looked_at)][:MOST_MARKS]


def _pattern(word: str) -> re.Pattern[str]:
    bare = plain(word)
    open_end = bare.endswith("*")
    body = re.escape(bare.rstrip("*"))
    return re.compile(r"(?<!\w)" + body + ("" if open_end else r"(?!\w)"))
