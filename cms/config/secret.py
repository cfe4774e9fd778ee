"""The key that sessions and tokens are signed with, where none is given."""

import fcntl
import os
import secrets
from pathlib import Path


def kept_secret(directory: Path) -> str:
    """A key made once and kept readable by the owner only: no default key in the code, sessions survive a restart.

    Processes that start together wait for the first one's key; a file that was left empty gets one.
    """
    path = directory / "secret-key"
    if path.exists() and (key := path.read_text().strip()):
        return key
    with open(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:  # noqa: PTH123 - Path has no opener
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not (key := file.read().strip()):
            key = secrets.token_urlsafe(60)
            file.write(key)
    return key
