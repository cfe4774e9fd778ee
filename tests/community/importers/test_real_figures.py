"""Two real communities come in whole, and everything that is counted agrees. Both are imported once for all these tests."""

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count, F, Q

from community.events.models import Due, Event
from community.forum import reconcile
from community.forum.models import Answer, Helped, Question, Revision
from community.importers.models import ImportedRow
from community.importers.stackexchange.counting import count_all
from community.members.models import Member
from tests.community.importers.dumps import real, run

SITES = ["coffee.meta", "conlang.meta"]


@pytest.fixture(scope="module", autouse=True)
def imported(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Around the tests' own transactions: each sees both imports, the module leaves nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        for site in SITES:
            run(real(site), f"stackexchange:{site}")
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]


@pytest.mark.parametrize("site", SITES)
def test_the_figures_equal_those_of_the_dump(site: str) -> None:
    truth = json.loads((real(site) / "truth.json").read_text())["counts"]
    counts = count_all(f"stackexchange:{site}")
    for name in ("users", "questions", "answers", "accepted", "comments", "tags_in_use", "questions_closed", "badges"):
        assert counts[name] == truth[name], name
    assert counts["links_duplicate"] == truth["post_links"]["duplicate"]
    assert counts["links_linked"] == truth["post_links"]["linked"]
    lost = counts["votes_without_post"]
    assert counts["votes_up"] + lost["up"] == truth["votes_by_type"]["up"]
    assert counts["votes_down"] + lost["down"] == truth["votes_by_type"]["down"]
    posts = ImportedRow.objects.filter(source=f"stackexchange:{site}", kind="post").values("object_id")
    texts = {model: model.objects.filter(pk__in=posts.filter(object_kind=model._meta.model_name)) for model in (Question, Answer)}
    scores = {model: sum(up - down for up, down in found.values_list("ups", "downs")) for model, found in texts.items()}
    edited = Revision.objects.filter(Q(question__in=texts[Question]) | Q(answer__in=texts[Answer]), comment=None)
    assert edited.values("question", "answer").distinct().count() <= truth["posts_edited"]
    assert scores == {Question: truth["score_sum_questions"], Answer: truth["score_sum_answers"]}


def test_what_is_stored_agrees_with_rows_and_facts_and_nobody_is_told() -> None:
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
    people = ImportedRow.objects.filter(kind="user")
    numbers = [set(people.filter(source=f"stackexchange:{site}").values_list("source_id", flat=True)) for site in SITES]
    assert len(numbers[0] & numbers[1]) > 1  # -1 and others have been on both
    assert len(set(people.values_list("object_id", flat=True))) == sum(map(len, numbers))


def test_markdown_comes_from_the_history_and_times_are_those_of_the_dump() -> None:
    coffee = ImportedRow.objects.filter(source="stackexchange:coffee.meta")
    first = Question.objects.order_by("published_at").first()
    assert first is not None
    assert "is referred to as drip coffee in the UK" in first.body.replace("\xa0", " ")
    assert "[EdChum][1]" in first.body  # as typed, not made from HTML
    assert '<a href="' in first.html
    assert first.published_at.isoformat() == "2015-01-27T21:23:05.507000+00:00"
    assert sorted(first.tags.values_list("name", flat=True)) == ["discussion", "tags"]
    kept = coffee.get(kind="post", source_id="1").raw
    assert kept["ViewCount"] == "319"
    machine = coffee.get(kind="user", source_id="-1")
    assert Member.objects.get(pk=machine.object_id).name == "Community"


def test_every_kind_of_fact_is_told_once() -> None:
    told = Event.objects.filter(source="stackexchange:conlang.meta").order_by()
    names = dict(told.values_list("name").annotate(Count("pk")))
    assert names == {
        "member.joined": 272,
        "question.asked": 54,
        "answer.posted": 115,
        "answer.accepted": 11,
        "comment.posted": 230,
        "history.badge": 612,
    }
