"""How far a long work is: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
EVERY = {True: 0.2, False: 10.0}  # seconds between two looks, on a terminal and elsewhere


class Progress:
    """Tells the rate and the time left of work whose size is known. One at a time; call `step` for each phase."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream
        self.live = stream.isatty()
        self.clock = clock
        self.what, self.total, self.done, self.unit = "", 0, 0, "rows"
        self.began = self.told = clock()

    def step(self, what: str, total: int, unit: str = "rows") -> None:
        """Begin a phase of `total` rows, or of what `unit` says."""
        self.what, self.total, self.done, self.unit = what, total, 0, unit
        self.began = self.clock()
        self.told = self.began if not self.live else 0.0

    def add(self, rows: int) -> None:
        self.done += rows
        if self.clock() - self.told >= EVERY[self.live]:
            self._tell("\r" if self.live else "", "" if self.live else "\n")

    def end(self) -> None:
        """The phase is over: its line stays."""
        if self.total or self.done:
            self.total = self.done
            self._tell("\r" if self.live else "", "\n")

    def _tell(self, before: str, after: str) -> None:
        self.told = self.clock()
        spent = max(self.told - self.began, 1e-6)
        rate = self.done / spent
        share = min(self.done / self.total, 1.0) if self.total else 1.0
        left = f", {_span((self.total - self.done) / rate)} left" if rate and self.done < self.total else f" in {_span(spent)}"
        bar = f"[{'#' * round(share * WIDTH):<{WIDTH}}] " if self.live else ""
        line = f"{self.what:<12} {bar}{self.done:,} of {self.total:,} {self.unit}, {rate:,.0f} a second{left}"
        self.stream.write(f"{before}{line:<100}".rstrip() + (" " * 8 if self.live else "") + after)
        self.stream.flush()


class Silence(Progress):
    """For whoever does not want to be told."""

    def __init__(self) -> None:
        self.what, self.total, self.done = "", 0, 0

    def step(self, what: str, total: int, unit: str = "rows") -> None: ...

    def add(self, rows: int) -> None: ...

    def end(self) -> None: ...


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{seconds:.1f} s"
