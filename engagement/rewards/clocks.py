from community.events.jobs import every

from . import actions


@every(minutes=1)
def waiting_rewards() -> int:
    """Rewards that wait are given where there are codes."""
    return actions.fill_all()


@every(hours=1)
def rewards_reminded() -> int:
    """Members hear of rewards that end within a week."""
    return actions.remind_due()


@every(hours=1)
def rewards_ended() -> int:
    """Rewards end when they were good until now."""
    return actions.expire_due()
