from community.events.jobs import every

from . import actions


@every(hours=6)
def forget_traces() -> int:
    """Where people signed in from is forgotten after 30 days, with the keys it was written under."""
    return actions.forget_old()
