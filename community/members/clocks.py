from community.events.jobs import every

from . import actions


@every(hours=1)
def let_unconfirmed_go() -> int:
    """Sign-ups that nobody confirmed give their handle and address back."""
    return actions.let_unconfirmed_go()
