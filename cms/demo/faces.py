"""Faces of some members, drawn in code: a few flat shapes, so that a list of people looks like one."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIDE = 448
HAIR = "#2e2622"


def draw(clothes: str, skin: str, style: str) -> BytesIO:
    """A portrait as a PNG file."""
    picture = Image.new("RGB", (SIDE, SIDE), tint(clothes, 0.72))
    pen = ImageDraw.Draw(picture)
    behind, before = STYLES[style]
    behind(pen, clothes)
    pen.ellipse((74, 318, 374, 640), fill=clothes)
    pen.rounded_rectangle((190, 270, 258, 360), 30, fill=shade(skin, 0.9))
    pen.ellipse((136, 104, 312, 314), fill=skin)
    for left in (178, 248):
        pen.ellipse((left, 204, left + 22, 226), fill="#221c18")
    pen.arc((190, 226, 258, 280), 20, 160, fill="#221c18", width=7)
    before(pen, clothes)
    file = BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tint(colour: str, white: float) -> tuple[int, int, int]:
    red, green, blue = (round(part + (255 - part) * white) for part in channels(colour))
    return red, green, blue


def shade(colour: str, keep: float) -> tuple[int, int, int]:
    red, green, blue = (round(part * keep) for part in channels(colour))
    return red, green, blue


Part = Callable[[ImageDraw.ImageDraw, str], object]


def nothing(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    """Some styles have nothing behind the head."""


def short_hair(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.pieslice((130, 88, 318, 300), 180, 360, fill=HAIR)
    pen.rectangle((142, 180, 306, 196), fill=HAIR)


def long_behind(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.rounded_rectangle((112, 92, 336, 380), 104, fill=HAIR)


def fringe(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.chord((132, 92, 316, 270), 190, 350, fill=HAIR)


def bun_behind(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.ellipse((176, 40, 272, 136), fill=HAIR)
    pen.ellipse((126, 84, 322, 290), fill=HAIR)


def cap(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.pieslice((130, 82, 318, 290), 180, 360, fill=shade(clothes, 0.75))
    pen.rounded_rectangle((128, 172, 372, 198), 13, fill=shade(clothes, 0.6))


def beard(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    short_hair(pen, clothes)
    pen.chord((136, 170, 312, 330), 12, 168, fill="#7a5236")
    pen.arc((196, 236, 252, 272), 20, 160, fill="#f3d9c4", width=6)


def scarf_behind(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.ellipse((108, 74, 340, 360), fill=shade(clothes, 0.8))


def scarf(pen: ImageDraw.ImageDraw, clothes: str) -> None:
    pen.chord((134, 92, 314, 260), 196, 344, fill=shade(clothes, 0.8))


STYLES: dict[str, tuple[Part, Part]] = {
    "cap": (nothing, cap),
    "beard": (nothing, beard),
    "long": (long_behind, fringe),
    "bun": (bun_behind, fringe),
    "scarf": (scarf_behind, scarf),
}
