"""Ruff, mypy, import-linter and Django's own checks say nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

pytestmark = pytest.mark.once
BIN = Path(sys.executable).parent


def said_by(*command: str, **environment: str) -> str:
    """What a command says when it is not content; "" when it is."""
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | environment, timeout=240)
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def test_the_linter_is_content():
    assert said_by(str(BIN / "ruff"), "check", ".") == ""


def test_every_file_is_formatted():
    assert said_by(str(BIN / "ruff"), "format", "--check", ".") == ""


def test_every_signature_and_call_has_its_types():
    assert said_by(str(BIN / "mypy"), "--cache-dir", str(ROOT / "var" / "mypy")) == ""


def test_imports_point_down_and_never_round():
    assert said_by(str(BIN / "lint-imports"), "--cache-dir", str(ROOT / "var" / "import-linter")) == ""


@pytest.mark.django_db
def test_every_change_to_a_model_has_its_migration():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_the_tests_lock_installs_what_the_site_runs_on():
    def pins(name: str) -> set[str]:
        return {line.split()[0] for line in (ROOT / name).read_text().splitlines() if "==" in line and line[0].isalnum()}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_lock_file_names_a_registry():
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), lock
