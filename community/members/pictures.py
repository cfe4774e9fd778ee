"""From a file somebody sends to pictures we made ourselves: small squares of people, photos in texts.

What a file is, its first bytes say, never its name. Nothing of it reaches a visitor: it is decoded, cut or scaled down and
encoded anew without metadata. Memory stays under 300 MB: JPEGs are decoded at a fraction of their size, everything else
is brought down strip by strip, and what would need more to decode is refused before it is.
"""

import logging
import secrets
import warnings
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import IO

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

log = logging.getLogger(__name__)

pillow_heif.register_heif_opener(thumbnails=False)

Box = tuple[int, int, int, int]
Cutter = Callable[[Box], Image.Image]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_SIDE = 12_000
MOST_PIXELS = 50_000_000
MOST_BYTES_TO_DECODE = 210_000_000
AVATAR_SIZES = (28, 36, 56, 72, 112, 224)  # 1x and 2x of the small, the normal and the large face
STRIP = 2_000_000  # pixels looked at in one go

# Bytes a decoder holds for each pixel while it works, beside what is counted for progressive JPEGs.
DECODING_COST = {"PNG": 4, "GIF": 4, "HEIF": 4, "WEBP": 14}


def store_avatar(upload: IO[bytes]) -> str:
    """Write the square pictures and give the stem of their names: "avatars/3f/3f...". ValidationError({"picture": ...})."""
    name = secrets.token_hex(16)
    stem = f"avatars/{name[:2]}/{name}"
    square = open_square(upload, side=max(AVATAR_SIZES))
    for size in AVATAR_SIZES:
        out = BytesIO()
        small = square if size == square.width else square.resize((size, size), Image.Resampling.LANCZOS)
        small.save(out, "WEBP", quality=82, method=4)
        try:
            _keep(avatar_file(stem, size), out)
        except ValidationError:
            with suppress(OSError):
                remove_avatar_files(stem)  # a face has all its sizes or none
            raise
    return stem


def avatar_file(stem: str, size: int) -> str:
    return f"{stem}-{size}.webp"


def remove_avatar_files(stem: str) -> None:
    for size in AVATAR_SIZES:
        default_storage.delete(avatar_file(stem, size))


def store_photo(upload: IO[bytes], *, side: int) -> tuple[str, int, int]:
    """Write the whole picture, at most `side` pixels a side: its key, width and height. ValidationError({"picture": ...})."""
    key = secrets.token_hex(16)
    photo = _opened(upload, side, _whole)
    photo.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = BytesIO()
    photo.save(out, "WEBP", quality=82, method=4)
    _keep(photo_file(key), out)
    return key, photo.width, photo.height


def _keep(name: str, picture: BytesIO) -> None:
    """On the disk, or refused in words: a disk that is full is nobody's mistake who sends a picture."""
    try:
        default_storage.save(name, ContentFile(picture.getvalue()))
    except OSError:
        log.exception("a picture could not be kept")
        with suppress(OSError):
            default_storage.delete(name)  # what was written of it
        raise _refusal(_("We have no room for pictures at the moment. Everything else works; please try again later.")) from None


def photo_file(key: str) -> str:
    return f"photos/{key[:2]}/{key}.webp"


def remove_photo_file(key: str) -> None:
    default_storage.delete(photo_file(key))


def open_square(upload: IO[bytes], *, side: int) -> Image.Image:
    """The middle square of a picture, upright, opaque, `side` pixels wide, without anything else the file carried."""
    return _opened(upload, side * 2, _middle_square).resize((side, side), Image.Resampling.LANCZOS)


def _middle_square(size: tuple[int, int]) -> Box:
    edge = min(size)
    left, top = (size[0] - edge) // 2, (size[1] - edge) // 2
    return left, top, left + edge, top + edge


def _whole(size: tuple[int, int]) -> Box:
    return 0, 0, *size


