from typing import Any

from wagtail import hooks

from cms.blocks.choosers import product_chooser, tag_chooser


@hooks.register("register_admin_viewset")
def choosers() -> list[Any]:
    return [product_chooser, tag_chooser]
