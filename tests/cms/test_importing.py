"""The command: rows, then recognition, then one line of figures."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from community.members.models import Member
from tests.community.importers.dumps import real, user, write

pytestmark = pytest.mark.django_db


@pytest.mark.shared_data
def test_a_real_dump_ends_with_its_figures_and_its_people_are_recognised() -> None:
    folder = real("coffee.meta")
    out = StringIO()
    call_command("import_stackexchange", str(folder), "--json", stdout=out)
    figures = json.loads(out.getvalue().splitlines()[-1])
    truth = json.loads((folder / "truth.json").read_text())["counts"]
    assert figures["users"] == truth["users"]
    assert figures["votes_up"] + figures["votes_without_post"]["up"] == truth["votes_by_type"]["up"]
    assert set(figures) == {
        *("users", "questions", "answers", "accepted", "comments", "votes_up", "votes_down", "votes_without_post"),
        *("tags_in_use", "questions_closed", "links_duplicate", "links_linked", "badges"),
    }
    best = Member.objects.order_by("-people_helped").first()
    assert best is not None
    assert best.people_helped > 0
    assert best.flair["level"] >= 1
    found = StringIO()
    call_command("reconcile", "--json", stdout=found)
    assert json.loads(found.getvalue().splitlines()[-1])["differences"] == 0


def test_a_wrong_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no Stack Exchange dump.*Nothing was imported"):
        call_command("import_stackexchange", str(tmp_path))


def test_without_json_it_ends_with_a_sentence(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_stackexchange", str(write(tmp_path, Users=[user(1, "Ana")])), stdout=out)
    assert out.getvalue().startswith("Here now: 1 members, 0 questions")
