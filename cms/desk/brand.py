"""The brand's colours in the CMS: asked for rarely, kept in the cache, thrown away when the team chooses others."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from community.frame import identity, theme
from community.frame.actions import EVERYTHING, note_change
from community.frame.colours import Brand as Choice
from community.frame.colours import contrast
from community.papers.models import Kind, Paper
from engagement.recognition.rules import LEVELS

LONGEST_NAME = 30
KEPT, HOUR = "brand-colours", 3600
OWN = (Choice.colour, Choice.hue)


def choice() -> Choice:
    """What the team chose, or the site's own colours."""
    kept = cache.get(KEPT)
    if kept is None:
        row = apps.get_model("desk", "Brand").objects.values_list("colour", "hue").first()
        kept = row or OWN
        cache.set(KEPT, kept, HOUR)
    return Choice(*kept)


def forget() -> None:
    """After a new choice: it is worn at once here, and within seconds by the other processes."""
    cache.delete(KEPT)
    theme.forget()
    note_change(identity.TOPIC, EVERYTHING)
    identity.forget()


def identity_now() -> identity.Identity:
    """What the team chose to be called, and which terms and guidelines are in force."""
    versions = dict(Paper.objects.order_by("version").values_list("kind", "version"))  # the last of each kind stands
    said: dict[str, Any] = {"terms": versions.get(Kind.TERMS, 0), "guidelines": versions.get(Kind.GUIDELINES, 0)}
    row = apps.get_model("desk", "Brand").objects.select_related("logo").first()
    if row is None:
        return identity.Identity(**said)
    return identity.Identity(named=row.name, logo=_logo(row.logo), promise=row.promise, levels=names_in(row.levels), **said)


def _logo(picture: Any) -> identity.Logo | None:
    if picture is None:
        return None
    drawn = picture.get_rendition("max-160x28|format-webp" if not picture.is_svg() else "original")
    small = picture.get_rendition("max-320x56|format-webp") if not picture.is_svg() else drawn
    return identity.Logo(name=small.url, width=drawn.width, height=drawn.height)


def names_in(said: str) -> tuple[str, ...]:
    """The brand's names of levels, a line each, the lowest first; an empty line keeps the product's name."""
    return tuple(line.strip() for line in said.splitlines())


class BrandForm(WagtailAdminModelForm):
    """The settings' form, with the browser's own way to choose a colour."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].widget = forms.TextInput(attrs={"type": "color"})
        self.fields["levels"].widget.attrs["placeholder"] = "\n".join(str(level.own_name) for level in LEVELS)

    def clean_levels(self) -> str:
        names = names_in(self.cleaned_data["levels"])
        if len(names) > len(LEVELS):
            raise forms.ValidationError(_("There are %(n)s levels.") % {"n": len(LEVELS)})
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("A level's name has at most %(n)s characters.") % {"n": LONGEST_NAME})
        return "\n".join(names)

    def clean_colour(self) -> str:
        return str(self.cleaned_data["colour"]).lower()


@dataclass(frozen=True)
class Tone:
    """One compiled colour in one mode: on which ground it must be read, and how well it is."""

    colour: str
    own: bool
    contrast: float


def tones(worn: theme.Theme, token: str, ground: str) -> list[Tone]:
    """The token in light and dark against its ground."""
    both = zip(worn.tokens[token], worn.tokens[ground], strict=True)
    return [Tone(colour, colour == worn.brand.colour, contrast(colour, under)) for colour, under in both]


class ThemePanel(Panel):
    """What the saved colours look like in both modes, and what was changed so that everything can be read."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "desk/theme.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            worn = theme.theme_of(choice())
            rows = [
                (_("Buttons, with their words"), tones(worn, "brand", "on-brand")),
                (_("Links, on the page"), tones(worn, "brand-text", "bg")),
                (_("Words of the team, on their strip"), tones(worn, "brand-text", "brand-soft")),
            ]
            return super().get_context_data(parent_context) | {"worn": worn, "rows": rows}
