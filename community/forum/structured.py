"""What a question's page says about itself to machines, in schema.org's words. Built from what the page has loaded.

A guest's page only: what stands in it is what everybody may read.
"""

from collections.abc import Iterable
from typing import Any

from community.frame.found import whole
from community.members.models import Member
from community.text import plain_from_html

from .models import Answer, Question, Text

ANSWERS = 10  # the best ones; answerCount says how many there are
LONGEST = 5_000  # characters of one text


def qa_page(question: Question, answers: Iterable[Answer]) -> dict[str, Any]:
    """A QAPage. `answers` are those on the page, best first."""
    here = whole(question.get_absolute_url())
    asked = {
        "@type": "Question",
        "@id": whole(f"/q/{question.pk}/"),
        "name": question.title,
        "text": plain_from_html(question.html, LONGEST) or question.title,
        "answerCount": question.answers_count,
        "upvoteCount": question.me_too_count,
        **_written(question),
    }
    suggested = []
    for answer in [answer for answer in answers if answer.is_published][:ANSWERS]:
        if answer.pk == question.accepted_id:
            asked["acceptedAnswer"] = _answer(answer, here)
        else:
            suggested.append(_answer(answer, here))
    if suggested:
        asked["suggestedAnswer"] = suggested
    return {"@type": "QAPage", "url": here, "mainEntity": asked}


def _answer(answer: Answer, page: str) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": plain_from_html(answer.html, LONGEST),
        "url": f"{page}#a{answer.pk}",
        "upvoteCount": answer.marks_shown,
        **_written(answer),
    }


def _written(text: Text) -> dict[str, Any]:
    said: dict[str, Any] = {"author": author(text.author), "datePublished": text.published_at}
    if text.edited_at:
        said["dateModified"] = text.edited_at
    if text.language:
        said["inLanguage"] = text.language
    return said


def author(member: Member) -> dict[str, Any]:
    """Who wrote it; somebody who left has neither a name nor a page."""
    said = {"@type": "Person", "name": member.shown_name}
    return said if member.erased_at else said | {"url": whole(member.get_absolute_url())}
