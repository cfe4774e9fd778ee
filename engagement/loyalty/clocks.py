from community.events.jobs import every

from . import actions


@every(minutes=5)
def memberships() -> int:
    """Looks at memberships that time alone may change."""
    return actions.look_at_due()


@every(days=1)
def old_looks() -> int:
    """Forgets who looked more than a year ago."""
    return actions.forget_old_looks()
