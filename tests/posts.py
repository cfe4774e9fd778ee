"""Plain makers of questions and answers, through the actions members use."""

from typing import Any

from community.forum import actions
from community.forum.models import Answer, Question
from community.members.models import Member


def make_question(by: Member, title: str = "Why does the lamp flicker when I brake?", **fields: Any) -> Question:
    return actions.ask_question(title=title, body=fields.pop("body", "It began last week."), by=by, **fields)


def make_answer(question: Question, by: Member, body: str = "Check the earth wire at the rear light.", **fields: Any) -> Answer:
    return actions.post_answer(question, body=body, by=by, **fields)
