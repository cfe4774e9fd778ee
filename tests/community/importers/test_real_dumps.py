"""Two real communities come in whole, and everything that is counted agrees."""

import json
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import AutoField, BigAutoField, Count, F, Max

from community.events.models import Due, Event
from community.forum import reconcile
from community.forum.models import Answer, Comment, Helped, Question, Revision
from community.importers.models import ImportedRow
from community.importers.stackexchange.counting import count_all
from community.importers.stackexchange.dump import import_dump, source_of
from community.members.models import Member
from tests.community.importers.dumps import Cut, PowerCut, picture, real, run

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]
SITES = ["coffee.meta", "conlang.meta"]


def rows_of_all_tables() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and its highest number."""
    numbered = [
        model for model in apps.get_models(include_auto_created=True) if isinstance(model._meta.pk, AutoField | BigAutoField)
    ]
    found = {model._meta.label: model._base_manager.aggregate(n=Count("pk"), last=Max("pk")) for model in numbered}
    return {label: (row["n"], row["last"]) for label, row in found.items()}


@pytest.mark.parametrize("site", SITES)
def test_the_figures_equal_those_of_the_dump(site: str) -> None:
    folder = real(site)
    run(folder, f"stackexchange:{site}")
    truth = json.loads((folder / "truth.json").read_text())["counts"]
    counts = count_all(f"stackexchange:{site}")
    for name in ("users", "questions", "answers", "accepted", "comments", "tags_in_use", "questions_closed", "badges"):
        assert counts[name] == truth[name], name
    assert counts["links_duplicate"] == truth["post_links"]["duplicate"]
    assert counts["links_linked"] == truth["post_links"]["linked"]
    lost = counts["votes_without_post"]
    assert counts["votes_up"] + lost["up"] == truth["votes_by_type"]["up"]
    assert counts["votes_down"] + lost["down"] == truth["votes_by_type"]["down"]
    scores = {model: sum(up - down for up, down in model.objects.values_list("ups", "downs")) for model in (Question, Answer)}
    assert scores == {Question: truth["score_sum_questions"], Answer: truth["score_sum_answers"]}
    assert Revision.objects.filter(comment=None).values("question", "answer").distinct().count() <= truth["posts_edited"]


def test_what_is_stored_agrees_with_rows_and_facts_and_nobody_is_told() -> None:
    run(real("coffee.meta"))
    run(real("conlang.meta"), "stackexchange:other")
    assert list(reconcile.differences()) == []
    assert not Due.objects.exists()
    assert not Event.objects.filter(silent=False).exists()
    assert Event.objects.order_by("occurred_at").first().occurred_at.year == 2015  # type: ignore[union-attr]
    solved = Question.objects.exclude(accepted=None).exclude(accepted__author=F("author"))
    pairs = set(solved.values_list("accepted__author_id", "author_id"))
    assert set(Helped.objects.values_list("helper_id", "helped_id")) == pairs
    assert not Member.objects.exclude(claimed_at=None).exists()
    assert not any(member.has_usable_password() for member in Member.objects.all()[:50])


def test_the_same_person_on_two_sites_is_two_members() -> None:
    run(real("coffee.meta"))
    before = Member.objects.count()
    run(real("conlang.meta"), "stackexchange:other")
    assert Member.objects.count() - before >= 272


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


def test_markdown_comes_from_the_history_and_times_are_those_of_the_dump() -> None:
    run(real("coffee.meta"))
    first = Question.objects.order_by("published_at").first()
    assert first is not None
    assert "is referred to as drip coffee in the UK" in first.body.replace("\xa0", " ")
    assert "[EdChum][1]" in first.body  # as typed, not made from HTML
    assert '<a href="' in first.html
    assert first.published_at.isoformat() == "2015-01-27T21:23:05.507000+00:00"
    assert sorted(first.tags.values_list("name", flat=True)) == ["discussion", "tags"]
    kept = ImportedRow.objects.get(kind="post", source_id="1").raw
    assert kept["ViewCount"] == "319"
    machine = ImportedRow.objects.get(kind="user", source_id="-1")
    assert Member.objects.get(pk=machine.object_id).name == "Community"


def test_every_kind_of_fact_is_told_once() -> None:
    run(real("conlang.meta"))
    names = {name: Event.objects.filter(name=name).count() for name in Event.objects.values_list("name", flat=True).distinct()}
    assert names == {
        "member.joined": 272,
        "question.asked": 54,
        "answer.posted": 115,
        "answer.accepted": 11,
        "comment.posted": Comment.objects.count(),
        "history.badge": 612,
    }


def test_an_import_is_found_by_the_folder_it_comes_from(tmp_path: Path) -> None:
    assert source_of(tmp_path / "coffee.meta") == "stackexchange:coffee.meta"
    assert source_of(tmp_path, "tea") == "stackexchange:tea"
