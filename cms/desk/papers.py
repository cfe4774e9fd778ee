"""Terms and guidelines in the CMS: two texts, each with drafts; what is published becomes a version."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from .models import PaperDraft


class _Edit(EditView):
    def get_delete_url(self) -> None:
        return None


class PaperViewSet(SnippetViewSet):
    model = PaperDraft
    icon = "doc-full"
    menu_label = _("Terms and guidelines")
    menu_name = "papers"
    menu_order = 120
    add_to_settings_menu = True
    copy_view_enabled = False
    edit_view_class = _Edit
    list_display = ["__str__"]

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name not in ("add", "delete")]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "delete_url_name": None}
