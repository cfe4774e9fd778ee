"""Which words hold a text, and whether one has any. The only writes to this room's table."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import rules
from .models import HeldWord

KEPT = "screening.words"  # in the cache, so that nobody who writes waits for the list
FOR = 60  # seconds


def check_word(word: HeldWord) -> None:
    words = rules.plain(word.words)
    if not words.strip("* "):
        raise ValidationError({"words": _("Write a word, or a few.")})
    if HeldWord.objects.filter(words=words).exclude(pk=word.pk).exists():
        raise ValidationError({"words": _("This is in the list already.")})


@transaction.atomic
def save_word(word: HeldWord) -> HeldWord:
    """One of the list, new or changed. ValidationError when it is none, or there already."""
    check_word(word)
    word.words = rules.plain(word.words)
    word.save()
    transaction.on_commit(_forget)
    return word


@transaction.atomic
def remove_word(word: HeldWord) -> None:
    HeldWord.objects.filter(pk=word.pk).delete()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.delete(KEPT)


def held_words() -> list[str]:
    words: list[str] | None = cache.get(KEPT)
    if words is None:
        words = list(HeldWord.objects.values_list("words", flat=True))
        cache.set(KEPT, words, FOR)
    return words


def marks_of(*texts: str) -> list[str]:
    """The words of the list that stand in these texts."""
    words = held_words()
    return rules.found_in("\n".join(texts), words) if words else []
