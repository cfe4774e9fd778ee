from community.events.jobs import every

from . import actions


@every(minutes=1)
def late_cases() -> int:
    """Cases that were not resolved in time go one step up."""
    return actions.escalate_due()


@every(hours=1)
def asked_back() -> int:
    """Members are asked whether what the team did worked."""
    return actions.ask_back_due()


@every(minutes=15)
def surveys() -> int:
    """Members are asked how it went, or whether they would recommend us, when the time they were planned for has come."""
    return actions.ask_due()


@every(hours=1)
def recommendations() -> int:
    """Members of a quarter are asked whether they would recommend us."""
    return actions.plan_recommendations()
