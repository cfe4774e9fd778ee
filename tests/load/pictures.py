"""The README's pictures, made from the demo: `python -m tests.load.pictures`.

Starts a demo of its own in a temporary folder, waits until its work is done, and photographs pages of it with Chromium in
light and dark, into docs/pictures. Nothing is drawn by hand: when the product changes, run it again.
"""

import io
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS
from tests.needs import CHROMIUM
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = ROOT / "docs" / "pictures"
MODES = ("light", "dark")
PATIENCE = 240


def start(folder: str, port: int) -> tuple[subprocess.Popen[str], str]:
    """The running demo, and what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
    kept = {name: value for name, value in os.environ.items() if name != "QUERENCIA_TESTING"}  # set by tests.environment
    environment = kept | {"DATA_DIR": folder, "PYTHONUNBUFFERED": "1"}
    demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    said = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        said += line
        if "Ctrl-C ends it" in line:
            return demo, said
    raise SystemExit("the demo did not start:\n" + said)


def rows(folder: str, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{folder}/querencia.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchall()


def photograph(browser: Any, address: str, said: str, folder: str) -> None:
    email, password = re.findall(r"^  helper +(\S+@\S+) +(\S+)$", said, re.M)[0]
    question = rows(folder, "SELECT id, slug FROM forum_question WHERE accepted_id IS NOT NULL ORDER BY answers_count DESC, id")[
        0
    ]
    shown = {
        "home": ("/", 1280, False),
        "question": (f"/questions/{question[0]}/{question[1]}/", 1280, False),
        "loyalty": ("/me/loyalty/", 1280, True),
        "phone": (f"/questions/{question[0]}/{question[1]}/", 390, False),
    }
    for mode in MODES:
        visitor = {who: browser.new_context(color_scheme=mode, bypass_csp=True) for who in (True, False)}  # to wait by a script
        page = visitor[True].new_page()
        page.goto(f"{address}/accounts/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        for name, (path, width, member) in shown.items():
            page = visitor[member].new_page()
            page.set_viewport_size({"width": width, "height": 860})
            page.goto(address + path)
            page.mouse.wheel(0, 600)  # brings the pictures that wait to be seen
            page.wait_for_function("[...document.images].every(one => one.complete) && document.fonts.status == 'loaded'")
            page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
            save(page.screenshot(), PLACE / f"{name}-{mode}.webp")
            page.close()
        for context in visitor.values():
            context.close()


def save(png: bytes, path: Path) -> None:
    Image.open(io.BytesIO(png)).convert("RGB").save(path, "WEBP", quality=82, method=6)
    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB\n")


def main() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        demo, said = start(folder, port)
        try:
            deadline = time.monotonic() + PATIENCE
            while rows(folder, "SELECT 1 FROM events_due LIMIT 1") and time.monotonic() < deadline:
                time.sleep(0.5)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
                photograph(browser, f"http://localhost:{port}", said, folder)
                browser.close()
        finally:
            demo.terminate()
            demo.wait(timeout=30)


if __name__ == "__main__":
    main()
