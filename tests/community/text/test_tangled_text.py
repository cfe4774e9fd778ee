"""A hostile text costs no more work than an honest one of its length, and nothing of it is lost."""

import cProfile
import random
from collections.abc import Callable
from html import unescape

import pytest

from community.text import render
from community.text.code import LANGUAGES
from community.text.markdown import BRACKETS, LONGEST, plain

SIZE = 30_000
HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: ">" * n,
    "brackets": lambda n: "[" * n,
    "links begun": lambda n: "[a](b" * (n // 5),
    "pictures begun": lambda n: "![" * (n // 2),
    "brackets just allowed": lambda n: ("[" + "a *b " * 3) * min(BRACKETS, n // 20) + "x" * (n - 16 * min(BRACKETS, n // 20)),
    "stars": lambda n: "*a " * (n // 3),
    "stars and lines": lambda n: "*_" * (n // 2),
    "stars on lines": lambda n: "*a\n" * (n // 3),
    "bold words": lambda n: "**a_b " * (n // 6),
    "backticks": lambda n: "".join("`" * k + " " for k in range(1, int((2 * n) ** 0.5))),
    "less than": lambda n: "<" * n,
    "comments begun": lambda n: "<!--" * (n // 4),
    "entities": lambda n: "&amp" * (n // 4),
    "addresses": lambda n: "http://" * (n // 7),
    "mail addresses": lambda n: "a@b.cc" * (n // 6),
    "wide table": lambda n: "|a" * 50 + "\n" + "|-" * 50 + "\n" + "|a\n" * (n // 3),
    "long table": lambda n: "|a|b|\n|-|-|\n" + "|1|\n" * (n // 4),
    "nested lists": lambda n: "\n".join(" " * (2 * k) + "- a" for k in range(int(n**0.5))),
    "definitions": lambda n: "".join(f"[{k}]: /u\n" for k in range(n // 12)),
    "fences": lambda n: "```\n" * (n // 4),
    "title begun": lambda n: '[a](b "' * (n // 7),
    "struck": lambda n: "~~a" * (n // 3),
}


def work_of(text: str) -> int:
    """How many calls rendering took: the same on every machine and under any load."""
    profile = cProfile.Profile()
    profile.runcall(render, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_with_the_length_and_not_with_its_square(name: str) -> None:
    make = HOSTILE[name]
    render("warm up")
    small, large = work_of(make(SIZE // 10)), work_of(make(SIZE // 2))
    assert large < 8 * small + 20_000, f"{small} calls for a tenth, {large} for a half"
    assert large < 1_750_000


@pytest.mark.parametrize("name", HOSTILE)
def test_the_output_stays_within_a_small_multiple_of_the_input(name: str) -> None:
    assert len(render(HOSTILE[name](SIZE))) < 12 * SIZE


def test_ten_thousand_levels_of_nesting_are_shown_as_typed() -> None:
    html = render(">" * 10_000 + " deep")
    assert unescape(html).count(">") >= 10_000
    assert "deep" in html
    assert "blockquote" not in html


def test_ordinary_nesting_is_rendered() -> None:
    html = render("\n".join("  " * k + f"- level {k}" for k in range(8)))
    assert html.count("<ul>") == 8


def test_a_text_beyond_every_bound_is_kept_as_plain_text() -> None:
    html = render("<b> & [x](y)\n" * (LONGEST // 10))
    assert html.startswith("<p>&lt;b&gt; &amp; [x](y)<br>")


def test_plain_text_keeps_paragraphs_and_lines() -> None:
    assert plain("a <b>\nc\n\nd") == "<p>a &lt;b&gt;<br>\nc</p>\n<p>d</p>\n"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_code_of_every_language_is_coloured(language: str) -> None:
    assert f'class="language-{language}"' in render(f"```{language}\nx = 1\n```")
    assert "<span" in render(f"```{language}\n<a href='b'>x = [1]; # c\n+ $ a\n```")


@pytest.mark.parametrize("code", ["\n" * 200, " \n" * 200, "a." * 200, "x = 1\n" * 1_000])
def test_code_whose_colours_would_cost_too_much_is_shown_without(code: str) -> None:
    html = render(f"```ruby\n{code}\n```")
    assert "<span" not in html
    assert 'class="language-ruby"' in html


def test_a_lone_surrogate_does_not_stop_the_page() -> None:
    assert render("a\ud800b").startswith("<p>a")


def test_random_tangles_never_raise() -> None:
    dice = random.Random(7)
    pieces = [
        "*",
        "_",
        "[",
        "](",
        ")",
        "`",
        "```\n",
        "> ",
        "- ",
        "\n",
        "\n\n",
        "|",
        "|-|",
        "<",
        "&",
        "\\",
        "![",
        "a",
        " ",
        "http://x.y",
    ]
    for _ in range(300):
        assert isinstance(render("".join(dice.choices(pieces, k=400))), str)
