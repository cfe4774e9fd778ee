"""A line on the CMS's first page while the team comes in without a second factor, as in the demo."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component


class Unguarded(Component):
    order = 10
    template_name = "desk/unguarded.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        told = _("The team signs in here without a second step: STAFF_SECOND_FACTOR is off. Leave it on where real people are.")
        return {"told": told}
