"""Builds static/icons/sprite.svg from the names in static/icons/names.txt and an unpacked icon package."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

SHAPES = {
    "circle": "M32 3.5a28.5 28.5 0 1 1 0 57a28.5 28.5 0 1 1 0-57Z",
    "diamond": "M24.9 5.6Q32 -1.5 39.1 5.6L58.4 24.9Q65.5 32 58.4 39.1L39.1 58.4Q32 65.5 24.9 58.4L5.6 39.1Q-1.5 32 5.6 24.9Z",
    "hexagon": "M24.2 5Q32 .5 39.8 5L51.5 11.8Q59.3 16.2 59.3 25.2V38.8Q59.3 47.8 51.5 52.2L39.8 59Q32 63.5 24.2 59"
    "L12.5 52.2Q4.7 47.8 4.7 38.8V25.2Q4.7 16.2 12.5 11.7Z",
    "scallop": "M24.2 8Q32 -1.2 39.8 8Q51.5 5.1 52.4 17.2Q63.6 21.7 57.2 32Q63.6 42.3 52.4 46.8Q51.5 58.9 39.8 56"
    "Q32 65.2 24.2 56Q12.5 58.9 11.6 46.8Q.4 42.3 6.8 32Q.4 21.7 11.6 17.2Q12.5 5.1 24.2 8Z",
    "shield": "M32 2.6C38 7.4 47 9.6 55.5 10C57.3 10.1 58.5 11.5 58.5 13.2V30C58.5 45 47 56 32 61.6C17 56 5.5 45 5.5 30"
    "V13.2C5.5 11.5 6.7 10.1 8.5 10C17 9.6 26 7.4 32 2.6Z",
    "square": "M5 22Q5 5 22 5H42Q59 5 59 22V42Q59 59 42 59H22Q5 59 5 42Z",
}


def symbol(name: str, drawing: str) -> str:
    """The inside of an icon file as a <symbol> on the 24 grid."""
    inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.S)
    if inside is None:
        raise CommandError(f"{name} is not an SVG icon")
    shapes = re.sub(r"\s+", " ", inside[1]).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def note_sum(readme: Path, sprite: str) -> None:
    """The sprite's sum in the list of what others made."""
    told = re.sub(
        r"(\| icons/sprite\.svg .*\| )\w{64}( \|)", rf"\g<1>{hashlib.sha256(sprite.encode()).hexdigest()}\2", readme.read_text()
    )
    readme.write_text(told)


class Command(BaseCommand):
    help = "Make the icon sprite again. Give the folder with the icon package's SVG files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("icons", type=Path)

    def handle(self, *args: Any, icons: Path, **options: Any) -> None:
        place = Path(settings.STATICFILES_DIRS[0]) / "icons"
        names = (place / "names.txt").read_text().split()
        missing = [name for name in names if not (icons / f"{name}.svg").exists()]
        if missing:
            raise CommandError(f"{icons} has no {', '.join(missing)}")
        symbols = [symbol(name, (icons / f"{name}.svg").read_text()) for name in names]
        symbols += [f'<symbol id="b-{name}" viewBox="0 0 64 64"><path d="{d}"/></symbol>' for name, d in SHAPES.items()]
        sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
        (place / "sprite.svg").write_text(sprite)
        note_sum(place.parent / "vendor" / "README.md", sprite)
        self.stdout.write(f"{len(names)} icons and {len(SHAPES)} shapes")
