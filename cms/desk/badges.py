"""Badges given by hand: what the brand makes of them. Giving one is done on the member's page. Every change is an action."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from community.frame.templatetags.frame import sprite
from engagement.recognition import actions
from engagement.recognition.models import Badge

SIGNS = {
    "hand-heart": _("A hand with a heart"),
    "heart": _("Heart"),
    "handshake": _("Handshake"),
    "star": _("Star"),
    "trophy": _("Cup"),
    "crown": _("Crown"),
    "gem": _("Gem"),
    "gift": _("Gift"),
    "sprout": _("Seedling"),
    "flame": _("Flame"),
    "lightbulb": _("Light bulb"),
    "graduation-cap": _("Graduation cap"),
    "book-open": _("Book"),
    "wrench": _("Wrench"),
    "compass": _("Compass"),
    "map": _("Map"),
}


def pictures() -> list[tuple[str, Any]]:
    drawn = (
        '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">'
        '<use href="{}#i-{}"/></svg>&nbsp;{}'
    )
    return [(glyph, format_html(drawn, sprite(), glyph, words)) for glyph, words in SIGNS.items()]


class BadgeForm(WagtailAdminModelForm):
    glyph = forms.ChoiceField(label=_("Picture"), choices=pictures, widget=forms.RadioSelect, initial="hand-heart")
    retired = forms.BooleanField(
        label=_("Not given any more"), required=False, help_text=_("Whoever has it keeps it, and it can still be taken back.")
    )

    class Meta:
        model = Badge
        fields = ["name", "says", "shape", "glyph"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        badge = kwargs.get("instance")
        if badge is not None:
            kwargs["initial"] = {"retired": badge.retired_at is not None} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("As members read it.")
        self.fields["says"].help_text = _("What somebody must have done to be given it, in a few words.")


class _Saving:
    form: Any
    request: Any

    def save_instance(self) -> Badge:
        retired = self.form.cleaned_data["retired"]
        return actions.save_hand_badge(self.form.instance, retired=retired, by=self.request.user)


class BadgeAddView(_Saving, CreateView):
    pass


class BadgeEditView(_Saving, EditView):
    def get_delete_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


class BadgeIndexView(IndexView):
    page_title = _("Badges given by hand")
    add_item_label = _("Make a badge")
    is_searchable = False
    default_ordering = "position"

    def get_base_queryset(self) -> QuerySet[Badge]:
        return Badge.objects.filter(family=Badge.Family.HAND)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), url_name="hand-badges:edit"),
            Column("says", label=_("What it honours")),
            BooleanColumn("given", label=_("Given now"), accessor=lambda badge: badge.retired_at is None),
        ]


class BadgeViewSet(ModelViewSet):
    model = Badge
    name = "hand-badges"
    icon = "pick"
    menu_label = _("Badges given by hand")
    index_view_class = BadgeIndexView
    add_view_class = BadgeAddView
    edit_view_class = BadgeEditView
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "says", "shape", "glyph", "retired")], base_form_class=BadgeForm
    )

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name != "delete"]
