"""A real community that comes in twice, or in pieces, is the same as one that came in once."""

import random
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import AutoField, BigAutoField, Count, Max

from community.frame.models import Change
from community.importers.stackexchange.dump import import_dump, source_of
from tests.community.importers.dumps import Cut, PowerCut, picture, real, run

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]


def rows_of_all_tables() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and its highest number. Notes that tell kept pages to be drawn anew are no content."""
    kinds = [model for model in apps.get_models(include_auto_created=True) if model is not Change]
    numbered = [model for model in kinds if isinstance(model._meta.pk, AutoField | BigAutoField)]
    found = {model._meta.label: model._base_manager.aggregate(n=Count("pk"), last=Max("pk")) for model in numbered}
    return {label: (row["n"], row["last"]) for label, row in found.items()}


def test_a_second_run_adds_nothing() -> None:
    run(real("conlang.meta"))
    before, seen = rows_of_all_tables(), picture("stackexchange:test")
    run(real("conlang.meta"))
    assert rows_of_all_tables() == before
    assert picture("stackexchange:test") == seen


@pytest.mark.parametrize("turn", range(2))
def test_a_run_that_was_cut_off_and_started_again_ends_like_one_that_was_not(turn: int) -> None:
    folder = real("conlang.meta")
    run(folder, "stackexchange:whole")
    dice = random.Random(turn)
    after = dice.randrange(9, 22)
    with pytest.raises(Cut):
        import_dump(folder, source="stackexchange:cut", progress=PowerCut(after))
    run(folder, "stackexchange:cut")
    assert picture("stackexchange:cut") == picture("stackexchange:whole")


def test_an_import_is_found_by_the_folder_it_comes_from(tmp_path: Path) -> None:
    assert source_of(tmp_path / "coffee.meta") == "stackexchange:coffee.meta"
    assert source_of(tmp_path, "tea") == "stackexchange:tea"
