from community.events.jobs import every

from . import actions


@every(days=1)
def forget_old_messages() -> int:
    """What members were told long ago leaves their inbox."""
    return actions.forget_old_messages()
