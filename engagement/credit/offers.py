"""Whether there is anything to have for a balance here. The room with the rewards is above: it lends the answer."""

from collections.abc import Callable

_lent: list[Callable[[], bool]] = []


def lend(there_are: Callable[[], bool]) -> None:
    _lent.append(there_are)


def there_are() -> bool:
    return any(ask() for ask in _lent)
