"""How long work that somebody took stays theirs, and how long it waits after a failure."""

from datetime import timedelta

LEASE = timedelta(minutes=2)  # a worker that dies gives its work back after this long
WAITS = [timedelta(seconds=s) for s in (10, 60, 600, 3600, 6 * 3600, 24 * 3600)]
OUTLASTED = "Each worker that held it ended before it was done, or took longer than its lease."


class LeaseLost(Exception):
    """Another worker took the row over: everything this one did is rolled back."""
