"""A prepared query reads what the same queryset reads."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from community.frame.prepared import FEW, ask, ask_of
from community.members.models import Member
from tests.people import make_member

pytestmark = pytest.mark.django_db

MOMENTS = [
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 11, 27, 14, 5, tzinfo=UTC),
    datetime(2026, 11, 27, 14, 5, 6, 70, tzinfo=UTC),
    datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))),
    datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
]


def _joined(pk: int):
    return Member.objects.filter(pk=pk).values_list("joined_at", "claimed_at")


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_moment_is_the_one_that_was_written_in_the_same_zone(ana, moment):
    Member.objects.filter(pk=ana.pk).update(joined_at=moment, claimed_at=None)
    [(read, none)] = ask(_joined, ana.pk)
    assert (read, none) == (moment, None) and read.tzinfo is UTC
    assert read.isoformat() == _joined(ana.pk)[0][0].isoformat()


def test_members_are_those_of_the_queryset(ana):
    def one(pk: int):
        return Member.objects.filter(pk=pk)

    [read] = ask(one, ana.pk)
    assert vars(read) | {"_state": None} == vars(Member.objects.get(pk=ana.pk)) | {"_state": None}


@pytest.mark.parametrize("many", [0, 1, FEW, FEW + 1])
def test_rows_of_a_few_ids_and_of_many(many, ana):
    people = [make_member(f"helper-{n}") for n in range(many)]

    def named(least: int, *ids: int):
        return Member.objects.filter(pk__in=ids, pk__gte=least).order_by("pk").values_list("handle")

    assert ask_of(named, [member.pk for member in people], ana.pk) == [(member.handle,) for member in people]
