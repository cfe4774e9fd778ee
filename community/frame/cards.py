"""The picture by which a page is shown elsewhere, 1200 x 630: the brand, the page's own words, one line about it.

Drawn when somebody first asks, kept on disk by what it shows, one at a time in a process. Words in a script our font
does not know are left out rather than shown as boxes; then the mark stands in their place.
"""

import hashlib
import time
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock

from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from PIL import Image, ImageColor, ImageDraw, ImageFont

from community.verdict import Refused

from . import theme as themes
from .found import PICTURE
from .identity import brand_name
from .strokes import STATIC, Line, path, symbol

DRAWING = 1  # raise it when the same card would look different
EDGE, FINE = 72, 4  # the margin; shapes are drawn so much larger and scaled down
SIZES = ((76, 3), (66, 4), (56, 5), (48, 6))  # a title's size, and how many lines of it fit
MINUTE, A_MINUTE = 60, 120  # new pictures drawn in a minute for all who ask: a tenth of a second of work each
HOUSE = "M8 13.2 14 8l6 5.2V20h-4v-4h-4v4H8z"
METALS = {  # rim, face, light, glyph: as in app.css
    "bronze": ("#8f5630", "#c98a5e", "#dba57e", "#3a1d0b"),
    "silver": ("#727c89", "#b4bcc6", "#ced5dc", "#1f2731"),
    "gold": ("#a87a10", "#e5b63f", "#f2cf72", "#3d2a00"),
}
_drawing = Lock()


@dataclass(frozen=True, kw_only=True)
class Card:
    title: str
    line: str = ""  # smaller, below the title
    pill: str = ""
    good: bool = False  # the pill is good news
    aside: str = ""  # at the other end of the last line
    badge: tuple[str, str, str] | None = None  # shape, metal, glyph

    @property
    def version(self) -> str:
        told = (DRAWING, brand_name(), themes.current().name, self)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def serve(request: HttpRequest, card: Card) -> HttpResponseBase:
    """The card as a picture; 429 in a minute in which many new ones were asked for."""
    etag = f'"{card.version}"'
    answer = HttpResponse(content_type="image/png", headers={"ETag": etag, "Cache-Control": "public, max-age=3600"})
    known = get_conditional_response(request, etag, response=answer)
    if known is not None and known is not answer:
        return known
    kept = caches["pictures"]
    picture = kept.get(card.version)
    if picture is None:
        if not _may_draw():
            raise Refused(_("Please wait a little and try again."), status=429, retry_after=MINUTE)
        picture = draw(card)
        kept.set(card.version, picture)
    answer.content = picture
    return answer


def _may_draw() -> bool:
    this_minute = f"pictures-{int(time.time()) // MINUTE}"
    cache.add(this_minute, 0, 2 * MINUTE)
    return cache.incr(this_minute) <= A_MINUTE


def draw(card: Card) -> bytes:
    with _drawing:
        sheet = _Sheet()
        sheet.brand()
        if card.badge:
            sheet.badge(card)
        else:
            sheet.question(card)
        made = BytesIO()
        sheet.image.save(made, "PNG")
    return made.getvalue()


# --- letters ----------------------------------------------------------------------------------------------------

FILES = ("figtree-latin-wght-normal.woff2", "figtree-latin-ext-wght-normal.woff2")
DECORATION = ("So", "Sk", "Cf", "Me", "Mn")  # emoji and what belongs to them; a text without them says the same
Run = tuple[str, int]  # letters, and which of the files draws them


