import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.demo import environment
from tests.ports import free_port


@pytest.fixture(autouse=True)
def own_environment(monkeypatch) -> Iterator[None]:
    held = dict(environment.held)
    for name in ("DATA_DIR", "SITE_URL", "BRAND_NAME", "LOG_LEVEL", "QUERENCIA_DEMO", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    yield
    for thing in [*environment.held.values(), *environment.doors]:
        if thing not in held.values():
            thing.close()
    environment.doors.clear()
    environment.held.clear()
    environment.held.update(held)


def test_the_address_follows_the_port(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    port = free_port()
    environment.prepare(["--port", str(port)])
    assert os.environ["SITE_URL"] == f"http://localhost:{port}"
    assert os.environ["QUERENCIA_DEMO"] == "1"
    for host in ("127.0.0.1", "localhost"):
        socket.create_connection((host, port), timeout=2).close()


def test_a_used_port_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SystemExit, match="is in use already"):
            environment.prepare(["--port", str(other.getsockname()[1])])
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(SystemExit, match="is not a port"):
        environment.prepare([f"--port={port}"])


def test_two_demos_do_not_share_a_directory(tmp_path):
    environment.take_directory(tmp_path, fresh=False)
    with pytest.raises(SystemExit, match="Another demo is running"):
        environment.take_directory(tmp_path, fresh=False)


def lived_in(directory: Path) -> None:
    (directory / "media" / "images").mkdir(parents=True)
    (directory / "media" / "images" / "a.png").write_text("a picture")
    (directory / "querencia.sqlite3").write_text("rows")


def test_fresh_throws_only_the_demos_own_things_away(tmp_path):
    lived_in(tmp_path)
    (tmp_path / environment.MARKER).touch()
    (tmp_path / "letter.txt").write_text("mine")
    environment.throw_away(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", environment.MARKER]


def test_fresh_keeps_what_the_demo_did_not_make(tmp_path):
    lived_in(tmp_path)
    with pytest.raises(SystemExit, match="was not made by it"):
        environment.throw_away(tmp_path)
    assert (tmp_path / "querencia.sqlite3").read_text() == "rows"


def test_fresh_does_not_touch_another_database(tmp_path, monkeypatch):
    lived_in(tmp_path)
    (tmp_path / environment.MARKER).touch()
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    with pytest.raises(SystemExit, match="DATABASE_URL names another database"):
        environment.throw_away(tmp_path)
    assert (tmp_path / "media" / "images" / "a.png").exists()


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="cannot be written"):
        environment.take_directory(tmp_path / "file" / "data", fresh=False)
