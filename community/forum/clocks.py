from community.events.jobs import every

from . import actions


@every(minutes=5)
def render_old() -> int:
    """Texts that an older renderer drew are drawn again, a few at a time; `manage.py render` does all at once."""
    return actions.render_old()
