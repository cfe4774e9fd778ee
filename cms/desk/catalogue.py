"""What people ask about: products and their categories, made and named on the desk. Every change is an action of the forum."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from community.forum import actions
from community.forum.models import Category, Product

PLACE = ("name", "intro", "parent", "position")


class CategoryForm(WagtailAdminModelForm):
    """Two levels: a category below another has none below itself."""

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        below = self.instance.pk and (parent and parent.pk == self.instance.pk or self.instance.children.exists())
        if parent is not None and (parent.parent_id is not None or below):
            raise forms.ValidationError(_("Categories have two levels."))
        return parent


class _AddProduct(CreateView):
    def save_instance(self) -> Product:
        return actions.create_product(**self.form.cleaned_data)


class _AddCategory(CreateView):
    def save_instance(self) -> Category:
        return actions.create_category(**self.form.cleaned_data)


class _Edit(EditView):
    def save_instance(self) -> Any:
        said = dict(self.form.cleaned_data)
        actions.change_place(self.object, **said)
        return self.object

    def get_delete_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


class _Places(ModelViewSet):
    add_to_reference_index = False
    copy_view_enabled = False
    edit_view_class = _Edit

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name != "delete"]


class ProductViewSet(_Places):
    model = Product
    name = "products"
    icon = "tag"
    menu_label = _("Products")
    list_display = ["name", "category", "position"]
    add_view_class = _AddProduct
    form_fields = ["name", "intro", "category", "position"]


class CategoryViewSet(_Places):
    model = Category
    name = "categories"
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ["name", "parent", "position"]
    add_view_class = _AddCategory
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "intro", "parent", "position")], base_form_class=CategoryForm
    )


class CatalogueGroup(ViewSetGroup):
    menu_label = _("Products")
    menu_icon = "tag"
    menu_order = 250
    items = (ProductViewSet, CategoryViewSet)
