import gzip
import hashlib
import io
import json
import shutil
import stat
import tarfile
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TransactionTestCase

from cms.config.backup import making, tables
from community.events import guards
from community.events.models import Due, Event
from community.forum import actions as forum
from community.forum.models import Question
from community.members.models import Member
from tests.architecture.world import World
from tests.people import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = tmp_path / "media", tmp_path / "exports"
    (tmp_path / "media" / "avatars").mkdir(parents=True)
    (tmp_path / "media" / "avatars" / "ana.webp").write_bytes(b"a face" * 50_000)
    (tmp_path / "media" / "ümlaut 写真.webp").write_bytes(b"\0\n\r")
    return tmp_path


def run(command: str, *args: object, **options: object) -> str:
    said = StringIO()
    call_command(command, *map(str, args), stdout=said, stderr=StringIO(), **options)
    return said.getvalue()


def anew(place: Path) -> None:
    """An empty database with its tables, and no files: another machine."""
    TransactionTestCase._fixture_teardown(None)
    shutil.rmtree(place / "media")


def rows() -> int:
    return Member.objects.count() + Event.objects.count() + Question.objects.count()


def test_a_night_s_backup_comes_back_with_equal_hashes_and_goes_on(place):
    world = World()
    last = Question.objects.latest("pk").pk
    before, counted = run("digest"), rows()
    kept = place / "night.tar"
    assert "rows" in run("backup", kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and [each.name for each in place.glob(".*")] == []
    assert run("digest", kept) == before
    anew(place)
    assert rows() == 0
    assert "Restored" in run("restore", kept)
    assert run("digest") == before and rows() == counted
    assert (place / "media" / "avatars" / "ana.webp").read_bytes() == b"a face" * 50_000
    assert sorted(each.name for each in (place / "media").iterdir()) == ["avatars", "ümlaut 写真.webp"]
    assert guards.missing() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(name="changed")
    assert forum.ask_question(title="Does it go on?", body="It should.", by=world.people["owner"]).pk > last
    call_command("work", "--drain", stdout=StringIO())
    assert not Due.objects.exists()
    assert run("reconcile") == "Nothing differs.\n"


def test_a_number_that_was_given_once_is_not_given_again(place, ana):
    gone = forum.ask_question(title="Thrown away later", body="Words.", by=ana)
    with connection.cursor() as cursor:  # the last row disappears, as with the rows that the clock throws away
        cursor.execute("DELETE FROM notifications_message")
    table = tables.Table(type(gone))
    with transaction.atomic():
        tables.set_last_number(table, 700, connection)
    run("backup", place / "b.tar")
    anew(place)
    run("restore", place / "b.tar")
    ana = Member.objects.get(handle="ana")
    assert forum.ask_question(title="The next one", body="Words.", by=ana).pk == 701


def test_values_of_every_kind_come_back_as_they_were(place, ana):
    odd = {"words": '"quotes" \\ back\nslash \u2028 🦔 é', "none": None, "list": [1, 2.5, True, {}], "deep": {"b": 1, "a": 2}}
    Event.objects.bulk_create([Event(name="odd.told", subject=ana, actor=None, extras=odd, source="x", source_id="é\t1")])
    run("backup", place / "b.tar")
    anew(place)
    run("restore", place / "b.tar")
    found = Event.objects.get(name="odd.told")
    assert found.extras == odd and found.source_id == "é\t1" and found.actor_id is None


def test_nothing_is_thrown_away_without_being_told_to(place, ana):
    run("backup", place / "b.tar")
    make_member("ben")
    with pytest.raises(CommandError, match="--replace throws them away"):
        run("restore", place / "b.tar")
    with pytest.raises(CommandError, match="wants --yes"):
        run("restore", place / "b.tar", replace=True)
    assert Member.objects.filter(handle="ben").exists()


def test_a_backup_never_overwrites_one(place, ana):
    (place / "b.tar").write_bytes(b"last night")
    with pytest.raises(CommandError, match="exists already"):
        run("backup", place / "b.tar")
    assert (place / "b.tar").read_bytes() == b"last night"
    with pytest.raises(CommandError, match="no folder"):
        run("backup", place / "nowhere" / "b.tar")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x20
    path.write_bytes(data)


def member_at(path: Path, name: str) -> int:
    with tarfile.open(path) as tar:
        return tar.getmember(name).offset_data


def test_a_damaged_a_cut_and_a_foreign_file_are_refused_and_nothing_is_written(place, ana):
    whole = place / "whole.tar"
    run("backup", whole)
    anew(place)
    before = run("digest")
    size = whole.stat().st_size
    for name in ("tables/members_member.ndjson.gz", "media/avatars/ana.webp", "manifest.json"):
        broken = shutil.copy(whole, place / "broken.tar")
        flip(broken, member_at(whole, name) + 15)
        with pytest.raises(CommandError, match="damaged"):
            run("restore", broken)
    for length in (0, 100, size // 2, size - 12_000):
        (place / "cut.tar").write_bytes(whole.read_bytes()[:length])
        with pytest.raises(CommandError, match="cut short|no backup"):
            run("restore", place / "cut.tar")
    (place / "foreign.tar").write_text("dear diary")
    with pytest.raises(CommandError, match="no backup"):
        run("restore", place / "foreign.tar")
    with pytest.raises(CommandError, match="There is no"):
        run("restore", place / "absent.tar")
    assert run("digest") == before and not (place / "media").exists()


def rewritten(whole: Path, to: Path, change) -> Path:
    """A file with right hashes whose manifest or members somebody changed."""
    with tarfile.open(whole) as old, tarfile.open(to, "w") as new:
        parts = [(info, old.extractfile(info).read()) for info in old]
        manifest = json.loads(next(data for info, data in parts if info.name == "manifest.json"))
        change(manifest, parts)
        packed = json.dumps(manifest).encode()
        own = {"manifest.json": packed, "manifest.sha256": hashlib.sha256(packed).hexdigest().encode()}
        for info, data in parts:
            content = own.get(info.name, data)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return to


def test_a_backup_of_a_newer_version_is_refused(place, ana):
    run("backup", place / "b.tar")
    anew(place)
    newer = rewritten(place / "b.tar", place / "n.tar", lambda said, _parts: said["migrations"].append(["forum", "9999_later"]))
    with pytest.raises(CommandError, match=r"newer version.*forum\.9999_later"):
        run("restore", newer)
    assert rows() == 0


def test_a_file_that_wants_to_lie_elsewhere_is_refused(place, ana):
    run("backup", place / "b.tar")
    anew(place)

    def climb(_said, parts):
        next(info for info, _data in parts if info.name.startswith("media/avatars")).name = "media/../../escaped"

    with pytest.raises(CommandError, match="no place here"):
        run("restore", rewritten(place / "b.tar", place / "c.tar", climb))
    assert not (place.parent / "escaped").exists() and rows() == 0


def test_a_load_that_fails_leaves_everything_as_it_was(place, ana):
    run("backup", place / "b.tar")
    anew(place)

    def lose_everybody(said, parts):
        columns = next(gzip.decompress(data) for info, data in parts if info.name == "tables/members_member.ndjson.gz")
        alone = columns.splitlines(keepends=True)[0]
        parts[:] = [(info, gzip.compress(alone) if "members_member.nd" in info.name else data) for info, data in parts]
        sha256 = hashlib.sha256(alone).hexdigest()
        next(each for each in said["tables"] if each["name"] == "members_member").update(rows=0, sha256=sha256)

    before = run("digest")
    with pytest.raises(CommandError, match="What was here is here"):
        run("restore", rewritten(place / "b.tar", place / "c.tar", lose_everybody))
    assert run("digest") == before and guards.missing() == [] and not list((place / "media").glob(".*"))


def test_a_backup_shows_one_moment_and_keeps_nobody_from_writing(place, ana):
    said: list[int] = []

    def write() -> None:
        make_member("ben")
        said.append(Member.objects.count())
        connection.close()

    with making.one_moment():
        first = tables.digest(tables.Table(Member), connection)
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(timeout=10)
        assert said == [2]  # written while the backup reads
        assert tables.digest(tables.Table(Member), connection) == first
    assert Member.objects.count() == 2


def test_sign_ins_do_not_come_back(place, client, ana):
    client.force_login(ana)
    assert client.get("/settings/").status_code == 200
    run("backup", place / "b.tar")
    anew(place)
    run("restore", place / "b.tar")
    assert client.get("/settings/").status_code == 302


def test_every_table_is_kept_or_left_out_on_purpose(ana):
    kept = {table.name for table in tables.every(apps)}
    others = {"django_migrations", "django_session", "usersessions_usersession"}
    there = set(connection.introspection.table_names())
    assert {name for name in there - kept - others if not name.startswith(("wagtailsearch_", "sqlite_"))} == set()
