"""Record a small community as an earlier version left it: `python -m tests.upgrade.record COMMIT FILE`.

Takes the commit into a worktree of its own, builds its `tests/architecture/world.py` in an empty SQLite file, and writes
what `manage.py backup` of today writes. The version need not know that command yet: today's is lent to it. The people and
words in it are made up. test_upgrade.py brings each file here up to date.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LENT = (
    "cms/config/backup",
    "cms/config/version.py",
    "cms/config/management/commands/backup.py",
    "community/importers/progress.py",
)
BUILD = """
from tests.architecture.world import World
from community.events import worker
world = World()
worker.drain()
"""


def record(commit: str, to: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        old = Path(place) / "old"
        subprocess.run(["git", "worktree", "add", "--detach", str(old), commit], cwd=ROOT, check=True)
        try:
            _run(old, Path(place) / "data", to.resolve())
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(old)], cwd=ROOT, check=True)


def _run(old: Path, data: Path, to: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {"DATA_DIR": str(data), "QUERENCIA_TESTING": "1", "QUERENCIA_NO_BOOTSTRAP": "1"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=old, env=environment, check=True)
    subprocess.run([*manage, "shell", "-c", BUILD], cwd=old, env=environment, check=True)
    (data / "media" / "avatars").mkdir(parents=True, exist_ok=True)
    (data / "media" / "avatars" / "face.webp").write_bytes(b"a face")
    with (old / "cms/config/settings.py").open("a") as settings:  # where it says something else, that was meant
        settings.write('\nglobals().setdefault("EXPORT_ROOT", DATA_DIR / "exports")\n')
    for path in LENT:
        source, target = ROOT / path, old / path
        shutil.rmtree(target, ignore_errors=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    subprocess.run([*manage, "backup", str(to)], cwd=old, env=environment, check=True)


if __name__ == "__main__":
    record(sys.argv[1], Path(sys.argv[2]))
