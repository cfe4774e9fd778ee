"""The formulas on values that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.insights import rules

# Freireich et al. (1963), weeks of remission of 42 children: the drug's group, and the other.
DRUG = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
OTHER = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])


def test_the_curve_of_the_freireich_data_is_the_published_one():
    steps = list(rules.kaplan_meier(*DRUG))
    left = {step.at: round(step.left, 3) for step in steps}
    assert left == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert [round(step.error, 3) for step in steps] == [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]
    assert (rules.median(steps), rules.median(rules.kaplan_meier(*OTHER))) == (23, 8)
    assert rules.median_interval(list(rules.kaplan_meier(*OTHER))) == (4, 11)
    assert rules.median_interval(steps) == (13, None)


def test_nobody_has_waited_and_nobody_was_answered():
    assert list(rules.kaplan_meier([], [])) == [] and rules.median([]) is None and rules.median_interval([]) == (None, None)
    assert rules.median(rules.kaplan_meier([], [5, 5, 5])) is None


def test_who_still_waits_counts_as_waiting_on():
    assert rules.median(rules.kaplan_meier([1, 2, 3], [])) == 2
    assert rules.median(rules.kaplan_meier([1, 2, 3], [4, 4, 4, 4])) is None


def test_gini_shares_and_the_fewest_who_carry():
    assert rules.gini([1, 2, 3, 4]) == 0.25
    assert rules.gini([5, 5, 5]) == 0 and rules.gini([]) == 0 and rules.gini([0, 0, 0, 8]) == 0.75
    assert rules.share_of_top([8, 1, 1, 0, 0]) == 0.8
    assert rules.fewest_for([8, 1, 1, 0, 0]) == 1 and rules.fewest_for([1] * 10) == 8 and rules.fewest_for([]) == 0


@pytest.mark.parametrize(("k", "n", "low", "high"), [(10, 20, 0.2993, 0.7007), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)])
def test_the_interval_of_a_share(k, n, low, high):
    assert rules.wilson(k, n) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert rules.wilson(0, 0) == (0, 1)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_what_holds_for_all_amounts(amounts):
    assert 0 <= rules.gini(amounts) < 1
    assert rules.gini(amounts) == pytest.approx(rules.gini([3 * amount for amount in amounts]))
    curve = rules.points(amounts)
    assert curve == sorted(curve) and (not curve or curve[-1] == (1, pytest.approx(1)))
    if sum(amounts):
        fewest = rules.fewest_for(amounts)
        top = sorted(amounts, reverse=True)
        assert sum(top[:fewest]) >= 0.8 * sum(amounts) - 1e-9 and sum(top[: fewest - 1]) < 0.8 * sum(amounts)


@given(st.lists(st.integers(0, 99), max_size=40), st.lists(st.integers(0, 99), max_size=40))
def test_the_median_is_between_its_ends_and_more_waiting_never_makes_it_shorter(ended, cut):
    steps = list(rules.kaplan_meier(ended, cut))
    middle = rules.median(steps)
    low, high = rules.median_interval(steps)
    if middle is not None:
        assert low <= middle and (high is None or middle <= high)
    longer = rules.median(rules.kaplan_meier(ended, [*cut, 1_000]))
    assert longer is None or (middle is not None and longer >= middle)


def test_promoters_minus_detractors_of_a_known_sample():
    """50 promoters, 20 detractors of 100: 30, and 1.96 x sqrt((0.7 - 0.09) / 100) to each side."""
    net, low, high = rules.net_promoters(50, 20, 100)
    assert (round(net, 4), round(low, 4), round(high, 4)) == (0.3, 0.1469, 0.4531)
    assert rules.net_promoters(10, 0, 10) == (1.0, 1.0, 1.0) and rules.net_promoters(0, 10, 10) == (-1.0, -1.0, -1.0)
