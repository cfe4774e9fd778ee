"""Cleaning, blankness, excerpts and slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.text import clean, clean_line, excerpt_of, is_blank, slug_of
from tests.community.text.samples import sample


def test_cleaning_drops_what_breaks_databases_and_keeps_what_was_said() -> None:
    assert clean("a\x00b\x07c\ud800d\r\ne\rf\u2028g  \n\n") == "abc\ufffdd\ne\nf\ng"
    assert clean("\n \n    code\n\ttab") == "    code\n\ttab"


@given(st.text())
def test_cleaning_twice_changes_nothing_and_the_result_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


@given(st.text(st.characters(codec=None)))
def test_any_string_at_all_can_be_cleaned_and_stored(text: str) -> None:
    clean(text).encode("utf-8")


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  How\n do\tI   descale? ") == "How do I descale?"


@pytest.mark.parametrize(
    "text", ["", "  \n\t", "\u200b\u200b", "\ufeff", "\u3164\u2800", "\u200d\u2060 \u00a0", "\x00\x01", "\u202e"]
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", ".", "\u200ba", "é", "日", "😀", "-"])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_an_excerpt_is_plain_words_cut_on_a_word() -> None:
    text = "# Descaling\n\nThe **steam** wand of my [Mini](http://a.b) `hisses` ![x](http://a.b/c.png)\n- often\n- loudly"
    assert excerpt_of(text) == "Descaling The steam wand of my Mini hisses x often loudly"
    short = excerpt_of(text, limit=30)
    assert len(short) <= 30
    assert short == "Descaling The steam wand of…"


def test_an_excerpt_leaves_code_out_unless_there_is_nothing_else() -> None:
    assert excerpt_of("before\n\n```\nx = 1\n```\n\nafter") == "before after"
    assert excerpt_of("```\nx = 1 < 2\n```") == "x = 1 < 2"


@given(st.text(max_size=600), st.integers(min_value=5, max_value=300))
def test_an_excerpt_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(excerpt_of(text, limit)) <= limit


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How do I descale the Linea Mini?", "how-do-i-descale-the-linea-mini"),
        ("¿Cómo limpio el café? Ñandú", "como-limpio-el-cafe-nandu"),
        ("Größe, Straße & Œuvre", "grosse-strasse-oeuvre"),
        ("It's Ana’s cup", "its-anas-cup"),
        ("Как почистить Linea Mini", "как-почистить-linea-mini"),
        ("日本語の質問", "日本語の質問"),
        ("😀 ??? !!!", ""),
        ("", ""),
        ("x" * 100, "x" * 70),
        ("word " * 30, "-".join(["word"] * 14)),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=300))
def test_a_slug_is_short_and_fit_for_an_address(title: str) -> None:
    slug = slug_of(title)
    assert len(slug) <= 70
    assert all(char.isalnum() or char == "-" for char in slug)
    assert not slug.startswith("-") and not slug.endswith("-")


def test_strings_that_break_software_become_slugs_and_excerpts() -> None:
    for text in sample("text/blns.json"):
        assert len(slug_of(text)) <= 70
        assert len(excerpt_of(text)) <= 240
