"""Real inputs from outside the project; a test that needs them is skipped where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"


def sample(path: str) -> Any:
    file = DATA / path
    if not file.exists():
        pytest.skip(f"../shared/data/{path} is not here")
    return json.loads(file.read_text(encoding="utf-8"))
