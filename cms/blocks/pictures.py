"""Pictures of the CMS's library in the sizes and formats a page offers to browsers: AVIF and WebP at three widths."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.images.models import AbstractImage, AbstractRendition, Filter

FORMATS = ("avif", "webp")
# What a shape cuts out of a picture around its focal point, at each width; the first is what old browsers get.
SHAPES: dict[str, tuple[str, ...]] = {
    "whole": ("width-960", "width-480", "width-1600"),
    "wide": ("fill-960x540", "fill-480x270", "fill-1600x900"),
    "square": ("fill-480x480", "fill-240x240", "fill-960x960"),
    "hero": ("fill-960x720", "fill-480x360"),
    "card": ("fill-480x320", "fill-240x160"),
}
WIDEST = {"whole": "44rem", "wide": "44rem", "square": "22rem", "hero": "34rem", "card": "20rem"}
Wanted = tuple[AbstractImage, str]  # a picture and a shape


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture ready for an <img>: the plain address, its size, and for each format what browsers choose from."""

    url: str
    width: int
    height: int
    alt: str
    sources: tuple[tuple[str, str], ...]  # (media type, srcset)
    sizes: str


def specs_of(shape: str) -> list[str]:
    return [f"{size}|format-{name}" for size in SHAPES[shape] for name in FORMATS]


def drawn(wanted: Iterable[Wanted]) -> dict[tuple[int, str], Drawn]:
    """{(picture's id, shape): the picture}. One query however many; what is missing is made (see pages.pictures)."""
    pairs = list({(picture.pk, shape): (picture, shape) for picture, shape in wanted}.values())
    if not pairs:
        return {}
    made = _renditions(pairs)
    return {(picture.pk, shape): _drawn(picture, shape, made) for picture, shape in pairs}


Key = tuple[int, str]


def _renditions(pairs: list[Wanted]) -> dict[Key, AbstractRendition]:
    pictures = {picture.pk: picture for picture, _shape in pairs}
    needed = {(picture.pk, spec): picture for picture, shape in pairs for spec in specs_of(shape)}
    model = pairs[0][0].get_rendition_model()
    rows = model.objects.filter(image__in=pictures, filter_spec__in={spec for _pk, spec in needed})
    found: dict[Key, AbstractRendition] = {}
    for row in rows:
        if row.focal_point_key == Filter(spec=row.filter_spec).get_cache_key(pictures[row.image_id]):
            found[row.image_id, row.filter_spec] = row
    for pk, picture in pictures.items():
        if missing := [spec for image, spec in needed if image == pk and (pk, spec) not in found]:
            found |= {(pk, spec): row for spec, row in picture.get_renditions(*missing).items()}
    return found


def _drawn(picture: AbstractImage, shape: str, made: dict[Key, AbstractRendition]) -> Drawn:
    def of(name: str) -> list[AbstractRendition]:
        return [made[picture.pk, f"{size}|format-{name}"] for size in SHAPES[shape]]

    def choices(name: str) -> str:
        widths = {row.width: row.url for row in of(name)}  # a small picture is never made larger: two widths may be one
        return ", ".join(f"{url} {width}w" for width, url in sorted(widths.items()))

    plain = of("webp")[0]
    return Drawn(
        url=plain.url,
        width=plain.width,
        height=plain.height,
        alt=picture.description,
        sources=tuple((f"image/{name}", choices(name)) for name in FORMATS),
        sizes=f"(min-width: 48rem) {WIDEST[shape]}, 100vw",
    )
