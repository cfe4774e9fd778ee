"""An editor's own account in the CMS: language and appearance of the CMS. Name, picture, address and keys are the member's."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView

OURS = ("name_email", "avatar", "password")


class EditorAccountView(AccountView):
    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name not in OURS]


editor_account = require_admin_access(EditorAccountView.as_view())
