#!/usr/bin/env python3
"""Every command of the project. Where Django is not installed yet, it first makes ./.venv from the lock file.

That needs only Python's standard library and pip, and never happens where Django can be imported already, nor with
QUERENCIA_NO_BOOTSTRAP=1. Whoever keeps an own environment: `pip install --require-hashes -r requirements.lock`.
"""

from __future__ import annotations  # so that an older Python comes as far as the sentence that it is too old

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-by-querencia"  # which lock files are in: only an environment with this file is ever changed
RUN, TEST, INSTALLER = "requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything could have been required
        sys.exit(f"Querencia needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
    if not os.environ.get("QUERENCIA_NO_BOOTSTRAP"):
        bootstrap(TEST if sys.argv[1:2] == ["test"] else RUN)
    if sys.argv[1:2] == ["test"]:
        from tests.rounds import run_rounds

        sys.exit(run_rounds(sys.argv[2:]))
    if sys.argv[1:2] == ["demo"]:
        from cms.demo.environment import prepare

        prepare(sys.argv[2:])
    if not importlib.util.find_spec("django"):
        sys.exit(f"Django is not installed here. pip install --require-hashes -r {RUN}, or unset QUERENCIA_NO_BOOTSTRAP.")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def bootstrap(lock: str) -> None:
    """Return where this Python can go on by itself; otherwise start again with the one of ./.venv."""
    inside = Path(sys.prefix) == VENV
    if importlib.util.find_spec("django") and not (inside and STAMP.exists()):
        return
    if not STAMP.exists() and VENV.exists() and not inside:
        use_foreign()
    current = STAMP.exists() and runs(PYTHON) and digest(lock) in STAMP.read_text().split()
    if not current:
        install(lock)
    elif inside:
        return
    start_again()


def use_foreign() -> None:
    """A .venv somebody else made: take it as it is, or say why not."""
    if not runs(PYTHON, "import django"):
        sys.exit(
            f"There is a {VENV} which this command did not make and which has no Django. "
            f"Remove it, or fill it: pip install --require-hashes -r {RUN}"
        )
    start_again()


def start_again() -> None:
    """As the Python of ./.venv. It keeps what it compiles: without that each start would compile everything, for seconds."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *sys.argv[1:]])


def install(lock: str) -> None:
    """Make ./.venv hold exactly the lock file. One that works but cannot be written is used as it is, with a warning."""
    started = time.monotonic()
    if runs(PYTHON, "import django") and not os.access(STAMP, os.W_OK):
        say(f"{lock} has changed, but {VENV} cannot be written: going on with what is installed.")
        os.environ["QUERENCIA_NO_BOOTSTRAP"] = "1"
        return
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"{ROOT} cannot be written. Make an environment elsewhere with: pip install --require-hashes -r {RUN}")
    if not importlib.util.find_spec("pip"):
        sys.exit("Python's pip is missing. On Debian and Ubuntu: apt-get install -y python3-pip")
    if not STAMP.exists() or not runs(PYTHON):
        say("[1/3] Making .venv")
        step([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)])
        STAMP.touch()
    say("[2/3] Fetching the installer")
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "--disable-pip-version-check", "--no-input"]
    pip += ["--no-compile", "--require-hashes", "-r"]
    uv = [
        str(VENV / "bin" / "uv"),
        "pip",
        "install",
        "-q",
        "--system-certs",
        "--python",
        str(PYTHON),
        "--link-mode",
        "copy",
        "--require-hashes",
        "-r",
    ]
    count = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    fetched = subprocess.run([*pip, str(ROOT / INSTALLER)], stderr=subprocess.DEVNULL).returncode == 0
    say(f"[3/3] Installing {count} packages from {lock}")
    if not fetched or subprocess.run([*uv, str(ROOT / lock)]).returncode:
        say("      with plain pip, which takes a minute or two")
        step([*pip, str(ROOT / lock)])
    STAMP.write_text("".join(digest(known) + "\n" for known in ((RUN, TEST) if lock == TEST else (RUN,))))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def step(command: list[str]) -> None:
    if subprocess.run(command).returncode:
        sys.exit(f"That did not work: {' '.join(command)}\nWhat it said stands above; run the command again to go on.")


def runs(python: Path, code: str = "") -> bool:
    """Whether the interpreter is there (an upgraded system leaves dead links), is ours to start, and runs the code."""
    return os.access(python, os.X_OK) and subprocess.run([str(python), "-c", code], stderr=subprocess.DEVNULL).returncode == 0


def digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - the one place before Django's own output


if __name__ == "__main__":
    main()
