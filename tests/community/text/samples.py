"""Real inputs from outside the project; a test that needs them is skipped where they are absent."""

import json
from typing import Any

import pytest

from tests.needs import SHARED_DATA


def sample(path: str) -> Any:
    file = SHARED_DATA / path
    if not file.exists():
        pytest.skip(f"../shared/data/{path} is not here")
    return json.loads(file.read_text(encoding="utf-8"))
