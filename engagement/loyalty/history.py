"""Everything that is known of a member, in words: what happened to them, what they did, and what was spoken. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.events.models import Event
from community.forum.models import Product
from community.members.models import Member
from engagement.recognition import lines
from engagement.recognition.models import Badge, Given
from engagement.recognition.rules import LEVELS
from engagement.rewards.models import Reward
from engagement.rules.facts import of_members

from .models import Contact, Keeper, Thanks, Tier

PAGE = 30
TECHNICAL = ("profile.changed", "standing.changed", "case.taken_up")  # they follow from the facts that are told
BY_HAND = Q(name="badge.awarded", extras__has_key="by_hand", extras__by_hand=True)  # told by the giving
DOUBTS = ("answer.doubted", "answer.doubt_withdrawn", "text.reported")  # said in private to the site, not to the author
ABOUT, DID = "about", "did"  # what happened to the member; what they did to others

# What a fact says to whoever it is about. Those about a text are in recognition's lines.
WORDS: dict[str, str | Promise] = {
    "member.joined": _("You joined."),
    "member.merged": _("Two accounts of yours became one."),
    "member.erased": _("The account was emptied."),
    "member.leaving": _("You asked to be forgotten."),
    "member.stays": _("You decided to stay."),
    "export.asked": _("You asked for everything we know of you."),
    "export.ready": _("Everything we know of you lay ready for you."),
    "consent.changed": _("You changed what you allow."),
    "comment.posted": _("You wrote a comment."),
    "comment.edited": _("A comment of yours was edited."),
    "comment.held": _("A comment of yours waits for a check."),
    "comment.approved": _("A comment of yours was approved."),
    "comment.hidden": _("A comment of yours was hidden by the team."),
    "comment.restored": _("A comment of yours stands again."),
    "comment.deleted": _("You deleted a comment."),
    "report.answered": _("The team looked at what you had reported."),
    "text.kept": _("You looked at a text that was reported, and kept it."),
    "decision.made": _("The team decided about something of yours, and told you why."),
    "appeal.made": _("You asked for another look at a decision."),
    "appeal.answered": _("Somebody looked at a decision again, as you had asked."),
    "history.badge": _("You received a badge in the community you came from."),
    "follow.answered": _("A question you follow was answered."),
    "badge.given": _("%(by)s of the team gave you the badge %(badge)s: “%(why)s”"),
    "badge.taken": _("%(by)s of the team took back the badge %(badge)s: “%(why)s”"),
    "badge.awarded": _("You received the badge %(badge)s."),
    "badge.revoked": _("The badge %(badge)s was taken back, because what it stood on was taken away."),
    "level.reached": _("You reached level %(level)s."),
    "referral.attributed": _("Somebody signed up by your invitation."),
    "referral.verified": _("A friend joined by your invitation."),
    "referral.qualified": _("A friend you invited found help."),
    "referral.held": _("An invitation of yours was looked at."),
    "referral.welcomed": _("You found help, and whoever invited you was recognised for it."),
    "referral.rejected": _("An invitation of yours was refused."),
    "referral.expired": _("The time of an invitation of yours ran out."),
    "reward.given": _("You were given %(reward)s."),
    "reward.answered": _("You answered an invitation: %(reward)s."),
    "reward.expiring": _("You were reminded that %(reward)s ends soon."),
    "reward.expired": _("%(reward)s ended unused."),
    "reward.cancelled": _("%(reward)s was taken back by the team."),
    "voucher.redeemed": _("You used %(reward)s."),
    "voucher.returned": _("%(reward)s can be used again."),
    "credit.earned": _("A purchase added %(n)s to your balance."),
    "credit.taken_back": _("A purchase was given back, and %(n)s of your balance with it."),
    "credit.spent": _("You spent %(n)s of your balance."),
    "credit.returned": _("%(n)s went back to your balance."),
    "credit.expiring": _("You were told that %(n)s of your balance end soon."),
    "credit.expired": _("%(n)s of your balance ended unused."),
    "credit.corrected": _("The team put your balance right, by %(n)s."),
    "pool.emptied": _("You were told that a reward has no codes left."),
    "order.placed": _("You bought something for %(amount)s."),
    "order.refunded": _("You gave something back, for %(amount)s."),
    "product.owned": _("You have a new product: %(product)s."),
    "product.gone": _("You no longer have %(product)s."),
    "owner.asked": _("You were asked about a product you own."),
    "week.summed": _("You were told how the community did in a week."),
    "guide.credited": _("A guide thanks you."),
    "case.opened": _("The team has to resolve something for you."),
    "case.handed": _("Somebody else of the team has it now."),
    "case.weighed": _("The team changed how urgent it is."),
    "case.escalated": _("It was not resolved in time, and went one step up."),
    "case.answered": _("The team resolved it, and told you how."),
    "case.asked_back": _("You were asked whether it worked."),
    "case.checked": _("You said whether it worked."),
    "survey.asked": _("You were asked how it went."),
    "survey.answered": _("You said how it went."),
    "helper.invited": _("You were invited to help here."),
    "terms.accepted": _("You accepted the terms."),
    "paper.published": _("The team put a new version of its terms or guidelines in force."),
    "visit.made": _("You visited us."),
    "ticket.closed": _("Our support closed what you had asked."),
    "course.completed": _("You completed a course."),
    "membership.raised": _("Your membership became %(tier)s."),
    "membership.noticed": _("You were told that your membership %(tier)s may go down."),
    "membership.kept": _("You kept your membership %(tier)s."),
    "membership.lowered": _("Your membership became %(tier)s, one step lower."),
    "endpoint.tried": _("You sent a test to another system."),
    "endpoint.stopped": _("You were told that another system no longer takes what it is sent."),
    "contact.noted": _("We spoke: %(summary)s"),
    "contact.done": _("Done: %(outcome)s"),
    "contact.handed_over": _("Somebody else of the team took over what we had promised you."),
    "keeper.changed": _("Who of the team is there for you changed: %(person)s."),
    "team.thanked": _("The team thanked you: %(words)s"),
    "correction.asked": _("You said that something is wrong."),
    "correction.answered": _("We answered what you said is wrong."),
}
# What the same fact says to whoever did it to somebody else. The other person is not named: who marks stays private.
DONE: dict[str, str | Promise] = {
    "answer.accepted": _("You accepted an answer."),
    "answer.unaccepted": _("You took an acceptance back."),
    "answer.helped": _("You said that an answer helped you."),
    "answer.help_withdrawn": _("You took back that an answer had helped you."),
    "answer.thanked": _("You wrote a thank-you note."),
    "answer.thanks_withdrawn": _("Your thank-you note went with the mark you took back."),
    "answer.doubted": _("You said that an answer does not work or is out of date."),
    "answer.doubt_withdrawn": _("You took back a doubt."),
    "text.reported": _("You reported a text."),
    "question.me_too": _("You said that you have a question too."),
    "question.me_too_withdrawn": _("You took back that you have a question too."),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One fact in words, for the page they share: a sentence, or words around a linked title."""

    at: datetime
    name: str
    sentence: str = ""
    told: lines.Told | None = None
    source: str = ""  # the system it came from


