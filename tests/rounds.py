"""`manage.py test [pytest arguments] [--only sqlite|postgres]`: the suite on each database, each in a process of its own.

The first round is SQLite with the in-memory channel layer. The second runs only where DATABASE_URL names PostgreSQL and
REDIS_URL names Redis: a stranger's local server is never touched. Arguments go to both; the worst exit code wins.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTHING_RAN = 5  # pytest's exit code when no test was selected


def run_rounds(arguments: list[str]) -> int:
    """Exit code for the whole: 0 only when every round passed and at least one test ran."""
    if not importlib.util.find_spec("pytest"):
        sys.exit("The tests need more: pip install --require-hashes -r requirements-dev.lock")
    only, given, whole = _read(arguments)
    has_services = os.environ.get("DATABASE_URL", "").startswith("postgres") and bool(os.environ.get("REDIS_URL"))
    rounds = [only] if only else ["sqlite", *(["postgres"] if has_services else [])]
    if only == "postgres" and not has_services:
        sys.exit("The PostgreSQL round needs DATABASE_URL=postgres://... and REDIS_URL=redis://...")
    codes, lines = [], []
    making = _make_templates(rounds) if whole else None
    for name in rounds:
        code, line = _run(name, rounds, given)
        codes.append(code)
        lines.append(line)
    if making:
        making.join()
    if not has_services and not only:
        lines.append("postgres: SKIPPED, DATABASE_URL and REDIS_URL do not name PostgreSQL and Redis")
    _say("\n".join(["", *lines]))
    ran = [code for code in codes if code != NOTHING_RAN]
    return max(ran, default=NOTHING_RAN)


def _read(arguments: list[str]) -> tuple[str | None, list[str], bool]:
    """The one round that was asked for, what pytest is told, and whether it is about the whole suite."""
    parser = argparse.ArgumentParser(prog="manage.py test", description=__doc__, allow_abbrev=False)
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="one round instead of all")
    options, given = parser.parse_known_args(arguments)
    narrow = any(argument.startswith(("-n", "--numprocesses", "--pdb", "tests/")) for argument in given)
    return options.only, ["-q", *([] if narrow else ["-n", "3", "--dist", "worksteal"]), *given], not narrow


def _make_templates(rounds: list[str]) -> threading.Thread:
    """Migrate once for each database while tests that need none are at it already, the second during the first round."""

    def make() -> None:
        for name in rounds:
            # Where this fails, the round's own processes try again and say why.
            subprocess.run([sys.executable, "-m", "tests.template"], cwd=ROOT, env=_environment(name))

    thread = threading.Thread(target=make)
    thread.start()
    return thread


def _environment(name: str) -> dict[str, str]:
    environment = os.environ | {"QUERENCIA_ROUND": name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # every process of the suite would compile everything again
    if name == "sqlite":
        for service in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(service, None)
    return environment


def _run(name: str, rounds: list[str], given: list[str]) -> tuple[int, str]:
    """The exit code of a round, and its closing line."""
    _say(f"\n=== Round on {name}: pytest {' '.join(given)}")
    summary = ROOT / "var" / "tests" / f"summary-{name}.json"
    summary.parent.mkdir(parents=True, exist_ok=True)
    summary.unlink(missing_ok=True)
    environment = _environment(name) | {"QUERENCIA_ROUNDS": ",".join(rounds), "QUERENCIA_TEST_SUMMARY": str(summary)}
    started = time.monotonic()
    code = subprocess.run([sys.executable, "-m", "pytest", *given], cwd=ROOT, env=environment).returncode
    counted = json.loads(summary.read_text()) if summary.exists() else {}
    return code, _line(name, code, counted, time.monotonic() - started)


def _line(name: str, code: int, counted: dict[str, Any], seconds: float) -> str:
    verdict = {0: "passed", NOTHING_RAN: "no test selected"}.get(code, "FAILED")
    skipped = sum(counted.get("skipped", {}).values())
    broken = counted.get("failed", 0) + counted.get("error", 0)
    return f"{name}: {verdict}, {counted.get('passed', 0)} tests, {broken} broken, {skipped} skipped, {seconds:.0f} s"


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the command's own output
