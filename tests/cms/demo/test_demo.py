"""The demo as somebody starts it: a real process, a free port, a data directory of its own."""

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import databases
from tests.environment import KNOBS, ROOT, TESTS_DATA
from tests.ports import free_port

pytestmark = pytest.mark.once
SLOW = 240  # a start must never take longer, however busy the machine is


def surroundings(directory: Path) -> dict[str, str]:
    ours = {"QUERENCIA_TESTING", "DATABASE_URL", "REDIS_URL", "QUERENCIA_ROUND", "QUERENCIA_ROUNDS", "REDIS_PREFIX", *KNOBS}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"DATA_DIR": str(directory), "PYTHONUNBUFFERED": "1"}


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


@dataclass
class Demo:
    directory: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def read_until(self, words: str) -> str:
        deadline = time.monotonic() + SLOW
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
            assert time.monotonic() < deadline
        raise AssertionError("".join(self.said))

    def get(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def end(self, number: int) -> float:
        """Send the signal; how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        rest, _none = self.process.communicate(timeout=60)
        self.said.append(rest)
        return time.monotonic() - began

    def rows(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(self.directory / "querencia.sqlite3", timeout=30)) as rows:
            return rows.execute(sql).fetchall()


def start(directory: Path, port: int, *more: str) -> Demo:
    process = subprocess.Popen(
        command("demo", "--port", str(port), *more),
        env=surroundings(directory),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Demo(directory, port, process)


@pytest.fixture(scope="module")
def directory(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated already, as the tests' own databases are, which saves the slowest step."""
    made = tmp_path_factory.mktemp("demo")
    template = TESTS_DATA / f"template-{databases.key()}.sqlite3"
    if template.exists():
        shutil.copy(template, made / "querencia.sqlite3")
    return made


@pytest.fixture(scope="module")
def interrupted(directory: Path) -> list[tuple]:
    """A first start that is killed while it builds; who lived there afterwards."""
    demo = start(directory, free_port())
    try:
        demo.read_until("Building")
        demo.read_until("25%")
    finally:
        demo.process.kill()
        demo.process.communicate()
    return demo.rows("SELECT handle FROM members_member")


@pytest.fixture(scope="module")
def demo(directory: Path, interrupted: list[tuple]) -> Iterator[Demo]:
    running = start(directory, free_port())
    try:
        running.read_until("Ctrl-C ends it")
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()


def sign_ins(demo: Demo) -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^  (member|helper|brand editor|moderator) +(\S+@\S+) +(\S+)$", "".join(demo.said), re.M)
    return {role: (email, password) for role, email, password in rows}


def test_a_start_that_was_killed_leaves_nobody_behind_and_is_repaired(interrupted, demo):
    assert interrupted == []
    assert demo.rows("SELECT count(*) FROM members_member") == [(16,)]
    assert demo.rows("SELECT count(*) FROM forum_question") == [(47,)]
    assert "Building the community: done" in "".join(demo.said)


def test_its_pages_answer(demo):
    status, home = demo.get("/")
    assert status == 200 and "Riders help riders" in home and "Solved lately" in home and "Thank you this week" in home
    assert len(set(re.findall(r' src="(/media/images/[^"]+)"', home))) == 6
    for path in ("/questions/", "/questions/?sort=waiting", "/members/tomasz/", "/products/tordo-carro/", "/mail/"):
        assert demo.get(path)[0] == 200, path
    picture = re.search(r'src="(/media/images/[^"]+)"', home)
    assert picture and http_bytes(demo, picture[1])[:4] == b"RIFF"


def http_bytes(demo: Demo, path: str) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def test_every_question_is_a_page(demo):
    with closing(http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)) as connection:
        for pk, slug in demo.rows("SELECT id, slug FROM forum_question WHERE visibility = 'public'"):
            connection.request("GET", f"/questions/{pk}/{slug}/")
            answer = connection.getresponse()
            assert answer.status == 200, slug
            assert b"prose" in answer.read()


def test_the_story_happened_at_its_own_times(demo):
    months = demo.rows("SELECT count(DISTINCT strftime('%Y-%m', published_at)) FROM forum_question")[0][0]
    assert months >= 5
    assert demo.rows("SELECT count(*) FROM events_event WHERE name = 'answer.unaccepted'") == [(1,)]
    assert demo.rows("SELECT count(*) FROM forum_questionlink WHERE kind = 'duplicate'") == [(1,)]
    assert demo.rows("SELECT count(*) FROM events_event WHERE occurred_at < '2000-01-01'") == [(0,)]


def test_a_guide_thanks_its_helper_and_the_team_has_something_to_resolve(demo):
    guides = demo.get("/guides/")[1]
    found = re.search(r'href="(/guides/[^"/]+/)"', guides)
    assert found and "Tomasz Wierzbicki" in demo.get(found[1])[1]
    known = sign_ins(demo)
    mine = read_as(demo, known["member"], "/me/cases/")
    assert "came in the wrong colour" in mine and "Done, and it worked." in mine
    desk = read_as(demo, known["brand editor"], "/cms/cases/")
    assert "came in the wrong colour" in desk and "blinks and goes out" not in desk


