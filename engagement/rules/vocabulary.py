"""What a rule may speak of: the facts that can be counted and what is known of each. Data, with the words for it.

A fact is added here once and every badge, referral and segment can use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COLUMNS: dict[str, type] = {"by_staff": bool, "language": str, "category_id": int, "product_id": int}
OPERATORS = ("=", "<", "<=", ">", ">=")
DISTINCT = ("", "object", "question", "person", "day")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One countable fact. `one_or_many` and `many` are its words, `objects` those of what it is about.

    `person` is where the other person stands: "actor" (the column) or the name of an extra that holds a member's id.
    `fields` are the typed extras a rule may filter by. `wording` maps (field, operator) to a sentence part with %(n)s,
    or (field, "=", value) to one without.
    """

    name: str
    one_or_many: Any
    many: Any
    objects: Any
    person: str = "actor"
    fields: Mapping[str, type] = field(default_factory=dict)
    wording: Mapping[tuple[Any, ...], Any] = field(default_factory=dict)


_STAFF = {("by_staff", "=", False): "", ("by_staff", "=", True): _("given as part of the team")}

TERMS: dict[str, Term] = {
    term.name: term
    for term in (
        Term(
            name="answer.accepted",
            one_or_many=ngettext_lazy("%(n)s accepted answer", "%(n)s accepted answers", "n"),
            many=_("accepted answers"),
            objects=ngettext_lazy("%(n)s accepted answer", "%(n)s accepted answers", "n"),
            person="asker_id",
            fields={"own": bool, "by_asker": bool, "asker_days": int, "minutes": int, "waited_days": int},
            wording={
                **_STAFF,
                ("own", "=", False): _("to somebody else's question"),
                ("own", "=", True): _("to one's own question"),
                ("by_asker", "=", True): _("accepted by whoever asked"),
                ("by_asker", "=", False): _("accepted by somebody else than whoever asked"),
                ("asker_days", "<"): ngettext_lazy(
                    "for a member who had joined less than %(n)s day before asking",
                    "for members who had joined less than %(n)s days before asking",
                    "n",
                ),
                ("minutes", "<="): ngettext_lazy(
                    "written within %(n)s minute of the question", "written within %(n)s minutes of the question", "n"
                ),
                ("waited_days", ">="): ngettext_lazy(
                    "after the question had waited %(n)s day or more without an answer",
                    "after the question had waited %(n)s days or more without an answer",
                    "n",
                ),
            },
        ),
        Term(
            name="answer.helped",
            one_or_many=ngettext_lazy("%(n)s mark that an answer helped", "%(n)s marks that an answer helped", "n"),
            many=_("marks that an answer helped"),
            objects=ngettext_lazy("%(n)s answer that helped somebody", "%(n)s answers that helped somebody", "n"),
            fields={"own": bool, "actor_is_staff": bool, "on_solved": bool, "actor_days": int},
            wording={
                **_STAFF,
                ("own", "=", False): _("given by somebody else"),
                ("own", "=", True): _("given by oneself"),
                ("actor_is_staff", "=", False): _("given by members"),
                ("actor_is_staff", "=", True): _("given by the team"),
                ("on_solved", "=", True): _("on a question that another answer had solved already"),
                ("on_solved", "=", False): _("on a question still open"),
                ("actor_days", "<"): ngettext_lazy(
                    "given by a member who had joined less than %(n)s day before",
                    "given by members who had joined less than %(n)s days before",
                    "n",
                ),
            },
        ),
        Term(
            name="answer.thanked",
            one_or_many=ngettext_lazy("%(n)s thank-you note", "%(n)s thank-you notes", "n"),
            many=_("thank-you notes"),
            objects=ngettext_lazy("%(n)s answer somebody gave thanks for", "%(n)s answers somebody gave thanks for", "n"),
            fields={"public": bool, "outcome": str},
            wording={
                **_STAFF,
                ("public", "=", True): _("written for everybody to see"),
                ("public", "=", False): _("written for the author only"),
            },
        ),
        Term(
            name="answer.posted",
            one_or_many=ngettext_lazy("%(n)s answer", "%(n)s answers", "n"),
            many=_("answers"),
            objects=ngettext_lazy("%(n)s answer", "%(n)s answers", "n"),
            person="asker_id",
            fields={"minutes": int, "is_official": bool},
            wording={
                **_STAFF,
                ("is_official", "=", True): _("for the brand"),
                ("is_official", "=", False): _("not for the brand"),
                ("minutes", "<="): ngettext_lazy(
                    "written within %(n)s minute of the question", "written within %(n)s minutes of the question", "n"
                ),
            },
        ),
        Term(
            name="question.asked",
            one_or_many=ngettext_lazy("%(n)s question", "%(n)s questions", "n"),
            many=_("questions"),
            objects=ngettext_lazy("%(n)s question", "%(n)s questions", "n"),
            fields={"is_first": bool},
            wording={**_STAFF, ("is_first", "=", True): _("the first ever"), ("is_first", "=", False): _("after the first")},
        ),
        Term(
            name="answer.found",
            one_or_many=ngettext_lazy("%(n)s solved question", "%(n)s solved questions", "n"),
            many=_("solved questions"),
            objects=ngettext_lazy("%(n)s solved question", "%(n)s solved questions", "n"),
            person="helper_id",
            fields={"own": bool, "by_asker": bool},
            wording={
                **_STAFF,
                ("own", "=", False): _("by somebody else's answer"),
                ("own", "=", True): _("by one's own answer"),
            },
        ),
        Term(
            name="question.me_too",
            one_or_many=ngettext_lazy("%(n)s Me too", "%(n)s Me toos", "n"),
            many=_("Me toos"),
            objects=ngettext_lazy("%(n)s question others have too", "%(n)s questions others have too", "n"),
            wording=_STAFF,
        ),
        Term(
            name="referral.rewarded",
            one_or_many=ngettext_lazy("%(n)s invited friend who found help", "%(n)s invited friends who found help", "n"),
            many=_("invited friends who found help"),
            objects=ngettext_lazy("%(n)s invited friend who found help", "%(n)s invited friends who found help", "n"),
            wording=_STAFF,
        ),
        Term(
            name="member.joined",
            one_or_many=ngettext_lazy("%(n)s sign-up", "%(n)s sign-ups", "n"),
            many=_("sign-ups"),
            objects=ngettext_lazy("%(n)s sign-up", "%(n)s sign-ups", "n"),
            wording=_STAFF,
        ),
        Term(
            name="order.placed",
            one_or_many=ngettext_lazy("%(n)s purchase", "%(n)s purchases", "n"),
            many=_("purchases"),
            objects=ngettext_lazy("%(n)s purchase", "%(n)s purchases", "n"),
            fields={"amount": int, "currency": str, "first": bool, "touchpoint": str},
            wording={
                **_STAFF,
                ("first", "=", True): _("the first ever"),
                ("first", "=", False): _("after the first"),
                ("amount", ">="): ngettext_lazy("of %(n)s cent or more", "of %(n)s cents or more", "n"),
            },
        ),
        Term(
            name="order.refunded",
            one_or_many=ngettext_lazy("%(n)s refund", "%(n)s refunds", "n"),
            many=_("refunds"),
            objects=ngettext_lazy("%(n)s purchase given back", "%(n)s purchases given back", "n"),
            fields={"amount": int, "currency": str, "whole": bool, "touchpoint": str},
            wording={**_STAFF, ("whole", "=", True): _("of the whole"), ("whole", "=", False): _("of a part")},
        ),
        Term(
            name="visit.made",
            one_or_many=ngettext_lazy("%(n)s visit", "%(n)s visits", "n"),
            many=_("visits"),
            objects=ngettext_lazy("%(n)s visit", "%(n)s visits", "n"),
            fields={"touchpoint": str},
            wording=_STAFF,
        ),
        Term(
            name="ticket.closed",
            one_or_many=ngettext_lazy("%(n)s request closed by support", "%(n)s requests closed by support", "n"),
            many=_("requests closed by support"),
            objects=ngettext_lazy("%(n)s request closed by support", "%(n)s requests closed by support", "n"),
            fields={"solved": bool, "touchpoint": str},
            wording={**_STAFF, ("solved", "=", True): _("with a solution"), ("solved", "=", False): _("without a solution")},
        ),
        Term(
            name="membership.raised",
            one_or_many=ngettext_lazy("%(n)s higher step of membership", "%(n)s higher steps of membership", "n"),
            many=_("higher steps of membership"),
            objects=ngettext_lazy("%(n)s higher step of membership", "%(n)s higher steps of membership", "n"),
            fields={"tier": str},
            wording=_STAFF,
        ),
        Term(
            name="badge.awarded",
            one_or_many=ngettext_lazy("%(n)s badge", "%(n)s badges", "n"),
            many=_("badges"),
            objects=ngettext_lazy("%(n)s badge", "%(n)s badges", "n"),
            fields={"slug": str, "again": bool},
            wording=_STAFF,
        ),
        Term(
            name="course.completed",
            one_or_many=ngettext_lazy("%(n)s course completed", "%(n)s courses completed", "n"),
            many=_("courses completed"),
            objects=ngettext_lazy("%(n)s course completed", "%(n)s courses completed", "n"),
            fields={"course": str, "touchpoint": str},
            wording=_STAFF,
        ),
        Term(
            name="badge.given",
            one_or_many=ngettext_lazy("%(n)s badge given by hand", "%(n)s badges given by hand", "n"),
            many=_("badges given by hand"),
            objects=ngettext_lazy("%(n)s badge given by hand", "%(n)s badges given by hand", "n"),
            fields={"slug": str},
            wording={**_STAFF, ("slug", "="): ""},
        ),
    )
}


def type_of(term: Term, name: str) -> type | None:
    """The type of a field a rule filters by; None when the fact does not have it."""
    return COLUMNS.get(name) or term.fields.get(name)
