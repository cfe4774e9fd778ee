"""What is said of a text that can't be had."""

from django.utils.translation import gettext as _

from community.verdict import Refused

from .models import PUBLIC, Answer, Comment, Question, State


def gone_or_unknown(text: Question | Answer | Comment | None) -> Refused:
    """Why a text can't be had: a public one that was taken down is gone (410); of anything else nothing is said (404)."""
    if text is not None and _stood_in_public(text):
        return Refused(_("It was here once and was taken down. Nothing else was changed."), status=410)
    return Refused(_("There is nothing here, or it is not open to you."), status=404)


def _stood_in_public(text: Question | Answer | Comment) -> bool:
    """Whether everybody could once read it: public, published or taken down since, and so is all above it."""
    above: list[Question | Answer | Comment] = [text]
    if not isinstance(text, Question):
        above.append(text.question)
    if isinstance(text, Comment) and text.answer:
        above.append(text.answer)
    once = (State.PUBLISHED, State.HIDDEN, State.DELETED)
    return all(each.visibility == PUBLIC and each.state in once for each in above)
