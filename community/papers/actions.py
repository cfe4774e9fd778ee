from collections.abc import Mapping

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.frame import identity
from community.frame.actions import EVERYTHING, note_change
from community.members.actions import agree
from community.members.models import Member
from community.text import plain_from_html
from community.verdict import Refused, require

from . import policy
from .events import PaperPublished
from .models import Kind, Paper

TAGS = {"h2", "h3", "p", "br", "hr", "b", "strong", "i", "em", "a", "ul", "ol", "li", "blockquote"}


def publish_paper(kind: str, *, texts: Mapping[str, str], by: Member) -> Paper:
    """A new version of the terms or guidelines; the same words again are the version that stands.

    `texts` is {language: HTML}. ValidationError when the site's own language has no words.
    """
    require(policy.can_publish(by))
    words = {language: cleaned for language, html in texts.items() if (cleaned := _cleaned(html))}
    if settings.LANGUAGE_CODE not in words:
        raise ValidationError({"body": _("Write something first.")})
    try:
        with transaction.atomic():
            last = Paper.objects.filter(kind=kind).order_by("-version").first()
            if last is not None and last.texts == words:
                return last
            paper = Paper.objects.create(kind=kind, version=last.version + 1 if last else 1, texts=words, at=clock.now(), by=by)
            emit(PaperPublished(subject_id=by.pk, actor_id=by.pk, object_id=paper.pk, kind=kind, number=paper.version))
            if kind == Kind.TERMS:
                agree(by, terms=str(paper.version))  # who writes them need not be asked
            note_change(identity.TOPIC, EVERYTHING)
    except IntegrityError:
        raise Refused(_("Somebody else published a version in the same moment. Look at it first."), status=409) from None
    identity.forget()
    return paper


def _cleaned(html: str) -> str:
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return clean if plain_from_html(clean, limit=100).strip() else ""
