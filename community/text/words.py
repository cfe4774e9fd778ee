"""What a text may hold before anything else looks at it. Pure functions."""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NEWLINES = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
# Letters and symbols that show nothing although Unicode does not call them spaces: Hangul fillers, the empty Braille cell.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


def clean(text: str) -> str:
    """The text without characters that databases, mail or readers choke on.

    NUL and other controls are dropped (tabs and newlines stay), lone surrogates become U+FFFD, every kind of line end
    becomes a newline, blank lines before and space after the text go. Cleaning twice changes nothing.
    """
    text = _NEWLINES.sub("\n", text)
    text = _CONTROLS.sub("", text)
    text = _SURROGATES.sub("\ufffd", text)
    return re.sub(r"\A(?:[^\S\n]*\n)+", "", text.rstrip())


def clean_line(text: str) -> str:
    """`clean` for a field of one line: every run of space is one space, none at the ends."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """True when nothing would be seen: only spaces, controls, zero-width and other invisible characters."""
    return all(char in _INVISIBLE or unicodedata.category(char)[0] in "CZ" or char.isspace() for char in text)
