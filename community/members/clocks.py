from community.events.jobs import every

from . import actions


@every(hours=1)
def let_unconfirmed_go() -> int:
    """Sign-ups that nobody confirmed give their handle and address back."""
    return actions.let_unconfirmed_go()


@every(hours=1)
def forget_who_left() -> int:
    """Members who asked to be forgotten and whose day has come are."""
    return actions.forget_due()


@every(hours=1)
def remove_old_exports() -> int:
    """Files of "everything that is known of me" go after their days."""
    return actions.remove_exports()


@every(days=1)
def clear_sessions() -> int:
    """Sessions that have run out are removed, with what was known of their devices."""
    return actions.end_old_sessions()
