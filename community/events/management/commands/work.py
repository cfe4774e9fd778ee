import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.events import worker


class Command(BaseCommand):
    help = "Do the work that facts have left to do: until told to stop (SIGTERM, Ctrl-C), finishing what is in hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="end when nothing is due now")
        parser.add_argument("--failed", action="store_true", help="list what has failed seven times and is parked")
        parser.add_argument("--retry", action="store_true", help="with --failed: make all of it due again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"] and not options["failed"]:
            raise CommandError("--retry goes with --failed.")
        if options["failed"]:
            self._show_failed(retry=options["retry"])
        elif options["drain"]:
            self.stdout.write(f"{worker.drain()} done, nothing more is due now.")
        else:
            self._loop()

    def _show_failed(self, *, retry: bool) -> None:
        for due in worker.parked():
            self.stdout.write(f"#{due.pk} {due.reaction} for {due.event} of {due.event.recorded_at:%Y-%m-%d %H:%M}")
            self.stdout.write("    " + due.error.strip().replace("\n", "\n    "))
        if retry:
            self.stdout.write(f"{worker.retry_parked()} due again.")
        else:
            self.stdout.write(f"{worker.parked().count()} parked.")

    def _loop(self) -> None:
        stop = threading.Event()
        ends = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the thread starts, so that only sigwait gets them
        worker_thread = threading.Thread(target=worker.loop, args=(stop,), name="work")
        worker_thread.start()
        self.stdout.write("Working. Ctrl-C ends it.")
        self.stdout.flush()
        signal.sigwait(ends)
        stop.set()
        worker_thread.join()
        self.stdout.write("Ended.")
