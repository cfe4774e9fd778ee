"""Web shops that send us their orders: added, shown with the address of their webhooks, taken away. Each is an action."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from community.frame.found import whole
from community.verdict import require
from engagement.connections import actions, shopify
from engagement.connections.models import Shop
from engagement.connections.policy import can_run_connections


class ShopForm(WagtailAdminModelForm):
    secret = forms.CharField(
        label=gettext_lazy("Secret of its webhooks"),
        required=False,
        min_length=16,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The one your shop shows you. Empty: we make one, and show it once."),
    )

    class Meta:
        model = Shop
        fields = ["name", "slug"]


class ShopIndexView(IndexView):
    page_title = gettext_lazy("Web shops")
    add_item_label = gettext_lazy("Add a web shop")
    default_ordering = "name"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), url_name="shops:one"),
            Column("slug", label=_("Code")),
            DateColumn("added_at", label=_("Since")),
            DateColumn("heard_at", label=_("Last heard of")),
        ]


class ShopAddView(CreateView):
    def save_instance(self) -> Shop:
        said = {name: self.form.cleaned_data[name] for name in ("name", "slug", "secret")}
        shop, self.secret = actions.add_shop(by=self.request.user, **said)
        return shop

    def save_action(self) -> HttpResponse:
        """A page, not a redirect: a secret that we made is shown in this answer and nowhere else."""
        made = "" if self.form.cleaned_data["secret"] else self.secret
        return _shown(self.request, self.object, secret=made) if made else redirect("shops:one", self.object.pk)


def _shown(request: HttpRequest, shop: Shop, *, secret: str = "") -> HttpResponse:
    context = {"shop": shop, "secret": secret, "address": whole(f"/hooks/shops/{shop.slug}/")}
    return render(request, "desk/shop.html", context | {"topics": (*shopify.ORDERS, *shopify.REFUNDS)})


def _shop(request: HttpRequest, pk: int) -> Shop:
    require(can_run_connections(request.user))
    return get_object_or_404(Shop, pk=pk)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _shop(request, pk))


@require_POST
def remove(request: Any, pk: int) -> HttpResponse:
    shop = _shop(request, pk)
    actions.remove_shop(shop, by=request.user)
    messages.success(request, _("%(name)s is removed: what it sends is refused from now on.") % {"name": shop.name})
    return redirect("shops:index")


class ShopViewSet(ModelViewSet):
    model = Shop
    name = "shops"
    icon = "site"
    menu_label = gettext_lazy("Web shops")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = ShopIndexView
    add_view_class = ShopAddView
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "slug", "secret")], base_form_class=ShopForm)

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name in ("index", "index_results", "add")] + [
            path("<int:pk>/", one, name="one"),
            path("<int:pk>/remove/", remove, name="remove"),
        ]
