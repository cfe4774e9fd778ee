"""Public questions as everybody may read them: read once by each process, given again until something on them changes.

Members see what they have just written: before each page it is asked what was noted up to now. Whoever has a text there
that only they and the team see reads for themselves (reading.read_page), and so does the team. A link to a question that
only some may open is left out for those, too, while others' reading is given.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from community.frame.remembered import Remembered

from ..models import PUBLIC, Question
from .reading import MANY, Page, Read, topics_of

MOST = 100  # questions; the larger ones are some hundred kilobytes with the cards drawn of them
ASKED = 5_000  # questions that were read once: what nobody asks for again is not worth its memory, nor the collector's time


@dataclass(frozen=True)
class Known:
    question: Question
    read: Read


_known: Remembered[Known] = Remembered(MOST)
_asked: dict[int, None] = {}  # in the order in which they were asked for


def find(viewer: Any, question_id: int) -> Known | None:
    if settings.GUEST_PAGES_SECONDS <= 0 or getattr(viewer, "on_duty", False):
        return None
    return _known.get(question_id, now=viewer.is_authenticated)


def keep(viewer: Any, page: Page, *, began: float) -> None:
    """What this viewer has read is for others if there is nothing in it that others might not see: from the second reader on."""
    question, read = page.question, page.read
    own = getattr(viewer, "on_duty", False) or page.unpublished
    links = [other for others in read.links.values() for other in others]
    if settings.GUEST_PAGES_SECONDS <= 0 or own or question.answers_count > MANY or not _public(question, *links):
        return
    if question.pk in _asked:
        _known.put(question.pk, Known(question, read), topics_of(question, read), began=began)
        return
    _asked[question.pk] = None
    if len(_asked) > ASKED:
        with suppress(KeyError, StopIteration, RuntimeError):  # another thread was quicker
            del _asked[next(iter(_asked))]


def _public(*questions: Question) -> bool:
    return all(question.is_published and question.visibility == PUBLIC for question in questions)
