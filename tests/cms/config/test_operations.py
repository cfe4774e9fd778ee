"""docs/operations says what is so: every knob, every process, every file."""

import re
import shlex
from pathlib import Path

import pytest

from tests.environment import ROOT

pytestmark = pytest.mark.once
PLACE = ROOT / "docs" / "operations"
PAGES = [path.read_text() for path in sorted(PLACE.glob("*.md"))]
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""")
FROM_ELSEWHERE = {"QUERENCIA_NO_BOOTSTRAP"}  # manage.py reads it before there are settings
NOT_FOR_PRODUCTION = {"QUERENCIA_TESTING", "QUERENCIA_DEMO"}


def knobs() -> set[str]:
    read = {name for path in (ROOT / "cms/config").glob("*.py") for name in READ.findall(path.read_text())}
    days = re.search(r"^_KEPT = \{\n(.*?)^\}", (ROOT / "cms/config/settings.py").read_text(), re.M | re.S)[1]
    kept = re.findall(r'"(\w+)": \d+', days)
    return read | {f"KEEP_{name.upper()}_DAYS" for name in kept} | FROM_ELSEWHERE


def test_the_table_of_settings_names_every_knob_and_no_other():
    said = set(re.findall(r"`([A-Z_]{4,})", "\n".join(PAGES)))
    assert knobs() - NOT_FOR_PRODUCTION - said == set()
    told = {name for page in PAGES for line in page.splitlines() if line.startswith("| `") for name in named_in(line)}
    assert {name for name in told if name not in knobs()} == set()


def named_in(row: str) -> list[str]:
    return re.findall(r"`([A-Z][A-Z_]{3,})`", row.split("|")[1])


def test_the_example_of_an_environment_holds_knobs_only():
    names = re.findall(r"^([A-Z_]+)=", (PLACE / "querencia.env.example").read_text(), re.MULTILINE)
    assert len(names) > 10 and set(names) - knobs() == set()


def words(command: str) -> list[str]:
    return [part for word in shlex.split(command) for part in word.split("=", 1)]


def test_units_and_containers_start_what_the_table_of_processes_says():
    said = re.findall(r"^\| .* \| `(.+?)` \|", (PLACE / "README.md").read_text(), re.M)
    table = {command.split()[0]: words(command) for command in said}
    units = {path.stem: path.read_text() for path in (PLACE / "systemd").glob("*.service")}
    compose, image = ((PLACE / "container" / name).read_text() for name in ("compose.yaml", "Containerfile"))
    containers = [*re.findall(r"^\s+- (\S+)$", compose, re.M), *re.findall(r'"([^"]+)"', image)]
    for unit, program in (("querencia-pages", "gunicorn"), ("querencia-sockets", "uvicorn")):
        started = words(re.search(r"^ExecStart=(.+)$", units[unit], re.M)[1])
        wanted = set(table[program]) - {"--workers", "2", program}  # WEB_CONCURRENCY says how many
        assert wanted - set(started) == set(), unit
        assert wanted - {part for word in containers for part in words(word)} == set(), unit
    assert "manage.py work\n" in units["querencia-work"] and '["python", "manage.py", "work"]' in compose


def test_servers_in_front_send_sockets_to_the_socket_server_and_keep_figures_inside():
    for name in ("Caddyfile", "nginx.conf"):
        said = (PLACE / name).read_text()
        assert "/ws/" in said and "127.0.0.1:8001" in said and "127.0.0.1:8000" in said and "/metrics" in said, name
    assert "X-Forwarded-For $remote_addr" in (PLACE / "nginx.conf").read_text()  # never what a visitor sent


def test_what_the_container_copies_and_starts_is_there():
    said = (PLACE / "container" / "Containerfile").read_text()
    for path in re.findall(r"^COPY (?!--from)(\S+) ", said, re.M):
        assert (ROOT / path).exists(), path
    services = set(re.findall(r"^  (\w+):$", (PLACE / "container/compose.yaml").read_text(), re.M))
    assert {"postgres", "redis", "migrate", "web", "socket", "worker"} <= services


def test_links_between_the_pages_lead_somewhere():
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"
    assert Path(PLACE, "README.md").exists()
