"""What a page costs and whether its template asks the database: for tests of any room."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

# The inbox's number in the frame is asked lazily and once, so that pages without the bell don't pay for it.
ASKED_LATE = ("COUNT", "notifications_message")


def cost_of(client: Client, address: str) -> int:
    """Queries of one page, asked for the second time: what a process remembers is remembered."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return len(asked)


@contextmanager
def asking_while_drawing() -> Iterator[list[str]]:
    """What templates ask the database while they draw, as it happens; a test wants it empty."""
    found: list[str] = []
    draw: Callable[..., str] = Template._render  # after the context processors, which may ask

    def note(execute, sql, params, many, context):
        if not all(word in sql for word in ASKED_LATE):
            found.append(sql[:300])
        return execute(sql, params, many, context)

    def watched(self, context):
        if note in connection.execute_wrappers:
            return draw(self, context)
        with connection.execute_wrapper(note):
            return draw(self, context)

    Template._render = watched
    try:
        yield found
    finally:
        Template._render = draw


@pytest.fixture
def asked_while_drawing() -> Iterator[list[str]]:
    with asking_while_drawing() as found:
        yield found
