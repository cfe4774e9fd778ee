"""Choosing a product, a tag, a member or a question in the CMS, where a select with all of them would not do."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsViewMixin, ChooseViewMixin, CreationFormMixin
from wagtail.admin.viewsets.chooser import ChooserViewSet

from community.forum.models import Product, Tag
from community.members.models import Member

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


class _ByName(BaseFilterForm):
    """Members found by name or handle, never by address."""

    q = forms.CharField(label=_("Name or handle"), required=False)

    def filter(self, objects: Any) -> Any:
        said = self.cleaned_data["q"].strip()
        self.is_searching, self.search_query = bool(said), said
        return objects.filter(Q(name__icontains=said) | Q(handle__icontains=said)) if said else objects


class _People(BaseChooseView):
    ordering = ["name", "handle"]
    filter_form_class = _ByName

    def get_object_list(self) -> Any:
        return Member.objects.people().defer("password")


class _ChooseMember(ChooseViewMixin, CreationFormMixin, _People):
    pass


class _ChooseMemberResults(ChooseResultsViewMixin, CreationFormMixin, _People):
    pass


member_chooser = ChooserViewSet(
    "choose_member",
    model=Member,
    icon="user",
    choose_one_text=_("Choose a member"),
    choose_another_text=_("Choose another member"),
    choose_view_class=_ChooseMember,
    choose_results_view_class=_ChooseMemberResults,
)

ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="cms.blocks.choosers")
TagChooserBlock = tag_chooser.get_block_class(name="TagChooserBlock", module_path="cms.blocks.choosers")
MemberChooserBlock = member_chooser.get_block_class(name="MemberChooserBlock", module_path="cms.blocks.choosers")
