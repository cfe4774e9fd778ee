from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from community.frame.colours import Brand as Choice

from .brand import BrandForm, ThemePanel


@register_setting(icon="pick", order=100)
class Brand(BaseGenericSetting):
    """How the site looks: one colour and the tone of its greys. Everything else is compiled from them."""

    colour = models.CharField(
        _("brand colour"),
        max_length=7,
        default=Choice.colour,
        validators=[RegexValidator(r"\A#[0-9a-f]{6}\Z", _("A colour is # and six digits or letters a to f."))],
        help_text=_("For the one filled button, links and what the team says. Texts in it are darkened until they can be read."),
    )
    hue = models.PositiveSmallIntegerField(
        _("tone of the greys"),
        default=Choice.hue,
        validators=[MaxValueValidator(359)],
        help_text=_("A place on the colour circle, 0 to 359: 75 is warm like paper, 250 is cool."),
    )

    edit_handler = ObjectList([FieldPanel("colour"), FieldPanel("hue"), ThemePanel()], base_form_class=BrandForm)

    class Meta:
        verbose_name = _("brand")
