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
from community.members.models import Member
from community.text import plain_from_html
from community.verdict import Refused, require

from . import policy
from .events import PaperPublished, TermsAccepted
from .models import Accepted, Kind, Paper

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
                _accept(by, version=paper.version, where=Accepted.Where.WRITING)
            note_change(identity.TOPIC, EVERYTHING)
    except IntegrityError:
        raise Refused(_("Somebody else published a version in the same moment. Look at it first."), status=409) from None
    identity.forget()
    return paper


def _cleaned(html: str) -> str:
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return clean if plain_from_html(clean, limit=100).strip() else ""


@transaction.atomic
def accept_terms(member: Member, *, version: int, where: str = Accepted.Where.NOTICE, by: Member) -> None:
    """They agree to the version in force. Agreed already: nothing happens. Refused 409 when another one is in force by now."""
    if by.pk != member.pk:
        raise Refused(_("Only the member can agree to this."))
    last = Paper.objects.filter(kind=Kind.TERMS).order_by("-version").first()
    if last is None or last.version != version:
        raise Refused(_("The terms have changed again. Please read them once more."), status=409)
    _accept(member, version=version, where=where)


def accept_by_joining(member: Member, *, at: object) -> None:
    """Who joined after a version was published agreed to it on the way in."""
    last = Paper.objects.filter(kind=Kind.TERMS, at__lte=at).order_by("-version").first()
    if last is not None:
        with transaction.atomic():
            _accept(member, version=last.version, where=Accepted.Where.JOINING)


def _accept(member: Member, *, version: int, where: str) -> None:
    _row, new = Accepted.objects.get_or_create(member=member, version=version, defaults={"where": where, "at": clock.now()})
    if new:
        emit(TermsAccepted(subject_id=member.pk, actor_id=member.pk, version_accepted=version, by_staff=member.is_team))
