"""docs/glossary.md and the catalogues say the same word for the same thing."""

import re
import unicodedata

import pytest

from tests.architecture.test_catalogues import LANGUAGES, PACKAGES, catalogue, read
from tests.environment import ROOT

pytestmark = pytest.mark.once
LINE = re.compile(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.M)


# Said more naturally without the word, or with another meaning of it.
NATURALLY = {
    "%(n)s mark that an answer helped",
    "marks that an answer helped",
    "Only the member who asked can say which answer solved it.",
    "Others can accept an answer 14 days after the last one came. Until then the member who asked decides.",
    "Only the member who accepted it can take that back.",
    "New members who got on",
    "This was done from %(ip)s at %(timestamp)s. If it was not you, please sign in and sign out everywhere else, and tell us.",
    "Categories have two levels.",
}


def glossary() -> dict[str, dict[str, str]]:
    rows = LINE.findall((ROOT / "docs" / "glossary.md").read_text())[1:]
    return {english: dict(zip(LANGUAGES, words, strict=True)) for english, *words in rows}


def stems(words: str) -> list[str]:
    """What stays of each word whatever its ending is: accents fall and so do the last letters of longer ones."""
    return [word[: max(4, len(word) - 3)] for word in re.findall(r"[\w-]+", without_accents(words))]


def without_accents(words: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(letter))


def says(text: str, wanted: str) -> bool:
    """Whether a text has all words of one of the terms, in any form and order."""
    whole = without_accents(text)
    return any(all(stem in whole for stem in stems(term)) for term in wanted.split(", "))


def strays(language: str) -> list[str]:
    found = []
    entries = [entry for package in PACKAGES for entry in read(catalogue(package, language)).items()]
    for english, words in glossary().items():
        asked = re.compile(rf"(?<![\w/%(-]){re.escape(english)}s?(?![\w)-])", re.I)
        for sentence, translations in entries:
            if (
                sentence not in NATURALLY
                and asked.search(sentence)
                and not all(says(text, words[language]) for text in translations)
            ):
                found.append(f"{english}: {sentence} -> {translations[0]}")
    return found


def test_thirty_words_and_each_is_used():
    assert len(glossary()) == 30
    sentences = " ".join(name for package in PACKAGES for name in read(catalogue(package, "es"))).lower()
    assert [word for word in glossary() if word not in sentences] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_what_the_glossary_says(language):
    assert strays(language) == []
