"""What a loyalty profile says: the numbers with the rules they are counted by, and the shape of the whole. Data only."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.recognition.rules import NEWCOMER_DAYS
from engagement.rules.tree import Count, Where

SCHEMA = "loyalty-profile/1"
_OTHERS = Where("own", "=", False)


@dataclass(frozen=True)
class Number:
    """One counted number of the profile: its key, its label, the sentence that explains it, and how it is counted."""

    key: str
    label: Promise
    why: Promise
    count: Count


NUMBERS = (
    Number(
        "questions",
        _("Questions asked"),
        _("Each question of yours that stands."),
        Count(facts=("question.asked",), distinct="object"),
    ),
    Number(
        "answers",
        _("Answers written"),
        _("Each answer of yours that stands."),
        Count(facts=("answer.posted",), distinct="object"),
    ),
    Number(
        "accepted",
        _("Accepted answers"),
        _("Each answer of yours that is accepted as what solved somebody else's question."),
        Count(facts=("answer.accepted",), distinct="object", where=(_OTHERS,)),
    ),
    Number(
        "newcomers_helped",
        _("Newcomers helped"),
        _("Different members who had joined less than 30 days before they asked, and whose question an answer of yours solved."),
        Count(facts=("answer.accepted",), distinct="person", where=(_OTHERS, Where("asker_days", "<", NEWCOMER_DAYS))),
    ),
    Number(
        "marks_from_people",
        _("Members who said it helped"),
        _("Different members who marked an answer of yours. Who marked stays private; each is counted once."),
        Count(facts=("answer.helped",), distinct="person", where=(_OTHERS,)),
    ),
    Number(
        "thank_you_notes",
        _("Thank-you notes"),
        _("Each note somebody wrote to thank you for an answer."),
        Count(facts=("answer.thanked",)),
    ),
)
BY_KEY = {number.key: number for number in NUMBERS}
