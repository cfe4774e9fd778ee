from community.events.jobs import every

from . import actions


@every(hours=6)
def forget_old_deliveries() -> int:
    """The log of deliveries goes back ninety days."""
    return actions.forget_old_deliveries()
