"""A member's page in schema.org's words: what everybody sees of them, nothing else."""

from typing import Any

from community.frame.found import whole
from community.frame.templatetags.frame import avatar_url

from .models import Member


def profile_page(member: Member) -> dict[str, Any]:
    person: dict[str, Any] = {
        "@type": "Person",
        "name": member.shown_name,
        "alternateName": member.handle,
        "url": whole(member.get_absolute_url()),
    }
    if member.bio:
        person["description"] = member.bio
    if member.avatar:
        person["image"] = whole(avatar_url(member, 224))
    return {"@type": "ProfilePage", "dateCreated": member.joined_at, "mainEntity": person}
