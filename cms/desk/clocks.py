from community.events.jobs import every

from .launch import actions


@every(days=1)
def forget_addresses_of_helpers() -> int:
    """Addresses of invited helpers are forgotten after a month."""
    return actions.forget_addresses()
