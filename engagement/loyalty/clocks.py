from datetime import timedelta

from community import clock
from community.events.jobs import every

from . import actions

LATELY = timedelta(hours=25)  # a day without a worker leaves nobody out


@every(minutes=5)
def memberships() -> int:
    """Looks at memberships that time alone may change."""
    return actions.look_at_due()


@every(days=1)
def old_looks() -> int:
    """Forgets who looked more than a year ago."""
    return actions.forget_old_looks()


@every(hours=1)
def proposals() -> int:
    """Looks whether somebody who came lately may be known already."""
    return actions.propose_merges(since=clock.now() - LATELY)


@every(minutes=5)
def refunds() -> int:
    """Counts refunds whose order came in the same moment."""
    return actions.count_waiting_refunds()
