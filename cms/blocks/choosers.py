"""Choosing a product or a tag in the CMS, where a select with every tag of a large community would not do."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from community.forum.models import Product, Tag

product_chooser = ChooserViewSet(
    "choose_product",
    model=Product,
    icon="tag",
    choose_one_text=_("Choose a product"),
    choose_another_text=_("Choose another product"),
)
tag_chooser = ChooserViewSet(
    "choose_tag",
    model=Tag,
    icon="tag",
    choose_one_text=_("Choose a tag"),
    choose_another_text=_("Choose another tag"),
)

ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="cms.blocks.choosers")
TagChooserBlock = tag_chooser.get_block_class(name="TagChooserBlock", module_path="cms.blocks.choosers")