@lru_cache(64)
def _font(file: int, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(STATIC / "fonts" / FILES[file], size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache
def _unknown(file: int) -> bytes:
    return bytes(_font(file, 32, 400).getmask("\U0010ffff"))


@lru_cache(4096)
def _file_of(char: str) -> int | None:
    """Which file has the letter; None where both would draw the box for unknown ones."""
    if char.isspace():
        return 0
    return next((file for file in range(len(FILES)) if bytes(_font(file, 32, 400).getmask(char)) != _unknown(file)), None)


def drawable(text: str) -> str:
    """The text without what we can't draw and nobody misses; "" when letters of it would be missing."""
    plain = unicodedata.normalize("NFC", text)
    kept = [char for char in plain if not (unicodedata.category(char) in DECORATION and _file_of(char) is None)]
    kept = [char for char in kept if unicodedata.category(char) != "Cf" and not "\ufe00" <= char <= "\ufe0f"]
    return "" if any(_file_of(char) is None for char in kept) else " ".join("".join(kept).split())


def _runs(text: str) -> list[Run]:
    runs: list[Run] = []
    for char in text:
        file = _file_of(char) or 0
        if runs and runs[-1][1] == file:
            runs[-1] = (runs[-1][0] + char, file)
        else:
            runs.append((char, file))
    return runs


def _width(text: str, size: int, weight: int) -> float:
    return sum(_font(file, size, weight).getlength(letters) for letters, file in _runs(text))


def _wrapped(text: str, size: int, weight: int, room: float) -> list[str]:
    """Lines no wider than `room`, broken between words; a word that is wider itself is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, weight) <= room:
            lines[-1] = longer
            continue
        while _width(word, size, weight) > room:
            fits = next(n for n in range(len(word), 0, -1) if n == 1 or _width(word[:n], size, weight) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        if word:
            lines.append(word)
    return lines


def _fitted(text: str, room: float) -> tuple[int, list[str]]:
    """The largest size in which the text fits, and its lines; what is too long even for the smallest is cut."""
    for size, most in SIZES:
        lines = _wrapped(text, size, 700, room)
        if len(lines) <= most:
            return size, lines
    return size, _cut(lines, most)


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(" ,;:.-")[:-2] + "…"]


# --- the sheet --------------------------------------------------------------------------------------------------


class _Sheet:
    def __init__(self) -> None:
        self.colours = themes.current().light
        self.image = Image.new("RGB", PICTURE, self.colours["bg"])
        self.pen = ImageDraw.Draw(self.image)
        self.right, self.low = PICTURE[0] - EDGE, PICTURE[1] - EDGE
        self.pen.rectangle((0, PICTURE[1] - 16, *PICTURE), fill=self.colours["brand"])

    def write(self, x: float, base: float, text: str, size: int, weight: int, colour: str) -> None:
        """Letters on a base line."""
        for letters, file in _runs(text):
            font = _font(file, size, weight)
            self.pen.text((x, base), letters, font=font, fill=self.colours[colour], anchor="ls")
            x += font.getlength(letters)

    def brand(self) -> None:
        self.mark(EDGE, EDGE - 6, 60)
        self.write(EDGE + 80, EDGE + 37, drawable(brand_name()), 36, 600, "text_2")

    def mark(self, x: int, y: int, side: int) -> None:
        art = _Art(side, 28)
        art.disc((14, 14), 14, self.colours["brand"])
        art.stroke(path(HOUSE), 2, self.colours["on_brand"])
        self.image.paste(art.done(), (x, y), art.done())

    def question(self, card: Card) -> None:
        title = drawable(card.title)
        if title:
            size, lines = _fitted(title, self.right - EDGE)
            step = size * 1.16
            base = 330 - step * (len(lines) - 1) / 2 + size * 0.34
            for n, line in enumerate(lines):
                self.write(EDGE, base + n * step, line, size, 700, "text")
        else:
            self.mark(PICTURE[0] // 2 - 110, 205, 220)
        self.foot(card)

    def foot(self, card: Card) -> None:
        pill, aside, base = drawable(card.pill), drawable(card.aside), self.low + 8
        if pill:
            tone = "good" if card.good else "brand"
            end = EDGE + _width(pill, 30, 600) + 48
            self.pen.rounded_rectangle((EDGE, base - 42, end, base + 18), 30, fill=self.colours[f"{tone}_soft"])
            self.write(EDGE + 24, base - 1, pill, 30, 600, f"{tone}_text")
        if aside:
            self.write(self.right - _width(aside, 30, 500), base - 1, aside, 30, 500, "text_3")

    def badge(self, card: Card) -> None:
        assert card.badge is not None
        art, left = badge_art(*card.badge, side=340), EDGE + 400
        self.image.paste(art, (EDGE, 170), art)
        title, line = drawable(card.title), drawable(card.line)
        size, lines = _fitted(title, self.right - left) if title else (0, [])
        below = _cut(_wrapped(line, 32, 400, self.right - left), 5)
        top = 345 - (len(lines) * size * 1.16 + 28 + len(below) * 44) / 2
        for n, words in enumerate(lines):
            self.write(left, top + size * 0.9 + n * size * 1.16, words, size, 700, "text")
        top += len(lines) * size * 1.16 + 28
        for n, words in enumerate(below):
            self.write(left, top + 32 + n * 44, words, 32, 400, "text_2")


class _Art:
    """A shape on a grid of its own, with smooth edges."""

    def __init__(self, side: int, grid: float) -> None:
        self.side, self.scale = side, side * FINE / grid
        self.image = Image.new("RGBA", (side * FINE, side * FINE))
        self.pen = ImageDraw.Draw(self.image)

    def disc(self, centre: tuple[float, float], radius: float, colour: str) -> None:
        x, y, r = centre[0] * self.scale, centre[1] * self.scale, radius * self.scale
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def fill(self, lines: list[Line], colour: str) -> None:
        for line in lines:
            self.pen.polygon([(x * self.scale, y * self.scale) for x, y in line], fill=colour)

    def stroke(self, lines: list[Line], width: float, colour: str) -> None:
        for line in lines:
            points = [(x * self.scale, y * self.scale) for x, y in line]
            self.pen.line(points, fill=colour, width=round(width * self.scale), joint="curve")
            for point in line:
                self.disc(point, width / 2, colour)

    def done(self) -> Image.Image:
        return self.image.resize((self.side, self.side), Image.Resampling.LANCZOS)


def badge_art(shape: str, metal: str, glyph: str, *, side: int) -> Image.Image:
    """The badge as {% badge_art %} draws it, largest size."""
    colours = themes.current().light
    brand = colours["brand"]
    own = (_mixed(brand, "black", 0.32), brand, _mixed(brand, "white", 0.16), colours["on_brand"])
    rim, face, light, stroke = METALS.get(metal, own)
    outer = symbol(f"b-{shape}")
    inner = _moved(outer, 0.86, 4.48, 4.48)
    art = _Art(side, 64)
    art.fill(outer, rim)
    art.fill(inner, face)
    lit = _Art(side, 64)
    lit.fill(inner, light)
    below = Image.new("L", lit.image.size)
    ImageDraw.Draw(below).polygon([(0, 0), (below.width, 0), (0, below.height)], fill=255)
    art.image.paste(lit.image, (0, 0), Image.composite(lit.image.getchannel("A"), Image.new("L", below.size), below))
    width = 27 * (0.82 if shape == "diamond" else 1)
    edge = (64 - width) / 2
    art.stroke(
        _moved(symbol(f"i-{glyph}"), width / 24, edge, edge - (1.5 if shape == "shield" else 0)), 1.75 * width / 24, stroke
    )
    return art.done()


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _moved(lines: list[Line], scale: float, across: float, down: float) -> list[Line]:
    return [[(x * scale + across, y * scale + down) for x, y in line] for line in lines]
