import hashlib
import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.utils.timezone import now

from tests.people import make_member

STATIC = Path(settings.STATICFILES_DIRS[0])


def drawn(source: str, **context: object) -> str:
    return Template("{% load frame %}" + source).render(Context(context))


def test_a_time_is_relative_for_seven_days_and_then_a_date():
    assert "41 min ago" in drawn("{% ago at %}", at=now() - timedelta(minutes=41, seconds=5))
    assert "2 days ago" in drawn("{% ago at %}", at=now() - timedelta(days=2, hours=1))
    old = now() - timedelta(days=800)
    html = drawn("{% ago at %}", at=old)
    assert "ago" not in html and str(old.year) in html and f'datetime="{old:%Y-%m-%d}' in html


def test_a_face_is_initials_on_the_members_hue_and_the_ring_shows_the_way_to_the_next_level(db):
    member = make_member("ines", name="Inés <b>Marchetti</b>")
    member.flair = {"level": 3, "share": 44}
    html = drawn('{% avatar m "sm" ring=True %}', m=member)
    assert f"h{member.hue}" in html and 'stroke-dasharray="44 100"' in html and "<b>" not in html


def test_an_uploaded_picture_is_shown_in_two_densities(db):
    member = make_member("ines")
    member.avatar = "avatars/x"
    html = drawn("{% avatar m %}", m=member)
    assert "/media/avatars/x-36.webp" in html and "/media/avatars/x-72.webp 2x" in html


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = (STATIC / "icons" / "sprite.svg").read_text()
    named = set()
    for package in ("community", "engagement", "cms"):
        for page in (Path(settings.BASE_DIR) / package / "templates").rglob("*.html"):
            named |= set(re.findall(r'{% icon "([\w-]+)"', page.read_text()))
    assert named and not [name for name in named if f'id="i-{name}"' not in sprite]


def test_no_template_carries_inline_style_or_script():
    for package in ("community", "engagement", "cms"):
        for page in (Path(settings.BASE_DIR) / package / "templates").rglob("*.html"):
            if page.name == "mail.html":  # a mail has no stylesheet to link
                continue
            text = page.read_text()
            assert not re.search(r"\sstyle=|\son\w+=|javascript:|<style|hx-on", text), page
            assert not re.search(r"<script(?![^>]*\s(src=|type=\"application/json\"))", text), page  # JSON is data, not run


def test_the_sums_of_what_others_made_are_right():
    rows = re.findall(r"^\| (\S+)[^|]*\|.*\| (\w{64}) \|$", (STATIC / "vendor" / "README.md").read_text(), re.M)
    assert len(rows) >= 3
    for name, sum_ in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == sum_, name
