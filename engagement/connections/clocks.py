from community.events.jobs import every

from . import actions


@every(hours=6)
def forget_old_deliveries() -> int:
    """What is older than the log of deliveries goes back is forgotten."""
    return actions.forget_old_deliveries()
