"""What an earlier version left comes up to date with nothing lost. `record.py` says how the files here were made."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from community.events import guards
from community.events.models import Due, Event
from community.forum.models import Answer, Question
from community.members.models import Member
from engagement.loyalty.models import Profile
from engagement.recognition.models import Award
from tests.databases import let_go
from tests.environment import ROOT
from tests.people import PASSWORD, make_member

RECORDED = sorted(Path(__file__).parent.glob("*.tar"))


@pytest.mark.postgres  # one database is enough for half a minute of migrations; the file comes from the other
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
def test_an_earlier_version_s_site_takes_the_place_of_this_one_and_is_brought_up_to_date(recorded, settings, tmp_path, client):
    """In a process of its own, as an operator does it; the file was made on SQLite."""
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = tmp_path / "media", tmp_path / "exports"
    make_member("nobody-any-more")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "later.webp").write_bytes(b"later")
    restore(recorded, tmp_path)

    assert not Member.objects.filter(handle="nobody-any-more").exists() and guards.missing() == []
    assert [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()] == ["face.webp"]
    ana, ben = Member.objects.get(handle="ana"), Member.objects.get(handle="ben")
    solved = Question.objects.get(title="Which oil for the chain?")
    assert solved.accepted.author == ben and ben.people_helped == 1 and Award.objects.filter(member=ben).exists()
    assert Answer.objects.get(pk=solved.accepted_id).body == "A dry one, after each wash."

    call_command("work", "--drain", stdout=StringIO())
    assert not Due.objects.exists() and Profile.objects.filter(member=ben).exists()
    with pytest.raises(SystemExit):  # profiles of that time lack the sections that came since: docs/operations says so
        call_command("reconcile", "--fix", stdout=(said := StringIO()))
    assert {line.split(" of member")[0] for line in said.getvalue().splitlines()[:-1]} == {"loyalty: profile referrals"}
    call_command("reconcile", stdout=(said := StringIO()))
    assert said.getvalue() == "Nothing differs.\n"

    before = Event.objects.count()
    assert client.login(email="ana@example.com", password=PASSWORD)
    page = client.get(f"/questions/{solved.pk}/{solved.slug}/")
    assert page.status_code == 200 and "A dry one, after each wash." in page.content.decode()
    assert client.post(f"/answers/{solved.accepted_id}/unaccept/").status_code == 302
    assert Event.objects.count() > before and Event.objects.latest("pk").actor == ana


def restore(recorded: Path, place: Path) -> None:
    let_go()
    environment = os.environ | {"DATA_DIR": str(place), "QUERENCIA_NO_BOOTSTRAP": "1"}
    command = [sys.executable, "manage.py", "restore", str(recorded), "--replace", "--yes"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    ContentType.objects.clear_cache()
