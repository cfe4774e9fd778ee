"""A theme from one brand colour: every token for light and dark, in OKLCH, so that text is always readable on its ground.

`compile_theme` is pure and takes about a millisecond. Lightness is searched in steps until a pair reaches its contrast;
chroma gives way where sRGB ends. OKLab's matrices: Björn Ottosson, https://bottosson.github.io/posts/oklab/; contrast: WCAG 2.2.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

Linear = tuple[float, float, float]
Tokens = dict[str, tuple[str, str]]  # name: (light, dark)

GROUNDS = ("bg", "surface", "raised", "sunken", "hover")
NEUTRALS = {  # (lightness, chroma) light, dark
    "bg": ((0.976, 0.006), (0.202, 0.006)),
    "surface": ((0.998, 0.001), (0.238, 0.007)),
    "raised": ((0.998, 0.001), (0.272, 0.008)),
    "sunken": ((0.954, 0.008), (0.182, 0.006)),
    "hover": ((0.938, 0.010), (0.302, 0.008)),
    "line": ((0.900, 0.010), (0.338, 0.009)),
    "line-2": ((0.620, 0.014), (0.580, 0.012)),
    "text": ((0.230, 0.014), (0.940, 0.006)),
    "text-2": ((0.400, 0.016), (0.800, 0.010)),
    "text-3": ((0.480, 0.016), (0.710, 0.012)),
}
MEANINGS = {"good": (0.52, 0.125, 155.0), "gold": (0.52, 0.115, 82.0), "bad": (0.52, 0.125, 27.0), "note": (0.52, 0.125, 245.0)}
FAMILIES = ("brand", *MEANINGS)
WHITE, STEP, AA, CONTROL = "#ffffff", 0.004, 4.5, 3.0


@dataclass(frozen=True)
class Brand:
    """What a brand chooses: its colour as #rrggbb, and the hue of the greys (75 is warm paper, 250 cool)."""

    colour: str = "#12627a"
    hue: int = 75


def compile_theme(brand: Brand) -> Tokens:
    tokens = dict(_neutral(brand.hue))
    tokens |= _family("brand", *oklch_of(brand.colour), brand.hue, own=True)
    for name in MEANINGS:
        tokens |= _meaning(name, brand.hue)
    tokens["gold-fill"] = _gold_fill(brand.hue)
    tokens["focus"] = tokens["brand-text"]
    return tokens


def stylesheet(tokens: Tokens) -> str:
    lines = [f"    --{name}: {a if a == b else f'light-dark({a}, {b})'};" for name, (a, b) in tokens.items()]
    said = "/* Colour tokens, light and dark. Every pair of text and ground keeps 4.5:1, controls 3:1. */"
    return "\n".join([said, "@layer tokens {", "  :root {", *lines, "  }", "}", ""])


def pairs() -> list[tuple[str, str, float]]:
    """Which token stands on which, and the contrast it owes there."""
    words = ["text", "text-2", "text-3", *(f"{name}-text" for name in FAMILIES)]
    found = [(word, ground, AA) for word in words for ground in GROUNDS]
    for name in FAMILIES:
        found += [(word, f"{name}-soft", AA) for word in ("text", "text-2", f"{name}-text")]
        found += [(f"on-{name}", name, AA), (f"on-{name}", f"{name}-hover", AA)]
    edges = [("line-2", ground, CONTROL) for ground in GROUNDS if ground != "hover"]
    return (
        found
        + edges
        + [("focus", ground, CONTROL) for ground in GROUNDS]
        + [("gold-fill", g, CONTROL) for g in ("bg", "surface")]
    )


def contrast(one: str, other: str) -> float:
    a, b = sorted((_luminance(one), _luminance(other)))
    return (b + 0.05) / (a + 0.05)


@cache
def _neutral(hue: int) -> Tokens:
    return {name: (_hex(*light, hue), _hex(*dark, hue)) for name, (light, dark) in NEUTRALS.items()}


@cache
def _meaning(name: str, hue: int) -> Tokens:
    return _family(name, *MEANINGS[name], hue)


@cache
def _gold_fill(hue: int) -> tuple[str, str]:
    grounds = [_neutral(hue)[name][0] for name in ("bg", "surface")]
    return _hex(_darker(0.74, 0.15, 80, grounds, 3.05), 0.15, 80), _hex(0.76, 0.13, 82)


