"""The brand's colours in the CMS: asked for rarely, kept in the cache, thrown away when the team chooses others."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from community.frame import theme
from community.frame.colours import Brand as Choice
from community.frame.colours import contrast

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


class BrandForm(WagtailAdminModelForm):
    """The settings' form, with the browser's own way to choose a colour."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].widget = forms.TextInput(attrs={"type": "color"})

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
