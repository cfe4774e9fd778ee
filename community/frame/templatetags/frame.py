"""What templates draw with: icons, times, faces, badges. Nothing here asks the database."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.frame.identity import level_name
from community.frame.moments import Moments, span_in_words
from community.frame.stencils import Blank, Hole, hole, stencil

register = template.Library()

SIZES = {"xs": 22, "sm": 28, "": 36, "lg": 48, "xl": 96, "xxl": 112}
METALS = ("bronze", "silver", "gold", "brand", "locked")


def sprite() -> str:
    return static("icons/sprite.svg")


@register.simple_tag
def icon(name: str, more: str = "", label: str = "") -> SafeString:
    """One symbol of the sprite. Hidden from screen readers unless `label` says what it means."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" {}><use href="{}#i-{}"/></svg>',
        f" {more}" if more else "",
        spoken,
        sprite(),
        name,
    )


@register.simple_tag
def badge_art(shape: str, metal: str, glyph: str, label: str = "", size: str = "small") -> SafeString:
    """A badge as shape x metal x glyph. `size`: "small" up to 24 px, "huge" from 96 px, else "large". `label` names it."""
    small = size == "small"
    face = "translate(3.2 3.2) scale(.9)" if small else "translate(4.48 4.48) scale(.86)"
    side, stroke = (34.0, 3) if small else (27.0, 1.75 if size == "huge" else 2)
    side = round(side * 0.82, 1) if shape == "diamond" else side  # it narrows where a glyph is widest
    edge = (64 - side) / 2
    light = (
        mark_safe("")
        if small
        else format_html('<g transform="{}"><use href="{}#b-{}" class="b-lit"/></g>', face, sprite(), shape)
    )
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="badge m-{metal}" viewBox="0 0 64 64" {spoken}><use href="{sprite}#b-{shape}" class="b-rim"/>'
        '<g transform="{face}"><use href="{sprite}#b-{shape}" class="b-face"/></g>{light}'
        '<svg x="{edge}" y="{top}" width="{side}" height="{side}" viewBox="0 0 24 24" class="b-glyph" stroke-width="{stroke}">'
        '<use href="{sprite}#i-{glyph}"/></svg></svg>',
        metal=metal if metal in METALS else "locked",
        spoken=spoken,
        sprite=sprite(),
        shape=shape,
        face=face,
        light=light,
        edge=edge,
        top=edge - 1.5 if shape == "shield" else edge,
        side=side,
        stroke=stroke,
        glyph=glyph,
    )


@register.filter
def metal_name(metal: str) -> str:
    """The metal as a word: artwork is never told by colour alone."""
    return {"bronze": _("bronze"), "silver": _("silver"), "gold": _("gold"), "brand": _("from the team")}.get(metal, "")


@register.filter
def took(span: timedelta | None) -> str:
    """How long something took, in words."""
    if isinstance(span, Hole):
        return span
    return "" if span is None else span_in_words(span)


@register.filter
def day_in_words(day: date) -> str:
    """A heading over what happened that day."""
    return Moments().day_in_words(day)


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """A time as people say it; the full date in `datetime` and title."""
    if moment is None:
        return mark_safe("")
    if isinstance(moment, Hole):
        return moment
    return Moments().ago(moment)


@register.filter
def avatar_url(member: Any, size: int) -> str:
    """Where the uploaded picture of at least that side length is: the sizes of members.pictures."""
    stored = next((side for side in (28, 36, 56, 72, 112, 224) if side >= size), 224)
    return f"{settings.MEDIA_URL}{member.avatar}-{stored}.webp"


@register.simple_tag
def avatar(member: Any, size: str = "", ring: bool = False, org: bool = False) -> SafeString:
    """The face of a member: the uploaded picture, else initials on their hue. Decoration: the name stands beside it.

    `ring` draws the way to the next level around it; `org` is the brand's rounded square.
    """
    if isinstance(member, Blank):
        return member.face  # type: ignore[attr-defined]
    key = (member.public_id, member.avatar, member.shown_name, member.erased_at is None, (member.flair or {}).get("share"))
    if (face := _faces.get((key, size, ring, org))) is None:
        if len(_faces) >= FACES:
            _faces.clear()
        face = _faces[key, size, ring, org] = _face(member, size, ring, org)
    return face


