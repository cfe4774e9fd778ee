"""The real site in a thread, its worker in another, and people in browsers of their own."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the tests' own thread

HERE = Path(__file__).parent
PATIENCE = 30  # seconds: three browsers and their servers share two cores, and nothing here measures time
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    from tests.needs import CHROMIUM

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Where the site answers; the server lives as long as the tests do."""
    from cms.config.oneprocess import make_server

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = make_server(work=False)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@dataclass
class Window:
    """One person's browser. Whatever the page complains about is kept."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        self.page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))

    def go(self, path: str, *, live: bool = False) -> Any:
        """Open a page; `live` waits until its socket has joined."""
        self.page.goto(self.address + path)
        if live:
            self.page.wait_for_selector("html[data-live]", state="attached")
        return self.page


@dataclass
class Site:
    address: str
    chromium: Any
    opened: list[tuple[Any, Window]] = field(default_factory=list)

    def window(self, member: Any = None, *, scripts: bool = True, **more: Any) -> Window:
        """A browser of one's own, signed in as the member (a guest without)."""
        context = self.chromium.new_context(java_script_enabled=scripts, locale="en-GB", **more)
        context.set_default_timeout(PATIENCE * 1000)
        context.set_default_navigation_timeout(3 * PATIENCE * 1000)  # the site's first page is drawn cold
        if member is not None:
            context.add_cookies([{"name": "session", "value": session_of(member), "url": self.address}])
        window = Window(page=context.new_page(), address=self.address)
        self.opened.append((context, window))
        return window


def session_of(member: Any) -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(member)
    return browser.cookies["session"].value


@pytest.fixture
def world(transactional_db: None) -> Any:
    """One thing of each kind. Ask for it before the site: it looks at what its own worker did, which the site's would take."""
    from tests.architecture.world import World

    return World()


@pytest.fixture
def site(address: str, chromium: Any, transactional_db: None) -> Iterator[Site]:
    """The site with an empty community and a worker at work. No page may have complained in the end."""
    from community.events import worker

    stop = threading.Event()
    thread = threading.Thread(target=worker.loop, args=[stop], daemon=True)
    thread.start()
    site = Site(address=address, chromium=chromium)
    yield site
    complaints = [complaint for _, window in site.opened for complaint in window.complaints]
    for context, _ in site.opened:
        context.close()
    stop.set()
    thread.join(timeout=10)
    assert complaints == []


@pytest.fixture
def until() -> Callable[..., None]:
    """Wait until something asked of the database is so."""

    def wait(true: Callable[[], Any], *, within: float = PATIENCE) -> None:
        deadline = time.monotonic() + within
        while not true():
            assert time.monotonic() < deadline, "it did not become so"
            time.sleep(0.05)

    return wait
