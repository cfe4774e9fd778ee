"""Moderation among the CMS's menus: the queue, the words that hold a text, the messages kept ready for authors."""

from typing import Any

from django.db import transaction
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views import snippets

from community.moderation import actions, policy
from community.moderation.models import Phrase
from community.screening import actions as screening
from community.screening.models import HeldWord

from . import audit, queue, waves


class ModerationMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(policy.can_moderate(request.user))


class ModerationViewSet(ViewSet):
    name = "moderation"
    icon = "flag"
    menu_label = _("Moderation")
    menu_order = 150
    add_to_admin_menu = True

    @cached_property
    def menu_url(self) -> str:
        return reverse("moderation:index")

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return ModerationMenuItem(
            self.menu_label, self.menu_url, name=self.name, icon_name="warning", order=order or self.menu_order
        )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", queue.waiting, name="index"),
            path("many/", queue.many, name="many"),
            path("newcomers/", queue.newcomers, name="newcomers"),
            path("appeals/", queue.appeals, name="appeals"),
            path("appeals/<int:pk>/answer/", queue.answer, name="answer"),
            path("wave/", waves.look, name="wave"),
            path("wave/sweep/", waves.sweep, name="sweep"),
            path("wave/back/", waves.bring_back, name="bring_back"),
            path("done/", audit.done, name="done"),
            path("done.csv", audit.as_csv, name="csv"),
            path("decisions/<int:pk>/undo/", queue.undo, name="undo"),
            path("<int:pk>/decide/", queue.decide, name="decide"),
            path("<int:pk>/take/", queue.take, name="take"),
        ]


# --- lists the team keeps: every change is an action ----------------------------------------------------------------


class WordForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """The action is the only judge; its answer stands at the field."""
        cleaned: dict[str, Any] = super().clean()
        if "words" in cleaned:
            screening.check_word(HeldWord(pk=self.instance.pk, words=cleaned["words"]))
        return cleaned


class WordAddView(snippets.CreateView):
    def save_instance(self) -> HeldWord:
        return screening.save_word(self.form.save(commit=False))


class WordEditView(snippets.EditView):
    def save_instance(self) -> HeldWord:
        return screening.save_word(self.form.save(commit=False))


class WordDeleteView(snippets.DeleteView):
    def delete_action(self) -> None:
        screening.remove_word(self.object)


class WordViewSet(snippets.SnippetViewSet):
    model = HeldWord
    name = "held-words"
    icon = "no-view"
    menu_label = _("Words that hold")
    menu_order = 151
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_view_class = WordAddView
    edit_view_class = WordEditView
    delete_view_class = WordDeleteView
    list_display = ["words"]
    edit_handler = ObjectList(
        [FieldPanel("words", help_text=_("A star at the end takes whatever follows: bypass* also holds bypassing."))],
        base_form_class=WordForm,
    )


class PhraseAddView(snippets.CreateView):
    def save_instance(self) -> Phrase:
        with transaction.atomic():
            return actions.save_phrase(self.form.save(commit=False), by=self.request.user)


class PhraseEditView(snippets.EditView):
    def save_instance(self) -> Phrase:
        return actions.save_phrase(self.form.save(commit=False), by=self.request.user)


class PhraseDeleteView(snippets.DeleteView):
    def delete_action(self) -> None:
        actions.remove_phrase(self.object, by=self.request.user)


class PhraseViewSet(snippets.SnippetViewSet):
    model = Phrase
    name = "messages-to-authors"
    icon = "mail"
    menu_label = _("Messages to authors")
    menu_order = 152
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_view_class = PhraseAddView
    edit_view_class = PhraseEditView
    delete_view_class = PhraseDeleteView
    list_display = ["name", Column("reason", label=_("Reason"), accessor="get_reason_display")]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("reason"), FieldPanel("words")])
