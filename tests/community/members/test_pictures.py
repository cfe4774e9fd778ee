import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from community.members import actions, pictures
from community.members.models import Member

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def drawn(mode: str = "RGB", size: tuple[int, int] = (300, 200)) -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def saved(kind: str, picture: Image.Image | None = None, **how: object) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, kind, **how)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_claiming(width: int, height: int, *more: bytes, idat: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", idat or zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def gif_claiming(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0" + b"\xff\xff\xff\xff\0\x02"


def tiff_bomb() -> bytes:
    return b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 256, 4, 1, 2**31)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "words": lambda: b"this is not a picture",
    "HTML": lambda: b"<!doctype html><script>alert(1)</script>",
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "SVG with entities": lambda: b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "PDF": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj",
    "EPS that would run a program": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%id) (r) file",
    "TIFF": lambda: saved("TIFF"),
    "TIFF with a huge width": tiff_bomb,
    "BMP": lambda: saved("BMP"),
    "icon": lambda: saved("ICO", drawn(size=(32, 32))),
    "zip": lambda: b"PK\x03\x04" + b"\0" * 200,
    "executable": lambda: b"\x7fELF" + b"\0" * 200,
    "JPEG cut in the middle": lambda: saved("JPEG")[:900],
    "JPEG of markers only": lambda: b"\xff\xd8\xff\xe0" + b"\xff" * 500,
    "PNG cut in the middle": lambda: saved("PNG", Image.effect_noise((200, 200), 90))[:2000],
    "PNG with a wrong checksum": lambda: saved("PNG").replace(b"IDAT", b"IDAX"),
    "PNG of 30,000 x 30,000": lambda: png_claiming(30_000, 30_000),
    "PNG one pixel high and very wide": lambda: png_claiming(13_000, 20),
    "PNG of 51 megapixels": lambda: png_claiming(7_500, 6_801),
    "PNG of four thousand million pixels": lambda: png_claiming(2**31 - 1, 2**31 - 1),
    "PNG without any side": lambda: png_claiming(0, 0),
    "PNG whose data is a bomb of zeros for another size": lambda: png_claiming(5_000, 5_000, idat=zlib.compress(b"\0" * 5_000)),
    "PNG with a text that unpacks to 200 MB": lambda: png_claiming(
        64, 64, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
    ),
    "GIF claiming 65,535 x 65,535": lambda: gif_claiming(65_535, 65_535),
    "GIF that is a script": lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "WebP with a wrong length": lambda: saved("WEBP").replace(b"VP8 ", b"VP8Q"),
    "WebP cut in the middle": lambda: saved("WEBP", Image.effect_noise((300, 300), 90).convert("RGB"))[:500],
    "HEIC cut in the middle": lambda: heic()[:400],
    "HEIC of noise": lambda: heic()[:200] + random.Random(1).randbytes(2000),
    "picture of one pixel": lambda: saved("PNG", drawn(size=(1, 1))),
    "more than 20 MB": lambda: saved("PNG") + b"\0" * pictures.LARGEST_FILE,
    "large progressive JPEG without thinned colours": lambda: saved(
        "JPEG", Image.new("RGB", (7000, 7000)), progressive=True, subsampling=0, quality=10
    ),
}


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(drawn()).save(out, quality=50)
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_is_kept(ana, name, tmp_path):
    with pytest.raises(ValidationError) as caught:
        actions.set_avatar(ana, io.BytesIO(HOSTILE[name]()), by=ana)
    assert str(caught.value.message_dict["picture"][0]).endswith(".")
    ana.refresh_from_db()
    assert ana.avatar == ""
    assert not list(tmp_path.rglob("*.webp"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIC"])
def test_each_format_becomes_small_squares(ana, kind):
    actions.set_avatar(ana, io.BytesIO(heic() if kind == "HEIC" else saved(kind)), by=ana)
    for size in pictures.AVATAR_SIZES:
        with default_storage.open(pictures.avatar_file(ana.avatar, size)) as file, Image.open(file) as small:
            assert (small.format, small.size, small.mode) == ("WEBP", (size, size), "RGB")
            red, blue = small.getpixel((size // 5, size // 2)), small.getpixel((size - size // 5, size // 2))
            assert red[0] > 180 > 90 > red[2] and blue[2] > 180 > 90 > blue[0]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_each_way_of_storing_colours_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new("I;16", (64, 64), 40_000) if mode == "I;16" else drawn(mode)
    assert pictures.open_square(io.BytesIO(saved(kind, picture)), side=56).size == (56, 56)


def test_a_photo_is_turned_upright_and_loses_what_the_camera_wrote(ana):
    picture, notes = drawn(size=(200, 200)), Image.Exif()
    notes[0x0112], notes[0x010E] = 6, "secret place"
    actions.set_avatar(ana, io.BytesIO(saved("JPEG", picture, exif=notes, comment=b"secret comment")), by=ana)
    with default_storage.open(pictures.avatar_file(ana.avatar, 224)) as file:
        data = file.read()
    with Image.open(io.BytesIO(data)) as small:
        top, bottom = small.getpixel((112, 20)), small.getpixel((112, 204))
        assert top[0] > 180 and bottom[2] > 180
        assert not small.getexif() and "secret" not in str(small.info)
    assert b"secret" not in data


def test_what_hides_behind_a_picture_does_not_reach_anybody(ana):
    payload = b"<script>alert('polyglot')</script>PK\x05\x06" + b"\0" * 18
    actions.set_avatar(ana, io.BytesIO(saved("JPEG") + payload), by=ana)
    for size in pictures.AVATAR_SIZES:
        with default_storage.open(pictures.avatar_file(ana.avatar, size)) as file:
            assert b"polyglot" not in file.read()


def test_a_film_of_very_many_frames_costs_one_frame(ana):
    frames = b"".join(b",\0\0\0\0\x20\0\x20\0\0\x02\x02L\x01\0" for _frame in range(100_000))
    head = saved("GIF", drawn(size=(32, 32)))[:-1]
    actions.set_avatar(ana, io.BytesIO(head + frames + b";"), by=ana)
    assert ana.avatar


def test_a_new_picture_replaces_the_files_of_the_old_one(ana, django_capture_on_commit_callbacks):
    actions.set_avatar(ana, io.BytesIO(saved("PNG")), by=ana)
    old = ana.avatar
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_avatar(ana, io.BytesIO(saved("JPEG")), by=ana)
    assert ana.avatar != old and not default_storage.exists(pictures.avatar_file(old, 36))
    kept = ana.avatar
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_avatar(ana, by=ana)
    assert not default_storage.exists(pictures.avatar_file(kept, 36))


def test_the_page_shows_the_picture_and_refuses_a_bad_one_with_a_sentence(ana):
    client = Client()
    client.force_login(ana)
    bad = client.post("/settings/picture/", {"picture": SimpleUploadedFile("me.png", b"<svg/>", "image/png")})
    assert bad.status_code == 400 and "cannot read this file" in bad.content.decode()
    client.post("/settings/picture/", {"picture": SimpleUploadedFile("me.exe", saved("PNG"), "text/html")})
    ana.refresh_from_db()
    text = client.get("/members/ana/").content.decode()
    assert f"/media/{ana.avatar}-112.webp" in text
    shown = client.get(f"/media/{ana.avatar}-112.webp")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in shown["Cache-Control"] and "private" not in shown["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "avatars/../../secret-key",
        "..%2f..%2fsecret-key",
        "avatars/x.svg",
        "avatars/x.html",
        "avatars/none.webp",
        "avatars/%00.webp",
        "avatars",
        "documents/a.png",
        "original_images/a.jpg",
        "/etc/passwd",
    ],
)
def test_nothing_but_pictures_is_handed_out(client, db, path, settings):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "avatars").mkdir()
    (settings.MEDIA_ROOT / "avatars" / "x.html").write_text("<script>")
    (settings.MEDIA_ROOT.parent / "secret-key").write_text("secret")
    assert client.get(f"/media/{path}").status_code in (400, 404)


MAKE = """
import sys
import pillow_heif
from PIL import Image
pillow_heif.register_heif_opener()
kind, path = sys.argv[1:]
fast = {"enc_params": {"preset": "ultrafast"}} if kind == "HEIF" else {"compress_level": 1}
Image.new("RGB", (7_500, 6_660), "teal").save(path, kind, quality=30, **fast)
"""
MEASURE = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from community.members import pictures
with open(sys.argv[1], "rb") as file:
    pictures.open_square(file, side=224)
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


def run(script: str, *arguments: str) -> str:
    """In a process of its own, so that this one's memory is not counted."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=180)
    return done.stdout


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_fifty_megapixels_stay_under_300_megabytes(kind, tmp_path):
    path = str(tmp_path / "large")
    run(MAKE, kind, path)
    assert int(run(MEASURE, path)) < 300 * 1024


def test_a_picture_nobody_could_be_given_leaves_no_file(db, tmp_path):
    nobody = Member(handle="nobody-there")
    with pytest.raises(Member.DoesNotExist):
        actions.set_avatar(nobody, io.BytesIO(saved("PNG")), by=nobody)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


def test_a_disk_that_takes_no_picture_is_said_beside_the_field_and_the_old_face_stays(client, ana, settings, tmp_path):
    (tmp_path / "full").write_text("where pictures cannot be made")
    settings.MEDIA_ROOT = tmp_path / "full" / "media"
    client.force_login(ana)
    before = Member.objects.get(pk=ana.pk).avatar
    answer = client.post("/settings/picture/", {"picture": SimpleUploadedFile("me.png", saved("PNG"))}, follow=True)
    assert answer.status_code in (200, 400) and "We have no room for pictures at the moment" in answer.content.decode()
    assert Member.objects.get(pk=ana.pk).avatar == before