def page_of(member: Member, *, which: str, before: int | None = None) -> tuple[list[Line], int | None]:
    """One page of it, newest first, and the cursor of what is older (None at the end). A few queries, however many lines."""
    facts = _facts(member, which)
    if before and (last := facts.filter(pk=before).first()):
        facts = facts.filter(Q(occurred_at__lt=last.occurred_at) | Q(occurred_at=last.occurred_at, pk__lt=last.pk))
    found = list(facts.select_related("actor").order_by("-occurred_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    told = in_words(member, shown) if which == ABOUT else [_did(event) for event in shown]
    return told, shown[-1].pk if len(found) > PAGE else None


def _facts(member: Member, which: str) -> QuerySet[Event]:
    if which == ABOUT:
        return Event.objects.filter(of_members([member.pk])).exclude(name__in=(*TECHNICAL, *DOUBTS)).exclude(BY_HAND)
    return Event.objects.filter(actor=member, name__in=DONE).exclude(subject=member)


def _did(event: Event) -> Line:
    return Line(at=event.occurred_at, name=event.name, sentence=str(DONE[event.name]))


def in_words(member: Member, events: list[Event]) -> list[Line]:
    """What happened to the member, as they read it."""
    texts = [event for event in events if event.name in lines.WORDS]
    told = lines.tell(member, texts)
    known = _Known(member, events)
    return [
        Line(at=event.occurred_at, name=event.name, told=told[event.pk], source=_source(event))
        if event.pk in told
        else Line(at=event.occurred_at, name=event.name, sentence=known.say(event), source=_source(event))
        for event in events
    ]


def _source(event: Event) -> str:
    return "" if event.source == "here" else event.source.partition(":")[0]


class _Known:
    """The names that sentences need, each kind read once."""

    def __init__(self, member: Member, events: Iterable[Event]) -> None:
        ids: dict[str, set[int]] = {}
        for event in events:
            ids.setdefault(event.object_kind, set()).add(event.object_id or 0)
        self.badges = _by_id(Badge.objects.filter(pk__in=ids.get("badge", ()))) if "badge" in ids else {}
        contacts = Contact.objects.visible_to(member).filter(pk__in=ids.get("contact", ()))
        self.contacts = _by_id(contacts) if "contact" in ids else {}
        self.products = _by_id(Product.objects.filter(pk__in=ids.get("product", ()))) if "product" in ids else {}
        self.rewards = dict(Reward.objects.values_list("slug", "name")) if "gift" in ids else {}
        thanks = Thanks.objects.filter(pk__in=ids.get("thanks", ()), member=member).select_related("by")
        self.thanks = _by_id(thanks) if "thanks" in ids else {}
        given = Given.objects.of(member).filter(pk__in=ids.get("given", ()))
        self.given = _by_id(given) if "given" in ids else {}
        keepers = Keeper.objects.of(member).filter(pk__in=ids.get("keeper", ()))
        self.keepers = _by_id(keepers) if "keeper" in ids else {}
        self.tiers = dict(Tier.objects.values_list("slug", "name")) if "membership" in ids else {}

    def say(self, event: Event) -> str:
        words = str(WORDS.get(event.name) or event.name)
        return words % self._values(event) if "%(" in words else words

    def _values(self, event: Event) -> Mapping[str, Any]:
        if event.name.startswith("credit."):
            return {"n": event.extras["amount"]}
        match event.object_kind:
            case "badge":
                badge = self.badges.get(event.object_id or 0)
                return {"badge": badge.full_name if badge else "?"}
            case "contact":
                contact = self.contacts.get(event.object_id or 0)
                return {"summary": contact.summary if contact else "…", "outcome": contact.outcome if contact else "…"}
            case "thanks":
                row = self.thanks.get(event.object_id or 0)
                return {"words": f"“{row.words}” ({row.by.shown_name})" if row else "…"}
            case "given":
                return self._of_given(event)
            case "keeper":
                there = self.keepers.get(event.object_id or 0) if event.extras["owner_id"] else None
                if there is None:
                    return {"person": _("nobody in particular")}
                return {"person": f"{there.person.shown_name} (“{there.note}”)" if there.note else there.person.shown_name}
            case "membership":
                return {"tier": self.tiers.get(event.extras["tier"], event.extras["tier"])}
            case "product":
                product = self.products.get(event.object_id or 0)
                return {"product": product.name if product else "?"}
            case "gift":
                return {"reward": self.rewards.get(event.extras["pool"], event.extras["pool"])}
            case "order":
                return {"amount": money(event.extras.get("amount", 0), event.extras.get("currency", ""))}
        return {"level": LEVELS[event.extras["level"] - 1].name} if "level" in event.extras else {}

    def _of_given(self, event: Event) -> Mapping[str, Any]:
        row = self.given.get(event.object_id or 0)
        if row is None:
            return {"by": "…", "badge": event.extras["slug"], "why": "…"}
        taken = event.name == "badge.taken"
        by, why = (row.taken_by, row.taken_why) if taken else (row.by, row.why)
        return {"by": by.shown_name, "badge": row.badge.shown_name, "why": why}


def _by_id(rows: QuerySet[Any]) -> dict[int, Any]:
    return {row.pk: row for row in rows}


def money(amount: int, currency: str) -> str:
    """1250, "EUR" as 12.50 EUR. Currencies without cents are few, and none of ours."""
    return f"{amount // 100}.{amount % 100:02d} {currency}".strip()
