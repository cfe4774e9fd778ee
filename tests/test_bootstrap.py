"""What manage.py says on a machine where something is missing. `python -S` has no packages: neither Django nor pip."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

pytestmark = pytest.mark.once


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    for name in ("manage.py", "requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def said(folder: Path, **environment: str) -> str:
    """The last words of `manage.py check` without any package; it must not succeed, nor end in a trace."""
    answer = subprocess.run(
        [Path(sys.executable).resolve(), "-S", "manage.py", "check"], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 1 and "Traceback" not in answer.stderr, answer.stderr
    return answer.stderr.strip().splitlines()[-1]


def test_without_pip_one_sentence_names_what_to_install(bare):
    assert said(bare) == "Python's pip is missing. On Debian and Ubuntu: apt-get install -y python3-pip"
    assert not (bare / ".venv").exists()


def test_with_the_bootstrap_switched_off_nothing_is_made(bare):
    assert said(bare, QUERENCIA_NO_BOOTSTRAP="1").startswith("Django is not installed here.")
    assert not (bare / ".venv").exists()


def test_an_environment_of_somebody_else_is_left_alone(bare):
    (bare / ".venv").mkdir()
    (bare / ".venv" / "mine").touch()
    assert "which this command did not make" in said(bare)
    assert [path.name for path in (bare / ".venv").iterdir()] == ["mine"]
