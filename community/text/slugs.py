"""The words of an address. The id is the identity, the slug is decoration."""

import re
import unicodedata

LONGEST = 70

# Latin letters that Unicode does not take apart into a base letter and a mark.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
)


def slug_of(title: str) -> str:
    """At most 70 characters, cut on a word: plain ASCII where the title can be written so, else its own letters, else "".

    A title most of whose letters would be lost in ASCII keeps its script ("как-почистить-linea-mini").
    """
    text = unicodedata.normalize("NFKC", title).casefold().replace("'", "").replace("\u2019", "")
    latin = unicodedata.normalize("NFKD", text.translate(_LATIN))
    latin = "".join(char for char in latin if not unicodedata.combining(char))
    words = re.findall(r"[a-z0-9]+", latin)
    letters = sum(char.isalnum() for char in text)
    if sum(map(len, words)) * 2 < letters:
        words = re.findall(r"[^\W_]+", text)  # \w knows the letters of every script
    return _cut(words)


def _cut(words: list[str]) -> str:
    """As many words as fit; a first word that does not fit is cut itself."""
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug
