"""How the fields of sign-in forms are drawn: they come from allauth and do not know our classes."""

import re

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found in the line a browser sends: each names its forerunners after itself.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone|iPad": "iOS",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """What a member knows it by, as "Firefox, Windows"; the line itself, cut, where nothing in it is known."""
    known = (next((name for mark, name in names.items() if re.search(mark, user_agent)), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name) or user_agent[:60] or _("Unknown device")


@register.filter
def drawn(field: BoundField) -> SafeString:
    """The field's widget in our look, without a placeholder: the label says what it is."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    box = isinstance(widget, CheckboxInput | RadioSelect)
    return field.as_widget(attrs={} if box else {"class": "input"})


@register.filter
def is_box(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)
