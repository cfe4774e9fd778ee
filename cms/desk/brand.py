"""The brand's colours in the CMS: asked for rarely, kept in the cache, thrown away when the team chooses others."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.cache import cache
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from community.frame import theme
from community.frame.colours import Brand as Choice

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


class ThemePanel(Panel):
    """What the saved colours look like in both modes, and what was changed so that everything can be read."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "desk/theme.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            worn = theme.theme_of(choice())
            kept = worn.tokens["brand"][0] == worn.brand.colour
            return super().get_context_data(parent_context) | {"worn": worn, "kept": kept}
