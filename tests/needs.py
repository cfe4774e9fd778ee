"""What some tests need and a machine may not have. They skip loudly, with a reason, and are counted at the end.

Marks: `browser` (Chromium), `postgres` and `redis` (the services the environment names), `shared_data` (the real dumps
and fixtures kept beside the project), `once` (says nothing about the database: runs in the first round only).
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environment import ROOT

SHARED_DATA = ROOT.parent / "shared" / "data"
# The one without windows draws and runs the same in half of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next((path for name in BROWSERS if (path := Path("/usr/bin", name)).exists()), None)

# By what they cost the processor; the order in which they are dealt out to the processes.
LONGEST = (
    "test_everyone.py",
    "test_every_act.py",
    "test_demo.py",
    "test_seen_otherwise.py",
    "test_the_main_loop.py",
    "test_experience_bars.py",
    "test_writing.py",
    "test_live.py",
    "test_sign_in.py",
    "test_canary.py",
    "test_first_visit.py",
    "test_every_word.py",
    "test_inviting.py",
    "test_growth.py",
    "test_invariants.py",
    "test_referral_races.py",
)


# What a screen says is said once: test_every_page opens them all on both databases, and the actions behind them have own tests.
SCREENS = ("tests/cms/desk/", "tests/cms/pages/", "tests/cms/blocks/", "test_inbox_pages", "_over_http", "test_question_page")


def _on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


NEEDS: dict[str, tuple[str, Callable[[], bool]]] = {
    "browser": ("needs Chromium", lambda: CHROMIUM is not None),
    "postgres": ("needs PostgreSQL in DATABASE_URL", _on_postgres),
    "redis": ("needs Redis in REDIS_URL", lambda: bool(os.environ.get("REDIS_URL"))),
    "shared_data": ("needs ../shared/data", SHARED_DATA.exists),
}


def pytest_configure(config: pytest.Config) -> None:
    for name, (reason, _) in NEEDS.items():
        config.addinivalue_line("markers", f"{name}: {reason}")
    config.addinivalue_line("markers", "once: says nothing about the database, runs in the first round only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    elsewhere = [item for item in items if _belongs_to_the_other_round(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in set(elsewhere)]
    for item in items:
        for name, (reason, is_there) in NEEDS.items():
            if item.get_closest_marker(name) and not is_there():
                item.add_marker(pytest.mark.skip(reason=reason))
    items[:] = _shared_out(items, getattr(config, "workerinput", {"workercount": 1})["workercount"])


def _shared_out(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The order for so many processes, of which each begins with an equal part of the list.

    One migrates the template database at once, meanwhile the last does what needs none; the longest come first, each in
    another process, so that nobody waits for one at the end.
    """
    heads: list[list[pytest.Item]] = [[] for _process in range(processes)]
    heads[-1] += [item for item in items if not _asks_the_database(item)]
    for number, name in enumerate(LONGEST):
        heads[number % processes] += [item for item in items if item.path.name == name and _asks_the_database(item)]
    begun = {item for head in heads for item in head}
    others = [item for item in items if item not in begun]
    ordered: list[pytest.Item] = []
    for head in heads[:-1]:
        room = max(0, len(items) // processes - len(head))
        ordered += [*head, *others[:room]]
        others = others[room:]
    return [*ordered, *heads[-1], *others]


def _belongs_to_the_other_round(item: pytest.Item) -> bool:
    """`manage.py test` names its rounds; a plain pytest run is on its own and leaves nothing out silently."""
    rounds, this = os.environ.get("QUERENCIA_ROUNDS", "").split(","), os.environ.get("QUERENCIA_ROUND")
    if this == "postgres":
        about_a_screen = any(part in item.nodeid for part in SCREENS) and not item.get_closest_marker("postgres")
        once = item.get_closest_marker("once") is not None or about_a_screen or not _asks_the_database(item)
        return "sqlite" in rounds and once
    services = item.get_closest_marker("postgres") or item.get_closest_marker("redis")
    return this == "sqlite" and "postgres" in rounds and services is not None


def _asks_the_database(item: pytest.Item) -> bool:
    used = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(used) or item.get_closest_marker("django_db") is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in sorted(skipped.items()):
        terminalreporter.write_line(f"SKIPPED {count}: {reason}", yellow=True)
    if path := os.environ.get("QUERENCIA_TEST_SUMMARY"):
        Path(path).write_text(json.dumps(_summary(terminalreporter.stats, skipped)))


def _summary(stats: dict[str, list[pytest.TestReport]], skipped: Counter[str]) -> dict[str, object]:
    """Counts by outcome, by reason of a skip, and of passed tests by what they needed: what .ci/run looks at."""
    passed = [report for report in stats.get("passed", []) if report.when == "call"]
    outcomes = {name: len(stats.get(name, [])) for name in ("failed", "error")} | {"passed": len(passed)}
    needed = {name: sum(name in report.keywords for report in passed) for name in NEEDS}
    return outcomes | {"skipped": dict(skipped), "needed": needed}


def _reason(report: pytest.TestReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
