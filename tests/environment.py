"""What the tests' process is told before anything reads the settings: a place of its own and no leftovers of the caller.

Loaded with `-p tests.environment` (pyproject.toml): pytest-django reads the settings before any conftest.
"""

import gc
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS_DATA = ROOT / "var" / "tests"
KNOBS = (
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "BRAND_NAME",
    "DEBUG",
    "HASHED_STATIC",
    "MAIL_FROM",
    "MAIL_URL",
    "SITE_URL",
    "OIDC_ISSUER",
    "SOCIAL_PROVIDERS",
    "STAFF_SECOND_FACTOR",
)
STORIES = int(os.environ.get("STORIES", "1"))  # how many times as many random stories the dearest tests tell
MINE = f"{os.getpid()}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

gc.set_threshold(50_000, 20, 50)  # the suite makes much and keeps little: collecting often took one second in twenty-five

for knob in KNOBS:
    os.environ.pop(knob, None)
os.environ["QUERENCIA_TESTING"] = "1"
os.environ["DATA_DIR"] = str(TESTS_DATA / MINE)
os.environ["REDIS_PREFIX"] = f"tests-{MINE}"


def is_alive(name: str) -> bool:
    """Whether the process that a directory or database named like MINE belongs to still runs."""
    number = name.split("-")[0]
    return number.isdigit() and Path(f"/proc/{number}").exists()