def _family(name: str, lightness: float, chroma: float, at: float, hue: int, own: bool = False) -> Tokens:
    """The tokens of one colour: fill, what is written on it, words in it, its soft ground, its hairline.

    `own` keeps the colour itself as the fill in light mode when white or ink can be read on it.
    """
    neutral, in_dark = _neutral(hue), min(chroma, 0.14)
    light, dark = ([neutral[ground][mode] for ground in GROUNDS] for mode in (0, 1))
    soft = _hex(0.955, min(chroma, 0.017 if own else 0.024), at), _hex(0.300, min(chroma, 0.032 if own else 0.040), at)
    line = _hex(0.835, min(chroma, 0.055 if own else 0.075), at), _hex(0.430, min(chroma, 0.075), at)
    words = (
        _hex(_darker(min(lightness, 0.56), chroma, at, [*light, soft[0]], 4.6), chroma, at),
        _hex(_lighter(max(lightness, 0.70), min(chroma, 0.13), at, [*dark, soft[1]], 5.0), min(chroma, 0.13), at),
    )
    ink = _hex(0.20, 0.012, hue)
    fill = _hex(lightness, chroma, at)
    if not own or max(contrast(WHITE, fill), contrast(ink, fill)) < AA:
        fill = _hex(_darker(min(lightness, 0.55), chroma, at, [WHITE], 4.8), chroma, at)
    fills = fill, _hex(_lighter(max(lightness, 0.66), in_dark, at, [neutral["raised"][1]], 5.2), in_dark, at)
    on = _written_on(fills[0], ink), _written_on(fills[1], ink)
    tokens = {name: fills, f"on-{name}": on, f"{name}-text": words, f"{name}-soft": soft, f"{name}-line": line}
    hover = _away(fills[0], on[0], 0.055, chroma, at), _away(fills[1], on[1], 0.05, in_dark, at)
    return tokens | {f"{name}-hover": hover}


def _written_on(fill: str, ink: str) -> str:
    return WHITE if contrast(WHITE, fill) >= AA else ink


def _away(fill: str, written: str, by: float, chroma: float, at: float) -> str:
    """The fill, moved away from what is written on it."""
    lightness = oklch_of(fill)[0]
    return _hex(max(0.05, lightness - by) if written == WHITE else min(0.97, lightness + by), chroma, at)


def _darker(begin: float, chroma: float, at: float, grounds: list[str], wanted: float) -> float:
    """The greatest lightness from `begin` downwards that reaches the contrast on the darkest of light grounds."""
    most = (min(map(_luminance, grounds)) + 0.05) / wanted - 0.05
    return _search(begin, -STEP, int((begin - 0.05) / STEP), lambda it: _luminance(_hex(it, chroma, at)) <= most)


def _lighter(begin: float, chroma: float, at: float, grounds: list[str], wanted: float) -> float:
    """The least lightness from `begin` upwards that reaches the contrast on the lightest of dark grounds."""
    least = (max(map(_luminance, grounds)) + 0.05) * wanted - 0.05
    return _search(begin, STEP, int((0.99 - begin) / STEP) + 1, lambda it: _luminance(_hex(it, chroma, at)) >= least)


def _search(begin: float, step: float, steps: int, reached: Callable[[float], bool]) -> float:
    """The first of `begin`, `begin + step`, ... that is enough; by halves, because more is always enough too."""
    low, high = 0, max(0, steps)
    if reached(begin):
        return begin
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(begin + middle * step) else (middle, high)
    return begin + high * step


def oklch_of(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees of #rrggbb."""
    r, g, b = _linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(green_red, blue_yellow), math.degrees(math.atan2(blue_yellow, green_red)) % 360


def _in_linear(lightness: float, a: float, b: float) -> Linear:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


@lru_cache(4096)
def _hex(lightness: float, chroma: float, hue: float) -> str:
    """#rrggbb of the colour, or of the one with the most chroma that a screen has there."""
    a, b = math.cos(math.radians(hue)), math.sin(math.radians(hue))
    found = _in_linear(lightness, chroma * a, chroma * b)
    if min(found) < -1e-4 or max(found) > 1.0001:
        low, high = 0.0, chroma
        for _turn in range(12):
            middle = (low + high) / 2
            tried = _in_linear(lightness, middle * a, middle * b)
            low, high = (low, middle) if min(tried) < -1e-4 or max(tried) > 1.0001 else (middle, high)
        found = _in_linear(lightness, low * a, low * b)
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02x}" for part in found)


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


@cache
def _decoded(byte: int) -> float:
    part = byte / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _linear(colour: str) -> Linear:
    return _decoded(int(colour[1:3], 16)), _decoded(int(colour[3:5], 16)), _decoded(int(colour[5:7], 16))


@lru_cache(4096)
def _luminance(colour: str) -> float:
    r, g, b = _linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
