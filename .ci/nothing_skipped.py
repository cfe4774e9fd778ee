"""Ends with 1 when a round, a database test or a browser test was skipped. Only ../shared may be missing."""

import json
import sys
from pathlib import Path

SUMMARIES = Path(__file__).resolve().parent.parent / "var" / "tests"
MAY_BE_MISSING = "needs ../shared/data"
MUST_RUN = {"sqlite": ["browser"], "postgres": ["browser", "redis"]}


def problems(name: str) -> list[str]:
    path = SUMMARIES / f"summary-{name}.json"
    if not path.exists():
        return [f"the {name} round did not run"]
    summary = json.loads(path.read_text())
    skipped = [f"{count} skipped on {name}: {why}" for why, count in summary["skipped"].items() if why != MAY_BE_MISSING]
    absent = [f"no test that needs {need} ran on {name}" for need in MUST_RUN[name] if not summary["needed"][need]]
    return skipped + absent + ([] if summary["passed"] else [f"no test passed on {name}"])


found = [problem for name in MUST_RUN for problem in problems(name)]
sys.exit("\n".join(found) if found else 0)
