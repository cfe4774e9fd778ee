from community.events.jobs import every

from . import actions


@every(hours=1)
def expire_late() -> int:
    """Invitations whose time is over end."""
    return actions.expire_late()


@every(hours=6)
def reward_waiting() -> int:
    """Friends who found help in a month that was full count in the next."""
    return actions.reward_waiting()
