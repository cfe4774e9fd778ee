"""What a viewer may do with the texts of a page."""

from collections.abc import Callable
from typing import Any

from community.verdict import Verdict

from .. import policy
from ..models import Answer, Comment

Ask = Callable[[Any, Any], Verdict]

ON_TEXT: dict[str, Ask] = {
    "edit": policy.can_edit,
    "delete": policy.can_delete,
    "undelete": policy.can_undelete,
    "hide": policy.can_hide,
    "restore": policy.can_restore,
}
ON_ANSWER: dict[str, Ask] = ON_TEXT | {
    "mark": policy.can_mark,
    "doubt": policy.can_doubt,
    "comment": policy.can_comment,
    "accept": policy.can_accept,
    "unaccept": policy.can_unaccept,
    "reuse": policy.can_reuse,
    "take_up": policy.can_take_up,
}
ON_QUESTION: dict[str, Ask] = ON_TEXT | {
    "answer": policy.can_answer,
    "comment": policy.can_comment,
    "me_too": policy.can_me_too,
    "follow": policy.can_follow,
    "close": policy.can_close,
    "take_up": policy.can_take_up,
}


class Verdicts(dict[str, Verdict]):
    """By the name of the act; `allowed` is the same in short, as part of a shape (community.frame.stencils)."""

    def __init__(self, viewer: Any, text: Any, acts: dict[str, Ask]) -> None:
        super().__init__({name: ask(viewer, text) for name, ask in acts.items()})
        self.allowed = tuple(bool(verdict) for verdict in self.values())


class Asked:
    """Asks the policy once for each kind of text on one question's page.

    Viewer and question are the same all over the page. What else a policy looks at is whose the text is, whether they
    are still here, its state and that of the answer above it; a test asks for each text alone and compares.
    """

    def __init__(self, viewer: Any) -> None:
        self.viewer, self.pk = viewer, viewer.pk
        self.kept: dict[Any, Verdicts] = {}

    def of_answer(self, answer: Answer) -> Verdicts:
        return self._once((answer.author_id == self.pk, answer.author.erased_at is None, answer.state), answer, ON_ANSWER)

    def of_comment(self, comment: Comment) -> Verdicts:
        above = comment.answer and comment.answer.state
        return self._once((comment.author_id == self.pk, comment.state, above), comment, ON_TEXT)

    def _once(self, kind: Any, text: Any, acts: dict[str, Ask]) -> Verdicts:
        if (found := self.kept.get(kind)) is None:
            found = self.kept[kind] = Verdicts(self.viewer, text, acts)
        return found
