"""A member leaves: what they wrote stays without a name, unless it was private or they want the words gone as well."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from community.members import pictures
from community.members.models import Leaving, Member

from ..models import Answer, Comment, Doubt, Draft, Follow, Picture, Question, Revision, Text
from ..models.texts import PRIVATE
from ..rules import REMOVED
from . import words
from .answers import forget_owned

KINDS: tuple[Any, ...] = (Question, Answer, Comment)


@transaction.atomic
def forget_texts(member: Member) -> None:
    """Private questions lose all words that were exchanged there; photos, drafts and reasons go; others' numbers stay.

    No text is deleted or hidden: the rows stand where facts and other people's help point at them.
    """
    _remove_pictures(member)
    for kind in KINDS:
        theirs = Q(author=member) if Leaving.objects.filter(member=member, texts_too=True).exists() else Q(pk=None)
        _empty(kind, theirs | _in_their_private_questions(kind, member))
        kind.objects.filter(author=member).update(state_note="")
    forget_owned(member.pk)
    Draft.objects.filter(member=member).delete()
    Follow.objects.filter(member=member).delete()
    Doubt.objects.filter(member=member).update(reason="", version="")
    Revision.objects.filter(by=member).update(reason="")


def _in_their_private_questions(kind: Any, member: Member) -> Q:
    way = "" if kind is Question else "question__"
    return Q(**{f"{way}author": member, f"{way}visibility": PRIVATE})


def _empty(kind: Any, which: Q) -> None:
    """Without words, before and after every edit."""
    ids = list(kind.objects.filter(which).values_list("pk", flat=True))
    gone = {"body": REMOVED, "html": f"<p>{REMOVED}</p>", "state_note": "", "team_note": ""}
    if kind is Question:
        gone |= {"title": REMOVED, "slug": "", "excerpt": ""}
    kind.objects.filter(pk__in=ids).update(**gone)
    Revision.objects.filter(**{f"{kind._meta.model_name}__in": ids}).delete()


def _remove_pictures(member: Member) -> None:
    """Their photos, and the places in texts where they were shown."""
    for picture in Picture.objects.filter(uploader=member):
        shown: Iterable[Text] = [*picture.questions.all(), *picture.answers.all(), *picture.comments.all()]
        image = re.compile(rf"!\[[^\]]*\]\(/pictures/{picture.key}-[^)]*\)")
        for text in shown:
            words.put(text, image.sub("", text.body))
            text.save(update_fields=["body", "html", "renderer"])
        for revision in Revision.objects.filter(body__contains=picture.key):
            revision.body = image.sub("", revision.body)
            revision.save(update_fields=["body"])
        picture.delete()
        transaction.on_commit(partial(pictures.remove_photo_file, picture.key))
