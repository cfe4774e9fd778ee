from community.events.jobs import every

from . import actions


@every(minutes=5)
def days_counted() -> int:
    """Days that facts have touched are counted again for the figures."""
    return actions.follow_facts()


@every(hours=1)
def week_told() -> int:
    """On Mondays the brand's team hears how the week was."""
    return actions.tell_the_week()
