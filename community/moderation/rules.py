"""Reasons, limits and the words that go with them: data and pure functions."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from community.forum.rules import HIDE_REASONS

REASONS = HIDE_REASONS
REPORT_REASONS = {
    name: HIDE_REASONS[name] for name in ("spam", "abuse", "dangerous", "personal", "off_topic", "illegal", "other")
}
URGENCY = {"illegal": 3, "dangerous": 2, "personal": 2}  # all others 1

# Which key chooses a reason on the desk, and the sentence its author reads with it.
LETTERS = {
    "abuse": "r", "spam": "a", "fraud": "f", "dangerous": "w", "personal": "p", "illegal": "i", "off_topic": "o", "other": "x",
}  # fmt: skip
SENTENCES = {
    "abuse": _("It hurts somebody. Say what is wrong with a thing, not with a person."),
    "spam": _("It advertises. What you sell or earn from has no place in answers here."),
    "fraud": _("It does not play fair with the other members."),
    "dangerous": _("Whoever follows it may be hurt or break something."),
    "personal": _("It tells who somebody is or how to reach them."),
    "illegal": _("It breaks the law, as far as we can judge."),
    "off_topic": _("It is not about what this page is for."),
    "other": _("It does not fit our guidelines."),
}

WORDS_MAX, MESSAGE_MAX = 2000, 1000  # characters: of a report or an appeal; of a word to the author
REPORTS_A_DAY = 20  # of one member
TAKEN_FOR = timedelta(minutes=30)  # so long a colleague's name stands at an item they opened
APPEAL_WITHIN = timedelta(days=180)  # Regulation (EU) 2022/2065, article 20(1): at least six months
ALONE_AFTER = timedelta(hours=48)  # where nobody else is there, the same person looks again after two nights
LONGEST_SUSPENSION = timedelta(days=3 * 365)
DAYS = (1, 3, 7, 30, 90, 365)  # offered for a suspension


def urgency_of(reason: str) -> int:
    return URGENCY.get(reason, 1)


def gravest(reasons: list[str]) -> str:
    """Of several reasons the one that says how soon it must be looked at; of equals the one given most, then first."""
    return max(reasons, key=lambda reason: (urgency_of(reason), reasons.count(reason)), default="")
