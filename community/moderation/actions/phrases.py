from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.frame.actions import note_change
from community.members.models import Member
from community.verdict import require

from .. import policy, ready, rules
from ..models import Phrase
from .writing import words_of


@transaction.atomic
def save_phrase(phrase: Phrase, *, by: Member) -> Phrase:
    """New or changed. ValidationError by field."""
    require(policy.can_moderate(by))
    phrase.name = words_of(phrase.name, most=60, field="name", needed=True)
    phrase.words = words_of(phrase.words, most=rules.MESSAGE_MAX, field="words", needed=True)
    if Phrase.objects.filter(name=phrase.name).exclude(pk=phrase.pk).exists():
        raise ValidationError({"name": _("This is in the list already.")})
    phrase.save()
    _changed()
    return phrase


@transaction.atomic
def remove_phrase(phrase: Phrase, *, by: Member) -> None:
    require(policy.can_moderate(by))
    Phrase.objects.filter(pk=phrase.pk).delete()
    _changed()


def _changed() -> None:
    note_change(ready.TOPIC)
    transaction.on_commit(ready.forget)
