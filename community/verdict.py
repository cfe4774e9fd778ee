"""The answer to "may they?": a yes, or a no with a reason fit to show the person who asked."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. `reason` is a sentence for the person refused, "" when allowed."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def NO(reason: str | Promise) -> Verdict:  # noqa: N802 - reads as the word it is, beside YES
    return Verdict(False, reason)


class Refused(Exception):
    """An action or view that will not go on, with the reason and the HTTP status that says it best.

    403 not allowed, 404 unknown, 409 the state has changed meanwhile, 410 gone, 413 too large, 429 too often.
    `retry_after` is seconds, for 429.
    """

    def __init__(self, reason: str | Promise, *, status: int = 403, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


def require(verdict: Verdict) -> None:
    """Raise Refused (403) unless the verdict is a yes."""
    if not verdict:
        raise Refused(verdict.reason)
