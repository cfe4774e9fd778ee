from community.events.jobs import every

from . import actions


@every(minutes=1)
def end_suspensions() -> int:
    """Suspensions whose time is over end, and their members are told."""
    return actions.end_suspensions()


@every(days=1)
def forget_reporters() -> int:
    """Names and addresses of people without an account who reported something go after their days."""
    return actions.forget_reporters()
