from importlib import import_module

from django.conf import settings

from community.events.jobs import every

from . import actions


@every(hours=1)
def let_unconfirmed_go() -> int:
    """Sign-ups that nobody confirmed give their handle and address back."""
    return actions.let_unconfirmed_go()


@every(days=1)
def clear_sessions() -> int:
    """Sessions that have run out are removed."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0
