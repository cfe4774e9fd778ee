"""The messages to authors that the team keeps ready: read once, remembered until one of them changes."""

from community.frame.kept import Kept

from .models import Phrase

TOPIC = "phrases"
_kept: Kept[list[Phrase]] = Kept(TOPIC, lambda: list(Phrase.objects.all()))


def phrases() -> list[Phrase]:
    return _kept.get()


def forget() -> None:
    _kept.forget()
