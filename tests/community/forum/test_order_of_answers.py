from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.forum.rules import ACCEPTED_LEAD, order_answers, rank_of, wilson

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Row:
    pk: int
    rank: float = 0.0
    outdated_count: int = 0
    days: float = 30
    marks_shown: int = 0

    @property
    def published_at(self):
        return NOW - timedelta(days=self.days)


def order(*rows, accepted=None):
    return [row.pk for row in order_answers(rows, accepted_id=accepted, now=NOW)]


@pytest.mark.parametrize(
    ("positive", "total", "figure"), [(1, 1, 0.38), (5, 5, 0.75), (9, 10, 0.72), (50, 60, 0.76), (90, 100, 0.85), (0, 0, 0)]
)
def test_the_score_is_wilsons_lower_bound(positive, total, figure):
    assert round(wilson(positive, total), 2) == figure


@given(helped=st.integers(0, 500), doubts=st.integers(0, 500))
def test_a_mark_never_lowers_and_a_doubt_never_raises_the_score(helped, doubts):
    here = rank_of(helped=helped, doubts=doubts)
    assert 0 <= here <= 1
    assert rank_of(helped=helped + 1, doubts=doubts) >= here >= rank_of(helped=helped, doubts=doubts + 1) - 1e-12


def test_the_accepted_answer_leads_while_it_is_nearly_as_good_as_the_best():
    best, close = Row(1, 0.80), Row(2, 0.80 - ACCEPTED_LEAD)
    assert order(best, close, accepted=2) == [2, 1]
    assert order(best, Row(2, 0.80 - ACCEPTED_LEAD - 0.01), accepted=2) == [1, 2]
    assert order(best, Row(2, 0.79, outdated_count=1), accepted=2) == [1, 2]


def test_equal_scores_stand_in_the_order_they_came():
    assert order(Row(1, days=3), Row(2, days=5), Row(3, days=5)) == [2, 3, 1]


def test_a_fresh_answer_without_marks_gets_the_second_place():
    old = [Row(1, 0.9, marks_shown=9), Row(2, 0.8, marks_shown=5), Row(3, 0.7, marks_shown=4)]
    assert order(*old, Row(4, days=1)) == [1, 4, 2, 3]
    assert order(*old, Row(4, days=3)) == [1, 2, 3, 4]
    assert order(*old, Row(4, days=1.5), Row(5, days=1)) == [1, 5, 2, 3, 4]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 2), st.floats(0, 5), st.integers(0, 3)), max_size=12),
    st.integers(0, 12),
)
def test_ordering_loses_and_doubles_nobody(rows, accepted):
    made = [Row(n, rank, outdated_count=old, days=days, marks_shown=marks) for n, (rank, old, days, marks) in enumerate(rows)]
    assert sorted(order(*made, accepted=accepted)) == [row.pk for row in made]
