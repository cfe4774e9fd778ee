"""Pages for the next engineer and for whoever checks us: made from what they tell of, or held against it."""

import ast
import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.architecture import publish
from tests.environment import ROOT

pytestmark = pytest.mark.once
DOCS = ROOT / "docs"


@pytest.mark.parametrize(("name", "path"), [("roles", "security/role-matrix.md"), ("notices", "third-party.md")])
def test_a_page_that_is_made_by_a_command_is_what_the_command_makes(name, path):
    assert (DOCS / path).read_text() == publish.page(name), f"python -m tests.architecture.publish {name} > docs/{path}"


def test_the_page_of_the_api_is_what_its_description_says():
    call_command("api", stdout=(said := StringIO()))
    assert (DOCS / "api.md").read_text() == said.getvalue(), "manage.py api > docs/api.md"


def test_every_requirement_that_is_said_to_be_met_points_at_a_test():
    rows = [line for line in (DOCS / "security" / "asvs.md").read_text().splitlines() if re.match(r"\| \d", line)]
    assert len(rows) > 25
    for row in rows:
        path, name = re.search(r"`(tests/\S+\.py)::(\w+)`", row).groups()
        names = {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef)}
        assert name in names, row


def test_tests_and_files_that_pages_name_are_there():
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"]:
        for name in re.findall(r"`((?:tests|community|engagement|cms|docs)/[\w./-]+)`", path.read_text()):
            assert (ROOT / name).exists(), f"{path.relative_to(ROOT)}: {name}"


def test_what_reads_first_is_five_files_that_are_there():
    page = (DOCS / "architecture.md").read_text()
    files = re.findall(r"^\d\. `([\w/.]+)`", page[page.index("## Read these five files first") :], re.M)
    assert len(files) == 5 and all((ROOT / name).exists() for name in files)
