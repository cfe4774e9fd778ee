from community.events.jobs import every

from . import actions


@every(days=1)
def forget_old_drafts() -> int:
    """Drafts nobody touched for long are forgotten."""
    return actions.forget_old_drafts()


@every(days=1)
def remove_unused_pictures() -> int:
    """Photos that stand in no text and no draft are removed."""
    return actions.remove_unused_pictures()


@every(minutes=5)
def render_old() -> int:
    """Texts that an older renderer drew are drawn again, a few at a time; `manage.py render` does all at once."""
    return actions.render_old()