FACES = 20_000
_faces: dict[Any, SafeString] = {}  # by everything a face is drawn from, so that none is ever an old one


def _face(member: Any, size: str, ring: bool, org: bool) -> SafeString:
    """Put together by hand, with each value escaped: format_html takes three times as long, and a page draws forty."""
    classes = escape(f"av {size} h{member.hue}" + (" org" if org else ""))
    side = SIZES.get(size, 36)
    if member.avatar and not member.erased_at:
        picture = f'src="{escape(avatar_url(member, side))}" srcset="{escape(avatar_url(member, side * 2))} 2x"'
        within = f'<img {picture} width="{side}" height="{side}" alt="" loading="lazy">'
    else:
        within = escape(member.initials)
    face = SafeString(f'<span class="{classes}" aria-hidden="true">{within}</span>')
    share = (member.flair or {}).get("share")
    return ring_around(face, int(share)) if ring and not org and share is not None else face


def ring_around(face: SafeString, share: int) -> SafeString:
    """`share` 0-100."""
    part = f'<circle cx="50" cy="50" r="47.5" pathLength="100" stroke-dasharray="{min(100, share)} 100"/>'
    drawn = part if share > 0 else ""  # a round end alone would be a dot
    circles = f'<svg viewBox="0 0 100 100"><circle cx="50" cy="50" r="47.5"/>{drawn}</svg>'
    return SafeString(f'<span class="ring" aria-hidden="true">{circles}{face}</span>')


@register.filter
def counted(n: int) -> SafeString:
    """How many pressed a button: the number beside it, and in words for screen readers."""
    if not n:
        return mark_safe("")
    if isinstance(n, Hole):
        return n
    return _counted(n, get_language())


@lru_cache(10_000)
def _counted(n: int, language: str) -> SafeString:
    shown = intcomma(n)
    people = ngettext("%(n)s person", "%(n)s people", n) % {"n": shown}
    return format_html('<span class="n" aria-hidden="true">{}</span><span class="sr">, {}</span>', shown, people)


@register.filter
def level_shown(flair: dict[str, Any]) -> str:
    """The level's name: the brand's, else the product's in the reader's language."""
    own = flair.get("level_name")
    return level_name(flair.get("level", 0), _(own)) if own else ""


@register.simple_tag(takes_context=True)
def chip(context: Context, member: Any, org: bool = False, when: str = "") -> SafeString:
    """Who wrote it: face, name, level, badges, one line of proof, and what follows it."""
    return chip_of(member, org=org, when=when, brand_name=context["brand_name"], moments=Moments())


def chip_of(member: Any, *, org: bool, when: str, brand_name: str, moments: Moments) -> SafeString:
    flair = member.flair or {}
    badges = tuple([(badge["shape"], badge["metal"], badge["glyph"], badge["name"]) for badge in flair.get("badges", ())])
    erased, helped, year = member.erased_at is not None, member.people_helped, member.joined_at.astimezone(moments.zone).year
    level = (flair.get("level"), flair.get("level_name"), level_shown(flair))
    shape = (moments.language, brand_name, erased, org, helped, year, member.is_team, level, badges, bool(when))

    def blanks() -> dict[str, Any]:
        names = ("shown_name", "get_absolute_url", "face")
        same = {"flair": flair, "people_helped": helped, "joined_at": member.joined_at, "is_team": member.is_team}
        blank = Blank(erased_at=member.erased_at, **same, **{name: hole(name) for name in names})
        return {"member": blank, "org": org, "when": hole("when") if when else "", "brand_name": brand_name}

    return stencil("components/author_chip.html", shape, blanks).fill(
        {
            "shown_name": member.shown_name,
            "get_absolute_url": member.get_absolute_url(),
            "face": avatar(member) if erased else avatar(member, ring=True, org=org),
            "when": when,
        }
    )
