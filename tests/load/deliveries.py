"""What the delivery loop bears: `python -m tests.load.deliveries [rate] [delay] [kills] [--facts 500] [--kills 20]`.

A database of its own (SQLite in a temporary folder, or what DATABASE_URL names, which must be empty), real processes and
receivers on this machine.

rate    deliveries a second with one worker, to one and to four receivers
delay   how long a fact takes to a good receiver, alone and beside a dead, a dripping, a huge and a redirecting one
kills   web server and worker killed (kill -9) in turn while members press buttons: what is lost, what has two ids
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests import receivers
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("rate", "delay", "kills")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def start(*command: str) -> subprocess.Popen[bytes]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, start_new_session=True, **quiet)


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` on the process and its children: a web server has some."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def working() -> Iterator[subprocess.Popen[bytes]]:
    worker = start("manage.py", "work")
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def prepare() -> tuple[Any, Any]:
    """Somebody of the brand team and a member, with nothing left to do."""
    import django

    django.setup()
    from django.core.management import call_command

    from community.events import worker
    from tests.people import make_editor, make_member

    call_command("migrate", verbosity=0)
    people = make_editor("leo"), make_member("ben")
    worker.drain()
    return people


def endpoint_at(url: str, leo: Any, *facts: str) -> Any:
    from engagement.connections import actions
    from engagement.connections.models import Endpoint

    name = f"receiver {Endpoint.objects.count() + 1}"
    return actions.add_endpoint(name=name, url=url, facts=facts or ["visit.made"], by=leo)[0]


def visit(ben: Any, number: int = 1) -> None:
    from django.db import transaction

    from community.events.door import emit
    from engagement.loyalty.events import VisitMade

    with transaction.atomic():
        for _turn in range(number):
            emit(VisitMade(subject_id=ben.pk, touchpoint="shop"))


def wait_until(true: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not true() and time.monotonic() - began < seconds:
        time.sleep(0.05)
    return time.monotonic() - began


def forget() -> None:
    from engagement.connections.models import Endpoint

    Endpoint.objects.all().delete()


def rate(leo: Any, ben: Any, facts: int) -> None:
    from community.events import worker

    for number in (1, 4):
        with ExitStack() as stack:
            there = [stack.enter_context(receivers.receiving()) for _turn in range(number)]
            for receiver in there:
                endpoint_at(receiver.url, leo)
            visit(ben, facts)
            worker.drain()
            spent, processor = _carry(there, facts * number)
            arrived = sum(len(receiver.heard) for receiver in there)
        each = processor / arrived * 1000
        say(f"{number} receivers: {arrived} arrived, {arrived / spent:,.0f} a second, {each:.1f} ms of processor each")
        forget()


def _carry(there: list[receivers.Receiver], total: int) -> tuple[float, float]:
    """Seconds from the first arrival to the last, and seconds of processor that the worker used in them."""
    from engagement.connections.models import Delivery, State

    with working() as worker:
        wait_until(lambda: any(receiver.heard for receiver in there), 60)
        began, used = time.monotonic(), processor_of(worker.pid)
        wait_until(lambda: Delivery.objects.filter(state=State.SENT).count() >= total, 300)
        return time.monotonic() - began, processor_of(worker.pid) - used


def processor_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


UNKIND = {"dead": receivers.silent, "dripping": receivers.dripping, "huge": receivers.huge}


def delay(leo: Any, ben: Any, facts: int) -> None:
    """A fact each 50 ms; from when it is recorded to when it is heard, at a good receiver."""
    alone = _delays(leo, ben, facts, ExitStack())
    stack = ExitStack()
    for talk in UNKIND.values():
        endpoint_at(stack.enter_context(receivers.raw(talk)), leo)
    elsewhere = stack.enter_context(receivers.receiving())
    endpoint_at(stack.enter_context(receivers.receiving((302, {"Location": elsewhere.url}, b""))).url, leo)
    beside = _delays(leo, ben, facts, stack)
    for name, found in {"alone": alone, "beside four bad ones": beside}.items():
        cuts = statistics.quantiles(found, n=20)
        say(
            f"{name}: {len(found)} heard, median {statistics.median(found):.3f} s, p95 {cuts[18]:.3f} s, worst {max(found):.3f} s"
        )
    say(f"a redirect was followed {len(elsewhere.heard)} times")


def _delays(leo: Any, ben: Any, facts: int, stack: ExitStack) -> list[float]:
    from community.events.models import Event
    from engagement.connections.telling import id_of

    with stack, receivers.receiving() as good, working():
        endpoint_at(good.url, leo)
        visit(ben)
        wait_until(lambda: bool(good.heard), 60)
        first, offset = Event.objects.order_by("pk").last(), time.time() - time.monotonic()
        for _turn in range(facts):
            visit(ben)
            time.sleep(0.05)
        wait_until(lambda: len(good.heard) > facts, 30)
        recorded = {id_of(event): event.recorded_at.timestamp() for event in Event.objects.filter(pk__gt=first.pk)}
        heard = {one.headers["webhook-id"]: one.at + offset for one in good.heard}
    forget()
    return [heard[key] - at for key, at in recorded.items() if key in heard]


class Web:
    """The site as production serves it, started again whenever it was killed, and a member who presses a button there."""

    def __init__(self, member: Any, question: Any) -> None:
        from django.test import Client

        browser = Client()
        browser.force_login(member)
        self.token = "t" * 32
        self.cookies = f"session={browser.cookies['session'].value}; csrf={self.token}"
        self.port, self.path = free_port(), f"/questions/{question.pk}/acts/me-too/"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        where = ("--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--workers", "1")
        return start("-m", "gunicorn", "cms.config.wsgi", *where)

    def press(self, on: bool) -> bool:
        """Whether the site said that it took it. When it said nothing the same is pressed again: it may have."""
        headers = {"Cookie": self.cookies, "X-CSRFToken": self.token, "Origin": "http://127.0.0.1:8000", "HX-Request": "true"}
        asked = Request(f"http://127.0.0.1:{self.port}{self.path}", f"me_too={int(on)}".encode(), headers)
        try:
            return urlopen(asked, timeout=5).status < 400
        except HTTPError as refused:
            raise SystemExit(f"the site refused: {refused.code} {refused.read()[:300]!r}") from refused
        except OSError:
            return False


def kills(leo: Any, ben: Any, facts: int, times: int) -> None:
    from community.events.models import Event
    from engagement.connections.models import Delivery, Endpoint, State
    from engagement.connections.telling import id_of
    from tests.people import make_member
    from tests.posts import make_question

    names = ("question.me_too", "question.me_too_withdrawn")
    with receivers.receiving() as receiver:
        endpoint_at(receiver.url, leo, *names)
        web = Web(make_member("zoe"), make_question(ben))
        victims = {"web": web.process, "worker": start("manage.py", "work")}
        taken, state, turn = 0, True, 0
        while taken < facts:
            if turn < times and taken >= facts * (turn + 1) // (times + 1):
                who = ("web", "worker")[turn % 2]
                if who == "worker":  # it has begun again since it was killed last
                    so_far = len(receiver.heard)
                    wait_until(lambda: len(receiver.heard) > so_far or not _owed(), 60)  # noqa: B023 - at once
                threading.Timer(random.uniform(0, 0.2), kill, [victims[who]]).start()
                turn += 1
            for who, victim in victims.items():
                if victim.poll() is not None:
                    victims[who] = web.start() if who == "web" else start("manage.py", "work")
            if web.press(state):
                taken, state = taken + 1, not state
            else:
                time.sleep(0.05)
        waits = lambda: Delivery.objects.filter(state=State.WAITING).exists() or _owed()  # noqa: E731
        recovered = wait_until(lambda: not waits(), 300)
        for process in victims.values():
            kill(process)
            process.wait()
    events = Event.objects.filter(name__in=names)
    heard = Counter(one.headers["webhook-id"] for one in receiver.heard)
    bodies = {json.loads(one.body)["id"] for one in receiver.heard}
    ids = {id_of(event) for event in events}
    say(f"{turn} kills, {taken} acts the site took, {len(ids)} facts recorded, {len(receiver.heard)} requests heard")
    say(
        f"lost: {len(ids - set(heard))}; unknown ids: {len(set(heard) - ids)}; body and header differ: {len(bodies ^ set(heard))}"
    )
    say(f"heard more than once under their one id: {sum(n > 1 for n in heard.values())}; all in {recovered:.0f} s after the last")
    if ids != set(heard) or taken > len(ids):
        raise SystemExit("something was lost or invented")
    Endpoint.objects.all().delete()


def _owed() -> bool:
    from community.events.models import Due

    return Due.objects.filter(reaction__contains="owe_webhooks").exists()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=PARTS)
    parser.add_argument("--facts", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, suppress(KeyboardInterrupt):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "cms.config.settings",
            "DATA_DIR": scratch,
            "OUTGOING_ALLOWED_HOSTS": "127.0.0.1",
        }
        leo, ben = prepare()
        if "rate" in options.parts:
            rate(leo, ben, options.facts)
        if "delay" in options.parts:
            delay(leo, ben, options.facts)
        if "kills" in options.parts:
            kills(leo, ben, options.facts, options.kills)


if __name__ == "__main__":
    main()
