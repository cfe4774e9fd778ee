import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.rich_text import expand_db_html

from community.frame.colours import Brand as Choice
from community.papers import actions as papers
from community.papers.models import Kind

from .brand import BrandForm, ThemePanel


@register_setting(icon="pick", order=100)
class Brand(BaseGenericSetting):
    """What the brand is called, how it looks (everything is compiled from one colour and a tone), and what it promises."""

    name = models.CharField(
        _("name"), max_length=40, blank=True, help_text=_("As members see it, on every page and in every mail.")
    )
    logo = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )

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

    promise = models.PositiveSmallIntegerField(
        _("answers within"),
        default=0,
        validators=[MaxValueValidator(336)],
        help_text=_("Hours within which the team answers what nobody else has. Shown to whoever asks; 0 promises nothing."),
    )
    levels = models.TextField(
        _("names of the levels"),
        blank=True,
        help_text=_("A line each, the lowest first. An empty line keeps the name that stands there."),
    )

    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("logo")], heading=_("Who you are")),
            MultiFieldPanel([FieldPanel("colour"), FieldPanel("hue"), ThemePanel()], heading=_("Colours")),
            FieldPanel("promise"),
            FieldPanel("levels"),
        ],
        base_form_class=BrandForm,
    )

    class Meta:
        verbose_name = _("brand")


class PaperDraft(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """The terms or the guidelines being written. Publishing makes a version of them that never changes again."""

    WORDS = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]

    kind = models.CharField(max_length=12, choices=Kind.choices, unique=True, editable=False)
    body = RichTextField(_("words"), features=WORDS)
    body_es = RichTextField(_("words in Spanish"), features=WORDS, blank=True)
    body_ms = RichTextField(_("words in Malay"), features=WORDS, blank=True)

    panels = [FieldPanel("body"), FieldPanel("body_es"), FieldPanel("body_ms")]

    class Meta:
        verbose_name = _("terms and guidelines")
        verbose_name_plural = _("terms and guidelines")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def texts(self) -> dict[str, str]:
        own = {settings.LANGUAGE_CODE: self.body, "es": self.body_es, "ms": self.body_ms}
        return {language: expand_db_html(body) for language, body in own.items() if body}

    def publish(self, revision: Any, user: Any = None, **more: Any) -> None:
        """Draft and version are one: without the right to publish a version the draft stays a draft."""
        with transaction.atomic():
            super().publish(revision, user=user, **more)
            fresh = PaperDraft.objects.get(pk=self.pk)
            if fresh.live and fresh.live_revision_id == revision.pk:
                papers.publish_paper(fresh.kind, texts=fresh.texts, by=user or revision.user)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "desk/paper_preview.html"


class LaunchNote(models.Model):
    """A step of the first day that leaves no other trace: a test mail arrived, nobody else works here yet."""

    step = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.step


class HelperInvitation(models.Model):
    """One of the first helpers, invited by mail by the team. The address is forgotten after a month."""

    address = models.EmailField(blank=True, db_index=True)
    words = models.CharField(max_length=600, blank=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="part of the mail's id")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"helper {self.pk}"
