import pytest

from community.events.door import COLUMNS, Fact, load
from community.events.models import Event
from tests.architecture.samples import known, stored
from tests.environment import ROOT

pytestmark = pytest.mark.once


def test_every_fact_and_version_has_a_stored_sample():
    assert set(known()) <= set(stored()), "tests/architecture/samples.py says how to add one"


@pytest.mark.parametrize("key", sorted(stored()))
def test_a_stored_sample_still_loads(key):
    name, version = key.split()
    fact = load(Event(name=name, version=int(version), **stored()[key]))
    assert isinstance(fact, Fact.known[name])
    assert {column: getattr(fact, column) for column in COLUMNS} == {c: stored()[key][c] for c in COLUMNS}
    if fact.version == int(version):
        assert fact.extras() == stored()[key]["extras"]


def test_the_page_of_facts_is_current():
    from community.events.door import catalogue
    from community.events.management.commands.events import as_markdown

    ours = [entry for entry in catalogue() if not Fact.known[entry.name].__module__.startswith("tests.")]
    written = (ROOT / "docs" / "events.md").read_text()
    assert written == as_markdown(ours), "write it again: python3 manage.py events --markdown > docs/events.md"
