"""One stored sample of every fact and version: what the database of a running site holds must always load.

`python manage.py shell -c "from tests.architecture.samples import add_missing; add_missing()"` adds samples of facts that
have none; it never touches one that stands there.
"""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from community.events.door import COLUMNS, Fact

STORED = Path(__file__).parent / "fact_samples.json"
VALUES = {"int": 7, "str": "word", "bool": True, "float": 0.5, "list": [], "dict": {}}


def stored() -> dict[str, dict[str, Any]]:
    """{"answer.posted 1": a row of the events table}."""
    return json.loads(STORED.read_text()) if STORED.exists() else {}


def known() -> dict[str, type[Fact]]:
    return {f"{kind.name} {kind.version}": kind for kind in Fact.known.values() if kind.__module__.split(".")[0] != "tests"}


def sample_of(kind: type[Fact]) -> dict[str, Any]:
    columns = dict.fromkeys(COLUMNS, 7) | {"language": "en", "by_staff": False}
    extras = {field.name: _value(field) for field in fields(kind) if field.name not in COLUMNS}
    return columns | {"object_kind": kind.about, "extras": extras}


def _value(field: Any) -> Any:
    kind = str(getattr(field.type, "__name__", field.type)).split("[")[0].split(" ")[0]
    if kind in VALUES:
        return VALUES[kind]
    return None if field.default is MISSING else field.default


def add_missing() -> None:
    missing = {key: sample_of(kind) for key, kind in known().items()}
    STORED.write_text(json.dumps(dict(sorted((missing | stored()).items())), indent=1) + "\n")
