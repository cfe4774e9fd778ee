"""Who is in the team: Wagtail's users screen, cut down to what it may do here.

Members are made by signing up and are never deleted; here an owner only says who works for the brand, and as what.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from community.members import actions, rules
from community.members.models import STAFF_GROUPS, Member


class RolesForm(forms.ModelForm):
    """What somebody may do here. None at all: they leave the team and stay a member."""

    groups = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        required=False,
        queryset=Group.objects.filter(name__in=STAFF_GROUPS).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Member
        fields = ["groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def role_names(self) -> list[str]:
        return [group.name for group in self.cleaned_data["groups"]]


class NewcomerForm(RolesForm):
    """Somebody who is a member already and joins the team."""

    who = forms.CharField(label=_("Handle or e-mail address"), help_text=_("They join the community first, then the team."))
    field_order = ["who", "groups"]

    def clean_who(self) -> Member:
        said = self.cleaned_data["who"].strip()
        member = Member.objects.people().filter(Q(email__iexact=said) | Q(handle=rules.normalise(said))).first()
        if member is None or not member.email:
            raise forms.ValidationError(_("No member with an account has this handle or address."))
        return member


class TeamIndexView(IndexView):
    add_item_label = _("Add somebody to the team")
    page_title = _("Team")
    template_name = "wagtailadmin/generic/index.html"

    @property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]

    def get_base_queryset(self) -> QuerySet[Member]:
        return super().get_base_queryset().filter(Q(is_staff=True) | Q(is_superuser=True))

    def get_delete_url(self, instance: Member) -> None:
        return None


class TeamAddView(CreateView):
    page_title = _("Add somebody to the team")
    permission_required = "change"
    success_message = _("%(object)s is in the team.")

    def get_form_class(self) -> type[forms.ModelForm]:
        return NewcomerForm

    def save_instance(self) -> Member:
        member = self.form.cleaned_data["who"]
        actions.set_groups(member, self.form.role_names(), by=self.request.user)
        return member


class TeamEditView(EditView):
    template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self) -> type[forms.ModelForm]:
        return RolesForm

    def save_instance(self) -> Member:
        actions.set_groups(self.object, self.form.role_names(), by=self.request.user)
        return self.object

    def get_delete_url(self) -> None:
        return None


class TeamViewSet(UserViewSet):
    menu_label = _("Team")
    template_prefix = ""
    copy_view_enabled = False
    index_view_class = TeamIndexView
    add_view_class = TeamAddView
    edit_view_class = TeamEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return RolesForm if for_update else NewcomerForm

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name != "delete"]