def test_a_balance_was_earned_spent_at_the_till_and_buys_a_reward(demo):
    helper = sign_ins(demo)["helper"]
    balance = read_as(demo, helper, "/me/balance/")
    assert "5,140" in balance and "+6,290" in balance and "-1,150" in balance
    assert "900 spokes" in read_as(demo, helper, "/me/rewards/")
    assert "Pay with spokes" in demo.get("/till/")[1]


def read_as(demo: Demo, who: tuple[str, str], path: str) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Cookie": sign_in(demo, *who)})
        return connection.getresponse().read().decode()


def test_the_printed_sign_ins_open_the_site_and_the_cms(demo):
    known = sign_ins(demo)
    assert set(known) == {"member", "helper", "brand editor", "moderator"}
    for email, password in known.values():
        assert sign_in(demo, email, password), email
    cookie = sign_in(demo, *known["brand editor"])
    with closing(http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)) as connection:
        connection.request("GET", "/cms/", headers={"Cookie": cookie})
        assert connection.getresponse().status == 200
    assert not sign_in(demo, known["member"][0], "not-the-password")


def sign_in(demo: Demo, email: str, password: str) -> str:
    """The session's cookie, "" when it was refused."""
    with closing(http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)) as connection:
        connection.request("GET", "/accounts/login/")
        page = connection.getresponse()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
        cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
        assert token and cookie
        form = urlencode({"csrfmiddlewaretoken": token[1], "login": email, "password": password})
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{demo.port}/",
        }
        connection.request("POST", "/accounts/login/", form, headers)
        answer = connection.getresponse()
        answer.read()
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        session = [value for value in cookies if value.startswith("session=")]
        return session[0] if answer.status == 302 and session else ""


def test_only_this_machine_can_reach_it(demo):
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    found = re.findall(rf"^ *\d+: ([0-9A-F]+):{demo.port:04X} [0-9A-F]+:0000 0A", listening, re.M)
    assert "0100007F" in found and set(found) <= {"0100007F", "0" * 24 + "01000000"}  # 127.0.0.1, and ::1 where there is one


def test_its_files_are_for_their_owner_only(demo):
    assert (demo.directory / "sign-ins.json").stat().st_mode & 0o077 == 0


def test_a_second_demo_on_the_port_or_the_data_is_refused_in_one_sentence(demo, tmp_path):
    for directory, port, why in (
        (tmp_path, demo.port, "is in use already"),
        (demo.directory, free_port(), "Another demo is running"),
    ):
        began = time.monotonic()
        second = subprocess.run(
            command("demo", "--port", str(port)), env=surroundings(directory), capture_output=True, text=True, timeout=60
        )
        assert second.returncode == 1 and why in second.stderr and second.stderr.count("\n") == 1
        assert time.monotonic() - began < 15
    assert list(tmp_path.iterdir()) == []


def test_all_work_is_done_and_reconcile_finds_nothing(demo):
    deadline = time.monotonic() + SLOW
    while demo.rows("SELECT count(*) FROM events_due") != [(0,)] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert demo.rows("SELECT reaction, error FROM events_due") == []
    own = surroundings(demo.directory)
    found = subprocess.run(command("reconcile"), env=own, capture_output=True, text=True, timeout=SLOW)
    assert found.returncode == 0, found.stdout + found.stderr
    helped = dict(demo.rows("SELECT handle, people_helped FROM members_member"))
    assert helped["tomasz"] >= 8 and helped["priya"] >= 8
    flair = dict(demo.rows("SELECT handle, flair FROM members_member"))
    assert '"badges": [{' in flair["tomasz"] and '"badges": [{' not in flair["marta"]


def test_ctrl_c_ends_it_at_once_with_sockets_open_and_the_next_start_is_quick(demo):
    from websockets.sync.client import connect

    before = sign_ins(demo)
    assert f"Tordo is at  http://localhost:{demo.port}/\n" in "".join(demo.said)
    address = f"ws://localhost:{demo.port}/ws/"
    with connect(address, origin=f"http://localhost:{demo.port}"), socket.create_connection(("127.0.0.1", demo.port)) as idle:
        idle.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert idle.recv(12) == b"HTTP/1.1 200"
        took = demo.end(signal.SIGINT)
    assert demo.process.returncode == 0 and took < 10
    assert "Traceback" not in "".join(demo.said) and "Stopped." in demo.said[-1]
    began = time.monotonic()
    again = start(demo.directory, demo.port)
    try:
        again.read_until("Ctrl-C ends it")
        assert time.monotonic() - began < 30  # 10 s on a quiet machine
        assert again.get("/")[0] == 200
        assert "Building" not in "".join(again.said) and sign_ins(again) == before
        assert again.end(signal.SIGTERM) < 10 and again.process.returncode == 0
        assert again.rows("SELECT count(*) FROM forum_question") == [(47,)]
    finally:
        if again.process.poll() is None:
            again.process.kill()
            again.process.communicate()
