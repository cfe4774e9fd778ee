"""The columns every fact about a question shares."""

from datetime import timedelta
from typing import Any

from community import clock

from ..models import Answer, Question


def about(question: Question) -> dict[str, Any]:
    product = question.products.order_by("pk").first()
    return {
        "question_id": question.pk,
        "category_id": question.category_id,
        "product_id": product.pk if product else None,
        "language": question.language,
    }


def days_a_member(joined_at: Any, *, at: Any = None) -> int:
    return max(((at or clock.now()) - joined_at).days, 0)


def acceptance(question: Question, answer: Answer, *, by_asker: bool) -> dict[str, Any]:
    """What an acceptance remembers, so that its worth is fixed for ever. `question.author` must be loaded."""
    wait = max(answer.published_at - question.published_at, timedelta())
    first = question.first_answer_at
    waited = wait if first is None or first >= answer.published_at else timedelta()
    return {
        "asker_id": question.author_id,
        "asker_days": days_a_member(question.author.joined_at, at=question.published_at),
        "own": answer.author_id == question.author_id,
        "minutes": int(wait.total_seconds() // 60),
        "waited_days": waited.days,
        "by_asker": by_asker,
    }
