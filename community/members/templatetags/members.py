"""What templates say of a member."""

from django import template
from django.utils.safestring import SafeString

from community.frame.found import json_ld
from community.members import structured
from community.members.models import Member

register = template.Library()


@register.simple_tag
def profile_data(member: Member) -> SafeString:
    """The member's page for machines. For guests."""
    return json_ld(structured.profile_page(member))
