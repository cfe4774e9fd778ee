"""The pure part of seasonal membership: P22 (monotone), P23 (never up and down on one day, hysteresis), P24 (only what was)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engagement.loyalty.seasons import GRACE, KEPT, KEPT_FROM, LOWERED, NOTICE, NOTICED, RAISED, State, move

THRESHOLDS = (0, 60, 200, 600)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at_step(step, **more):
    return State(step=step, since=START - 100 * DAY, **more)


def go(state, amount, *, at=START, protected=False):
    return move(state, amount=amount, thresholds=THRESHOLDS, protected=protected, at=at)


def test_more_raises_at_once_over_several_steps():
    after, word = go(at_step(0), 250)
    assert (after.step, after.since, word) == (2, START, RAISED)


def test_a_little_less_changes_nothing_and_much_less_is_told_first():
    assert go(at_step(2), 160) == (at_step(2), "")
    after, word = go(at_step(2), 159)
    assert (after.step, after.noticed_at, word) == (2, START, NOTICED)


def test_after_notice_and_grace_it_is_one_step_lower_and_a_step_below_has_a_notice_of_its_own():
    waiting = at_step(3, noticed_at=START)
    assert go(waiting, 0, at=START + NOTICE + GRACE - DAY) == (waiting, "")
    after, word = go(waiting, 0, at=START + NOTICE + GRACE)
    assert (after.step, word) == (2, LOWERED)
    assert go(after, 0, at=START + NOTICE + GRACE + DAY)[1] == NOTICED


def test_helping_and_buying_again_both_take_the_notice_back():
    waiting = at_step(2, noticed_at=START)
    for protected, amount in ((True, 0), (False, 160)):
        after, word = go(waiting, amount, protected=protected, at=START + DAY)
        assert (after.step, after.noticed_at, word) == (2, None, KEPT)


def test_a_step_lost_today_and_deserved_again_today_was_never_lost():
    lowered, _word = go(at_step(2, noticed_at=START), 0, at=START + NOTICE + GRACE)
    after, word = go(lowered, 200, at=START + NOTICE + GRACE + timedelta(hours=3))
    assert (after.step, word) == (2, KEPT)


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_more_never_gives_a_lower_step(one, other):
    low, high = sorted((one, other))
    assert go(at_step(0), low)[0].step <= go(at_step(0), high)[0].step


looks = st.lists(st.tuples(st.integers(0, 40 * 24), st.integers(0, 900), st.booleans()), min_size=1, max_size=40)


@given(looks)
def test_whatever_happens_it_falls_one_step_at_a_time_after_sixty_days_and_never_on_the_day_it_rose(steps):
    state, at, lowered_from = State(since=START), START, {}
    for hours, amount, protected in steps:
        at += timedelta(hours=hours)
        before, (state, word) = state, go(state, amount, at=at, protected=protected)
        if word == LOWERED:
            assert state.step == before.step - 1
            assert before.noticed_at is not None and at - before.noticed_at >= NOTICE + GRACE
            assert not protected and amount * 100 < THRESHOLDS[before.step] * KEPT_FROM
            assert before.since is None or before.since.date() != at.date()
            lowered_from[at.date()] = before.step
        if word == RAISED:
            assert amount >= THRESHOLDS[state.step] and state.step > lowered_from.get(at.date(), -1)
        assert go(state, amount, at=at, protected=protected) in ((state, ""), (state, NOTICED)) or state.step == 0
