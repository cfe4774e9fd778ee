"""Lines of the log: one JSON object each, or words for a terminal. Neither holds what would tell who somebody is.

A path may hold a handle or a token and a database's complaint the value it complains of, so paths become the pattern
they match, and what looks like an address of mail or network is taken out of everything, tracebacks included.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from community.frame import trace

from .middleware import route_of

MAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
NETWORK = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,}")
DETAIL = re.compile(r"^(DETAIL: |CONTEXT: ).*$", re.MULTILINE)  # of PostgreSQL: the values of the row it refuses
OURS = ("127.0.0.1", "0.0.0.0")


def scrub(text: str) -> str:
    text = DETAIL.sub(r"\1[left out]", text)
    text = MAIL.sub("[mail]", text)
    return NETWORK.sub(lambda found: found[0] if found[0] in OURS else "[network]", text)


class Words(logging.Formatter):
    """What happened, for people."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(_without_path(record)))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return _at(record)


class Json(logging.Formatter):
    """{"at", "level", "logger", "message", "doing", "error"?} and what the line itself adds."""

    def format(self, record: logging.LogRecord) -> str:
        record = _without_path(record)
        line: dict[str, Any] = {
            "at": _at(record),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            "doing": trace.current(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, default=str, ensure_ascii=False)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _without_path(record: logging.LogRecord) -> logging.LogRecord:
    """Django's own lines about a request name its path."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "resolver_match"):
        return record
    words = f"{getattr(record, 'status_code', '')} {request.method} {route_of(request)}".strip()
    made = logging.makeLogRecord(record.__dict__ | {"msg": words, "args": ()})
    made.exc_text = None
    return made
