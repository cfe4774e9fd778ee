"""The times and steps of cases and surveys: data and pure functions."""

from datetime import datetime, timedelta

LOW, NORMAL, HIGH = 1, 2, 3
HOURS = {LOW: 72, NORMAL: 24, HIGH: 4}  # until somebody must have answered, by severity
LAST_STEP = 2  # 0 whoever has it, 1 the brand's team, 2 an owner
ASKED_BACK = timedelta(days=4)  # after the answer: did it work?
SURVEY_DELAY = timedelta(days=2)  # after a question was solved
SURVEY_PAUSE = timedelta(days=30)  # nobody is asked twice in that time, whichever survey it is
SCORES = (1, 2, 3, 4, 5)
LOW_SCORE = 2  # and below: somebody of the team hears of it
A_QUARTER = timedelta(days=91)  # of membership, before somebody is asked whether they would recommend us
AFTER_CASE = timedelta(days=7)  # after what we resolved worked: the same question
RECOMMEND_PAUSE = timedelta(days=182)  # between two times of that question
CASE_FIRST = timedelta(days=7)  # it waits while something is open between us
LIKELY = tuple(range(11))
PROMOTERS, DETRACTORS = 9, 6  # from, and up to: Reichheld (2003)
MOST_OPEN = 5  # messages of one member that wait for an answer


def due_after(severity: int) -> timedelta:
    return timedelta(hours=HOURS[severity])


def worse(severity: int) -> int:
    return min(severity + 1, HIGH)


def due_when_weighed(due_at: datetime, *, opened_at: datetime, before: int, after: int, moment: datetime) -> datetime:
    """Until when, once it is more or less urgent than before.

    More urgent: its time begins now, and nobody gets more of it than they had. Less urgent: as if it had been so since it was
    opened, and never sooner than before; so to and fro wins no time.
    """
    if after > before:
        return min(due_at, moment + due_after(after))
    return max(due_at, opened_at + due_after(after))
