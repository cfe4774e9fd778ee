from community.events.jobs import every

from . import scheduling


@every(minutes=1)
def publish_and_end_on_time() -> int:
    """Pages whose time has come go live, those whose time is over are taken down."""
    return scheduling.run()
