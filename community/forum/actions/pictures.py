"""Photos in texts: added one by one, hung where a text names them, removed when none does."""

import re
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members import pictures
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Draft, Picture, Text

ADDRESS = re.compile(r"/pictures/([0-9a-f]{32})-")


def add_picture(upload: IO[bytes], *, by: Member) -> Picture:
    """Keep a photo for a text to come. ValidationError({"picture": ...}) when it is none."""
    require(policy.can_ask(by))
    today = Picture.objects.filter(uploader=by, added_at__gt=clock.now() - timedelta(days=1))
    if today.count() >= rules.PICTURES_A_DAY:
        raise Refused(_("These are many pictures for one day. Tomorrow there is room for more."), status=429, retry_after=3600)
    key, width, height = pictures.store_photo(upload, side=rules.PICTURE_SIDE)
    return Picture.objects.create(key=key, width=width, height=height, uploader=by, added_at=clock.now())


def hang_pictures(text: Text, *, by: Member) -> None:
    """The photos a text names are shown to its readers; only those its writer may see themselves."""
    keys = set(ADDRESS.findall(text.body))
    if keys or text.edits or text.edited_at:
        named = Picture.objects.visible_to(by).filter(key__in=keys)
        text.pictures.set(named.order_by("pk")[: rules.PICTURES_IN_A_TEXT])


def unused_pictures() -> list[Picture]:
    """Photos no text and no draft names, some days after they were added."""
    old = (
        Picture.objects.unused().filter(added_at__lt=clock.now() - timedelta(days=settings.KEEP_DAYS["pictures"])).order_by("pk")
    )
    return [each for each in old if not Draft.objects.filter(member=each.uploader_id, words__body__icontains=each.key).exists()]


@transaction.atomic
def remove_picture(picture: Picture) -> None:
    """Remove a photo that stands nowhere, with its file."""
    if Picture.objects.unused().filter(pk=picture.pk).exists():
        picture.delete()
        transaction.on_commit(lambda: pictures.remove_photo_file(picture.key))


def remove_unused_pictures() -> int:
    """What lies about unused, a bounded number at once."""
    unused = unused_pictures()[:200]
    for picture in unused:
        remove_picture(picture)
    return len(unused)
