import signal
import time
import warnings
from argparse import ArgumentParser
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo import environment

PATIENCE = 8  # seconds the first start waits for recognition before it serves


class Command(BaseCommand):
    help = "Show the product with a believable brand: builds it at the first start, then serves it until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        environment.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or not environment.doors:
            raise CommandError("Start the demo with: python3 manage.py demo")
        signal.signal(signal.SIGTERM, self.stopped)
        warnings.filterwarnings("ignore", message="No directory at")  # static files are served as they are written
        try:
            self.build()
            self.serve()
        except KeyboardInterrupt:
            self.say("\nStopped.")

    def stopped(self, number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    def build(self) -> None:
        """Bring the database up to date and, where nobody lives yet, tell the story. What was interrupted is done again."""
        from cms.demo import database, signins, telling

        if of := database.waiting():
            with self.step("Preparing the database") as step:
                database.migrate(of, step.progress)
        database.mend()
        if telling.is_built():
            return
        with self.step("Building the community") as step:
            telling.build(passwords=signins.make_passwords(), progress=step.progress)
        with self.step("Recognising who helped") as step:
            self.recognise(step)

    def recognise(self, step: "Step") -> None:
        """The worker's beginning, so that the first page shows badges. What is left it does while the pages are served."""
        from community.events import worker
        from community.events.models import Due

        until, of = time.monotonic() + PATIENCE, Due.objects.count()
        while time.monotonic() < until and worker.drain(limit=20):
            step.progress(max(of - Due.objects.count(), 0), of)

    def step(self, name: str) -> "Step":
        return Step(self, name)

    def say(self, line: str, *, ending: str = "\n") -> None:
        self.stdout.write(line, ending=ending)
        self.stdout.flush()

    def serve(self) -> None:
        """Serve until a signal comes. The server raises the signal again when it has ended: that one means nothing more."""
        from cms.config.oneprocess import make_server

        server = make_server(port=0, work=True, timeout_graceful_shutdown=1, log_level="critical")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self.greet()
        server.run(sockets=environment.doors)
        self.say("\nStopped.")

    def greet(self) -> None:
        from cms.demo import signins

        self.say(f"\n{settings.BRAND_NAME} is at  {settings.SITE_URL}/\n")
        known = signins.sign_ins()
        for row in known:
            self.say(f"  {row.role:<13} {row.email:<24} {row.password}")
        if not known:
            self.say("  The passwords of this database are kept where it was built; they are not known here.")
        if not settings.STAFF_SECOND_FACTOR:
            self.say("\nThe team comes in without a second step here; a site of your own asks for one.", ending="")
        self.say(f"\nMail it would send: {settings.SITE_URL}/mail/   Editing: {settings.SITE_URL}/cms/   Ctrl-C ends it.")


class Step:
    """One line per step: its name, how far it is, how long it took."""

    def __init__(self, command: Command, name: str) -> None:
        self.command, self.name = command, name
        self.live = command.stdout.isatty()
        self.shown = 0

    def __enter__(self) -> "Step":
        self.began = time.monotonic()
        self.command.say(f"{self.name} ...", ending="" if self.live else "\n")
        return self

    def progress(self, done: int, of: int) -> None:
        share = 100 * done // max(of, 1)
        if self.live:
            self.command.say(f"\r{self.name} ... {share}%", ending="")
        elif share >= self.shown + 25:
            self.shown = share - share % 25
            self.command.say(f"  {self.shown}%")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            start = "\r" if self.live else ""
            self.command.say(f"{start}{self.name}: done in {time.monotonic() - self.began:.0f} s" + " " * 6 * self.live)