def _opened(upload: IO[bytes], side: int, part: Callable[[tuple[int, int]], Box]) -> Image.Image:
    """That part of a picture, upright and opaque, brought down by a whole number to not much more than `side`."""
    upload.seek(0, 2)
    if upload.tell() > LARGEST_FILE:
        raise _refusal(_("This file is larger than 20 MB."))
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are judged below; broken metadata is thrown away anyway
            with Image.open(upload, formats=FORMATS) as picture:
                _check_size(picture)
                picture.draft("RGB", (side, side))
                is_heif = picture.format == "HEIF"
                cut = _heif_cutter(upload) if is_heif else picture.crop
                small = _shrunk(part(picture.size), cut, side)
                return small if is_heif else _upright(small, picture)  # HEIF's own turns are applied by its decoder
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _refusal(_too_many_pixels()) from None
    except Exception:  # noqa: BLE001 - whatever a decoder raises on a broken or hostile file, it is no picture
        raise _refusal(_("We cannot read this file as a picture. JPEG, PNG, WebP, GIF and HEIC work.")) from None


def _refusal(words: str) -> ValidationError:
    return ValidationError({"picture": words})


def _too_many_pixels() -> str:
    return _("This picture is too large: at most 50 megapixels and 12,000 pixels a side.")


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    pixels = width * height
    if max(width, height) > LARGEST_SIDE or pixels > MOST_PIXELS:
        raise _refusal(_too_many_pixels())
    if min(width, height) < 16:
        raise _refusal(_("This picture is too small: at least 16 pixels a side."))
    if _decoding_bytes(picture) > MOST_BYTES_TO_DECODE:
        raise _refusal(_("This picture is too large to be read in this format. Saved as an ordinary JPEG it will work."))


def _decoding_bytes(picture: Image.Image) -> int:
    """What the decoder will hold at once. A progressive JPEG keeps two bytes for each sample until its last scan."""
    pixels = picture.width * picture.height
    if picture.format != "JPEG":
        return pixels * DECODING_COST[str(picture.format)]
    if "progressive" not in picture.info:
        return 0
    samples = [across * down for _id, across, down, _table in getattr(picture, "layer", [])]
    return pixels * 2 * sum(samples) // max(samples, default=1)


def _heif_cutter(upload: IO[bytes]) -> Cutter:
    """Cuts pieces out of the decoder's own memory: Pillow's copy of the whole picture would be as large again."""
    upload.seek(0)
    whole = pillow_heif.open_heif(upload, convert_hdr_to_8bit=True)[0]
    rows, stride, width, mode = memoryview(whole.data), whole.stride, whole.size[0], whole.mode

    def cut(box: Box) -> Image.Image:
        left, top, right, bottom = box
        lines = rows[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), bytes(lines), "raw", mode, stride, 1).crop(
            (left, 0, right, bottom - top)
        )

    return cut


def _shrunk(part: Box, cut: Cutter, side: int) -> Image.Image:
    """A part of a picture brought down by a whole number to at least `side`, as RGB on white, strip by strip."""
    left, top, right, bottom = part
    factor = max(max(right - left, bottom - top) // side, 1)
    width, height = max(right - left, factor), max(bottom - top, factor)
    width, height = width - width % factor, height - height % factor
    small = Image.new("RGB", (width // factor, height // factor), "white")
    rows = max(STRIP // width // factor, 1) * factor
    for y in range(0, height, rows):
        strip = cut((left, top + y, left + width, top + min(y + rows, height)))
        colours = _eight_bits(strip).convert("RGBA").reduce(factor)
        small.paste(colours, (0, y // factor), colours)
    return small


def _eight_bits(strip: Image.Image) -> Image.Image:
    if not strip.mode.startswith("I"):
        return strip
    return strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _upright(small: Image.Image, picture: Image.Image) -> Image.Image:
    """Turned as the camera's note says; an unreadable note is no reason to refuse the picture."""
    try:
        orientation = picture.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001
        return small
    small.getexif()[0x0112] = orientation if isinstance(orientation, int) else 1
    turned = ImageOps.exif_transpose(small)
    turned.info.clear()
    return turned
