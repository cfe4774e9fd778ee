"""The delivery loop: beside the worker's own, so that a slow receiver keeps nothing else waiting.

One thread looks into the database, hands out and settles; each request has a short-lived thread of its own that touches no
row. A receiver has a few requests open at once, and one that does not answer well has one: it delays itself alone.
"""

import json
import logging
import queue
import threading
import time
from collections import Counter
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from django.utils.timezone import now

from community.events.worker import let_go
from community.outgoing import Reply, Unreachable, post, request

from . import actions, signing
from .actions import Outcome
from .actions.deliveries import Handed
from .shapes import SignIn

log = logging.getLogger(__name__)

AT_ONCE = 8  # requests open to one receiver
IDLE = 0.2  # seconds between looks when nothing comes back
GRACE = 3.0  # seconds that the last answers are waited for when the loop ends
TOKEN_KEPT = 20 * 60.0  # seconds, where a system does not say how long its token lasts
TOKENS = 100


class Tokens:
    """What systems let us in with, asked for once and kept until shortly before it ends. In memory only."""

    def __init__(self) -> None:
        self._kept: dict[SignIn, tuple[str, float]] = {}
        self._locks: dict[SignIn, threading.Lock] = {}

    def token(self, sign_in: SignIn) -> str:
        with self._locks.setdefault(sign_in, threading.Lock()):
            token, until = self._kept.get(sign_in, ("", 0.0))
            if time.monotonic() >= until:
                token, seconds = _ask_for_token(sign_in)
                if len(self._kept) >= TOKENS:
                    self._kept.clear()
                self._kept[sign_in] = (token, time.monotonic() + seconds * 0.9)
            return token

    def forget(self, sign_in: SignIn) -> None:
        self._kept.pop(sign_in, None)


def _ask_for_token(sign_in: SignIn) -> tuple[str, float]:
    keys = {"client_id": sign_in.client_id, "client_secret": sign_in.client_secret}
    asked = urlencode({"grant_type": "client_credentials"} | keys).encode()
    reply = post(sign_in.url, asked, {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"})
    try:
        said = json.loads(reply.body)
        return str(said["access_token"]), float(said.get("expires_in", TOKEN_KEPT))
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreachable("no_token", f"the system answered {reply.status} when it was asked for a token") from problem


class Postman:
    """Carries what is due, to many receivers at once. `turn` is called by one thread."""

    def __init__(self) -> None:
        self._back: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._out: Counter[int] = Counter()  # endpoint: requests open
        self._unwell: set[int] = set()
        self._tokens = Tokens()

    def turn(self, *, wait: float) -> bool:
        """Settle what came back, hand out what may leave. Waits for an answer only while there is nothing to hand out."""
        came = self._collect(0.0)
        handed = sum(self._hand_out(endpoint_id) for endpoint_id in actions.due_endpoints())
        if not came and not handed:
            came = self._collect(wait)
        return bool(came or handed)

    @property
    def waits_for_answers(self) -> bool:
        return any(self._out.values())

    def _hand_out(self, endpoint_id: int) -> int:
        room = (1 if endpoint_id in self._unwell else AT_ONCE) - self._out[endpoint_id]
        handed = actions.hand_out(endpoint_id, most=room) if room > 0 else []
        self._out[endpoint_id] += len(handed)
        for one in handed:
            threading.Thread(target=self._carry, args=(one,), daemon=True, name=f"deliver-{one.pk}").start()
        return len(handed)

    def _collect(self, wait: float) -> int:
        outcomes: list[Outcome] = []
        try:
            outcomes.append(self._back.get(timeout=wait) if wait else self._back.get_nowait())
            while True:
                outcomes.append(self._back.get_nowait())
        except queue.Empty:
            pass
        if outcomes:
            actions.settle(outcomes)
        for outcome in outcomes:
            self._out[outcome.handed.endpoint_id] -= 1
            (self._unwell.discard if outcome.arrived else self._unwell.add)(outcome.handed.endpoint_id)
        return len(outcomes)

    def _carry(self, handed: Handed) -> None:
        try:
            outcome = self._sent(handed)
        except Unreachable as problem:
            outcome = Outcome(handed=handed, status=None, answer=str(problem))
        except Exception:  # noqa: BLE001 - whatever happens, it must come back and be settled
            log.exception("a delivery could not be made")
            outcome = Outcome(handed=handed, status=None, answer="error")
        self._back.put(outcome)

    def _sent(self, handed: Handed) -> Outcome:
        errand, moment = handed.errand, int(time.time())
        headers = {"Content-Type": errand.content_type, "User-Agent": "Querencia"}
        if errand.secrets:
            headers |= signing.headers(errand.secrets, message_id=errand.message_id, timestamp=moment, body=errand.body)
        bearer = self._tokens.token(errand.sign_in) if errand.sign_in else errand.bearer
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        reply = request(errand.method, errand.url, errand.body, headers)
        if reply.status == 401 and errand.sign_in:
            self._tokens.forget(errand.sign_in)
        said = reply.body[:300].decode(errors="replace")
        return Outcome(handed=handed, status=reply.status, answer=said, retry_after=retry_after(reply))


def retry_after(reply: Reply) -> timedelta | None:
    """How long an unwell receiver asks to be left alone: seconds, or a date."""
    said = reply.headers.get("retry-after", "").strip()
    if 200 <= reply.status < 300 or not said:
        return None
    try:
        return timedelta(seconds=int(said)) if said.isdigit() else max(parsedate_to_datetime(said) - now(), timedelta(0))
    except (ValueError, OverflowError, TypeError):
        return None


def loop(stop: threading.Event) -> None:
    """Deliver until told to stop; a database that is away is waited for. Who is not settled in the end is sent again later."""
    postman = Postman()
    while not stop.is_set():
        try:
            let_go()
            while not stop.is_set() and postman.turn(wait=IDLE):
                pass
        except Exception:  # noqa: BLE001 - the loop outlives a lost connection
            log.exception("the delivery loop could not go on")
            time.sleep(1)
    end = time.monotonic() + GRACE
    while postman.waits_for_answers and time.monotonic() < end:
        postman._collect(IDLE)


def drain() -> int:
    """Deliver until nothing is due now and every answer is in; how many turns it took."""
    postman, turns = Postman(), 0
    while postman.turn(wait=IDLE) or postman.waits_for_answers:
        turns += 1
    return turns
