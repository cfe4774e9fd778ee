"""How the fields of sign-in forms are drawn: they come from allauth and do not know our classes."""

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


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
