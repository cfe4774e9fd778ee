"""Redis as the cache, and what holds while it is away: pages go on without it, limits do not."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.utils.translation import gettext_lazy as _

from community.verdict import Refused

T = TypeVar("T")
REST = 1.0  # seconds in which nobody asks again after it did not answer
STRICT = "allauth"  # its keys count tries and remember used codes: without them nobody may be let in
RESTING = _("This cannot be checked for the moment, so nothing was done. Please try again in a minute.")


class _Link:
    """What all threads of a process know of the Redis: since when it is away, and which keys it must forget."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.away_until = 0.0
        self.forget: set[str] = set()


class Lenient(RedisCache):
    """What is only quicker from the cache is done without it while Redis is away. What counts, or must not be forgotten
    (allauth's keys, `add`, `incr`), is refused with 503.

    What could not be written or deleted meanwhile is deleted before anything else is read again: a session that was ended
    does not come back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.link = _links.setdefault(server, _Link())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(Lenient, self).get(key, default, version), key, default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda: super(Lenient, self).set(key, value, timeout, version), key, None, changes=version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda: super(Lenient, self).touch(key, timeout, version), key, False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(Lenient, self).delete(key, version), key, False, changes=version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(Lenient, self).has_key(key, version), key, False)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda: super(Lenient, self).add(key, value, timeout, version), STRICT, False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(lambda: super(Lenient, self).incr(key, delta, version), STRICT, 0)

    get_many, set_many, delete_many = BaseCache.get_many, BaseCache.set_many, BaseCache.delete_many  # one by one, as above

    def _try(self, do: Callable[[], T], key: str, otherwise: T, *, changes: int | None | bool = False) -> T:
        """`changes` is the key's version where the call writes."""
        if time.monotonic() >= self.link.away_until:
            try:
                self._forget_owed()
                return do()
            except (redis.ConnectionError, redis.TimeoutError):
                self.link.away_until = time.monotonic() + REST
                for pool in self._cache._pools.values():  # type: ignore[attr-defined]
                    pool.disconnect(inuse_connections=False)  # each would be found broken one by one, a rest for each
        if key.startswith(STRICT):
            raise Refused(RESTING, status=503, retry_after=60)
        if changes is not False:
            with self.link.lock:
                self.link.forget.add(self.make_and_validate_key(key, version=changes))
        return otherwise

    def _forget_owed(self) -> None:
        with self.link.lock:
            if self.link.forget:
                self._cache.delete_many(list(self.link.forget))
                self.link.forget.clear()


_links: dict[str, _Link] = {}
