import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.events import jobs, worker
from community.events.models import Job


class Command(BaseCommand):
    help = "Do what facts have left to do and what the clock asks for until told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="end when nothing is due now")
        parser.add_argument(
            "--failed", action="store_true", help="list what has failed seven times and is parked, and jobs that fail"
        )
        parser.add_argument("--retry", action="store_true", help="with --failed: make all of it due again")
        parser.add_argument("--jobs", action="store_true", help="list what the clock asks for, and when")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"] and not options["failed"]:
            raise CommandError("--retry goes with --failed.")
        if options["failed"]:
            self._show_failed(retry=options["retry"])
        elif options["jobs"]:
            self._show_jobs()
        elif options["drain"]:
            self.stdout.write(f"{jobs.run_due()} jobs of the clock done.")
            self.stdout.write(f"{worker.drain()} done, nothing more is due now.")
        else:
            self._loop()

    def _show_failed(self, *, retry: bool) -> None:
        for due in worker.parked():
            self.stdout.write(f"#{due.pk} {due.reaction} for {due.event} of {due.event.recorded_at:%Y-%m-%d %H:%M}")
            self.stdout.write("    " + due.error.strip().replace("\n", "\n    "))
        for job in jobs.failing():
            self.stdout.write(f"{job}, next at {job.at:%Y-%m-%d %H:%M}")
            self.stdout.write("    " + job.error.strip().replace("\n", "\n    "))
        if retry:
            self.stdout.write(f"{worker.retry_parked()} due again.")
        else:
            self.stdout.write(f"{worker.parked().count()} parked.")

    def _show_jobs(self) -> None:
        known = {job.name: job for job in Job.objects.all()}
        for name, kind in jobs.kinds().items():
            job = known.get(name)
            ran = f"{job.ran_at:%Y-%m-%d %H:%M}" if job and job.ran_at else "never yet"
            due = f"{job.at:%Y-%m-%d %H:%M}" if job else "when a worker runs"
            self.stdout.write(f"{name} (every {kind.span}; last {ran}, next {due})\n    {kind.meaning}")

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
