"""What this thread is doing, as a code that stands in every line of the log and, for a request, in its answer."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager

_doing: contextvars.ContextVar[str] = contextvars.ContextVar("doing", default="")


def current() -> str:
    """The request's code, or the name of the work in hand; "" where nothing is."""
    return _doing.get()


@contextmanager
def of(code: str) -> Iterator[None]:
    token = _doing.set(code)
    try:
        yield
    finally:
        _doing.reset(token)
