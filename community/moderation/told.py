"""A decision in words, for the member it is about. Who of the team decided is not said; who reported never."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.forum.rules import CLOSE_REASONS

from . import policy, rules
from .models import Act, Decision, text_of

SENTENCES: dict[str, dict[str, str | Promise]] = {
    Act.HIDE: {
        "question": _("The team hid your question."),
        "answer": _("The team hid your answer."),
        "comment": _("The team hid your comment."),
    },
    Act.REFUSE: {
        "question": _("The team did not approve your question."),
        "answer": _("The team did not approve your answer."),
        "comment": _("The team did not approve your comment."),
    },
    Act.RESTORE: {
        "question": _("Your question stands again."),
        "answer": _("Your answer stands again."),
        "comment": _("Your comment stands again."),
    },
    Act.APPROVE: {
        "question": _("Your question was approved: everybody can read it now."),
        "answer": _("Your answer was approved: everybody can read it now."),
        "comment": _("Your comment was approved: everybody can read it now."),
    },
    Act.HOLD: {
        "question": _("Your question waits for a check again."),
        "answer": _("Your answer waits for a check again."),
        "comment": _("Your comment waits for a check again."),
    },
    Act.EDIT: {
        "question": _("The team edited your question."),
        "answer": _("The team edited your answer."),
        "comment": _("The team edited your comment."),
    },
    Act.REVERT: {
        "question": _("Your question reads as you had written it again."),
        "answer": _("Your answer reads as you had written it again."),
        "comment": _("Your comment reads as you had written it again."),
    },
    Act.CLOSE: {"question": _("The team closed your question.")},
    Act.REOPEN: {"question": _("Your question is open again.")},
    Act.DUPLICATE: {"question": _("Your question was joined with one that was asked before.")},
    Act.PART: {"question": _("Your question stands by itself again.")},
    Act.MOVE: {"question": _("The team moved your question to another category.")},
    Act.WARN: {"": _("A word from the team about what you wrote.")},
    Act.SUSPEND: {"": _("Your account is suspended for some time.")},
    Act.LIFT: {"": _("The team took back a decision about you.")},
    Act.UPHOLD: {"": _("The team looked again, and its decision stands.")},
}
SILENT = {Act.KEEP, Act.LOOK_AGAIN}  # reports that came to nothing are no matter of the author's


def sentence_of(decision: Decision) -> str:
    if decision.act == Act.LIFT and decision.by_id is None:
        return str(_("Your suspension is over: you can sign in again."))
    words = SENTENCES.get(decision.act, {})
    kind = decision.kind if decision.act not in (Act.WARN, Act.SUSPEND, Act.LIFT, Act.UPHOLD) else ""
    return str(words.get(kind) or words.get("", ""))


def reason_of(decision: Decision) -> str:
    """The reason as a sentence; '' where none was needed."""
    if decision.act in (Act.CLOSE, Act.DUPLICATE):
        return str(CLOSE_REASONS.get(decision.reason, ""))
    return str(rules.SENTENCES.get(decision.reason, ""))


def words_of(decision: Decision) -> str:
    return decision.said.words if hasattr(decision, "said") else ""


def page_of(decision: Decision) -> dict[str, Any]:
    """What its page shows. The member sees their own text whatever its state; the words stay private to them and the team."""
    appeal = getattr(decision, "appeal", None)
    return {
        "decision": decision,
        "sentence": sentence_of(decision),
        "reason": reason_of(decision),
        "words": words_of(decision),
        "text": text_of(decision.kind, decision.text_id or 0) if decision.kind else None,
        "appeal": appeal,
        "answer_words": words_of(appeal.answer) if appeal and appeal.answer else "",
        "stands": bool(appeal and appeal.answer and appeal.answer.act == Act.UPHOLD),
        "appealable": decision.act in policy.APPEALABLE,
    }
