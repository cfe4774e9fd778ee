"""Everything that happens to cases and surveys. The only writes to this room's tables."""

from .cases import (
    answer_case,
    ask_back_due,
    check_case,
    close_elsewhere,
    escalate_due,
    forget_cases,
    hand_case,
    message_brand,
    open_case,
    take_up,
    weigh_case,
)
from .surveys import answer_survey, ask_due, plan_recommendation, plan_recommendations, plan_survey

__all__ = [
    "answer_case",
    "answer_survey",
    "ask_back_due",
    "ask_due",
    "check_case",
    "close_elsewhere",
    "escalate_due",
    "forget_cases",
    "hand_case",
    "message_brand",
    "open_case",
    "plan_recommendation",
    "plan_recommendations",
    "plan_survey",
    "take_up",
    "weigh_case",
]
