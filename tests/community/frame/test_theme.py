"""The theme compiler: whatever colour a brand has, whatever its greys, everything can be read in both modes."""

import random

import pytest

from community.frame import theme
from community.frame.colours import Brand, compile_theme, contrast, pairs

AWKWARD = ("#000000", "#ffffff", "#808080", "#777777", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff")


def test_no_pair_of_two_thousand_brands_falls_below_its_contrast():
    chance, wanted = random.Random(12), pairs()
    brands = [Brand(f"#{chance.randrange(1 << 24):06x}", number % 36 * 10 + 5) for number in range(2000)]
    low = []
    for brand in (*map(Brand, AWKWARD), *brands):
        tokens = compile_theme(brand)
        found = [(a, b, mode) for a, b, least in wanted for mode in (0, 1) if contrast(tokens[a][mode], tokens[b][mode]) < least]
        low += [(brand, pair) for pair in found]
    assert low == []


def test_every_token_that_carries_words_is_among_the_pairs():
    asked = {name for a, b, _least in pairs() for name in (a, b)}
    decoration = {"line", *(f"{family}-line" for family in ("brand", "good", "gold", "bad", "note"))}
    assert set(compile_theme(Brand())) - asked == decoration


def test_contrast_is_what_wcag_says():
    assert round(contrast("#ffffff", "#000000"), 2) == 21 and round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_a_colour_on_which_words_can_be_read_stays_as_it_is_and_another_is_darkened():
    assert compile_theme(Brand("#12627a"))["brand"][0] == "#12627a"
    assert compile_theme(Brand("#ffe100"))["on-brand"][0] != "#ffffff"
    assert compile_theme(Brand("#777777"))["brand"][0] < "#777777"


@pytest.mark.django_db
def test_the_colours_are_kept_for_ever_under_their_name_and_not_under_another(client, ana):
    client.force_login(ana)
    assert f'<link rel="stylesheet" href="{theme.current().address}">' in client.get("/questions/").content.decode()
    kept = client.get(theme.current().address)
    assert "immutable" in kept.headers["Cache-Control"] and "Cookie" not in kept.headers.get("Vary", "")
    assert "--brand: light-dark(#12627a, #5ba2bc);" in kept.content.decode()
    assert client.get("/theme/an-older-one.css").headers["Cache-Control"] == "no-store"


def test_a_page_asks_for_the_colours_once_in_a_while_and_a_broken_page_never(monkeypatch):
    asked = []
    theme.forget()
    monkeypatch.setattr(theme, "_choice", lambda: asked.append(1) or Brand("#aa3311"))
    assert theme.remembered().brand == Brand()
    names = {theme.current().name for _ in range(5)}
    assert len(names) == len(asked) == 1 and theme.remembered().brand == Brand("#aa3311")
