"""Whoever writes many rows under keys that others give takes turns: two who need the same ones in another order would wait
for each other for ever.
"""

import zlib

from django.db import connection


def take_turns(what: str, *, alone: bool) -> None:
    """Until the transaction ends, nobody else is `alone` with it, and nobody is with it while one is. SQLite has one writer."""
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [zlib.crc32(what.encode())])
