"""Several people at once: real threads, each with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from community.verdict import Refused


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run all deeds as nearly in the same moment as threads can; results in order, refusals as values. Whatever else is raised
    fails the test: a deadlock or a lock that was not waited for must not pass as somebody's refusal."""
    barrier = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)
    broken: list[Exception] = []

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=30)
            results[place] = deeds[place]()
        except (Refused, ValidationError) as refusal:
            results[place] = refusal
        except Exception as problem:  # noqa: BLE001 - raised below, where the test sees it
            broken.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "the deeds wait for each other"
    if broken:
        raise broken[0]
    return results
