from typing import Any

from wagtail import hooks

from cms.blocks.choosers import member_chooser, product_chooser, tag_chooser


@hooks.register("register_admin_viewset")
def choosers() -> list[Any]:
    return [product_chooser, tag_chooser, member_chooser]
