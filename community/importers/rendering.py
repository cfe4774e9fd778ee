"""Rendering beside the writing: another process turns Markdown to HTML while this one writes the batch before.

Run as `python -m community.importers.rendering` it is that other process. Texts and HTML go over pipes, each message
its length in four bytes and then JSON, so that nothing of the database or of threads is shared.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TypeVar

from community.text import excerpt_from_html, render

ROOT = Path(__file__).resolve().parent.parent.parent
Rendered = tuple[str, str]  # html, excerpt
B = TypeVar("B")


def render_all(texts: Sequence[str]) -> list[Rendered]:
    rendered = [render(text) for text in texts]
    return [(html, excerpt_from_html(html)) for html in rendered]


class Helper:
    """One process that renders. Where it cannot be started or dies, its work is done here: slower, never wrong."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        if (os.cpu_count() or 1) > 1:
            try:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
                )
            except OSError:
                self.process = None

    def ask(self, texts: Sequence[str]) -> bool:
        """Hand texts over; False when there is nobody to hand them to."""
        try:
            if self.process is None or self.process.stdin is None:
                return False
            _send(self.process.stdin, texts)
            return True
        except OSError:
            return False

    def answer(self) -> list[Rendered] | None:
        """What became of the texts handed over first; None when the helper died."""
        try:
            if self.process is None or self.process.stdout is None:
                return None
            return [(html, excerpt) for html, excerpt in _receive(self.process.stdout)]
        except (OSError, EOFError):
            return None

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()  # it holds nothing that could be lost
            self.process.communicate()


class Renderer:
    """Renders one batch ahead: the helper renders the next while the caller writes this one."""

    def __init__(self) -> None:
        self.helper = Helper()

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.helper.close()

    def ahead(self, batches: Iterable[tuple[B, list[str]]]) -> Iterator[tuple[B, list[Rendered]]]:
        """Each batch with what its texts became, in order."""
        before: tuple[B, list[str], bool] | None = None
        for batch, texts in batches:
            # The reply is taken before the next request goes out: both sides writing at once would wait for ever.
            done = self._finish(*before) if before else None
            before = (batch, texts, bool(texts) and self.helper.ask(texts))
            if done:
                yield done
        if before:
            yield self._finish(*before)

    def _finish(self, batch: B, texts: list[str], asked: bool) -> tuple[B, list[Rendered]]:
        rendered = self.helper.answer() if asked else None
        return batch, render_all(texts) if rendered is None else rendered


def _send(pipe: IO[bytes], value: object) -> None:
    message = json.dumps(value).encode()
    pipe.write(len(message).to_bytes(4, "big") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> list[list[str]]:
    """One whole message; EOFError when the other side ended before or within it."""
    message = _exactly(pipe, int.from_bytes(_exactly(pipe, 4), "big"))
    return json.loads(message)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise EOFError
    return found


def main() -> None:
    reader, writer = sys.stdin.buffer, sys.stdout.buffer
    while size := reader.read(4):
        texts = json.loads(reader.read(int.from_bytes(size, "big")))
        _send(writer, render_all(texts))


if __name__ == "__main__":
    main()
