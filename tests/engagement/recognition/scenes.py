"""Rows the forum would have made, for tests that tell facts about them in any order."""

from community.forum import actions as forum
from community.forum.models import Answer, Question
from community.members.models import Member


def make_question(by: Member) -> Question:
    return Question.objects.create(author=by, title="How do I descale it?", category=forum.default_category())


def make_answer(question: Question, by: Member) -> Answer:
    return Answer.objects.create(question=question, author=by, body="Like this.")
