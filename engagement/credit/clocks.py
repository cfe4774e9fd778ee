from community.events.jobs import every

from . import actions


@every(minutes=5)
def balances_ended() -> int:
    """What was good until now ends."""
    return actions.expire_due()


@every(hours=1)
def balances_reminded() -> int:
    """Members hear of what ends within 30 days."""
    return actions.remind_due()
