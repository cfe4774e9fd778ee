"""The words for what happens to a membership. Nobody but its owner is told."""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.forum.events import QuestionDeleted, QuestionHidden, QuestionRestored
from community.forum.models import Question
from community.frame.identity import brand_name
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import (
    ContactDone,
    ContactHandedOver,
    KeeperChanged,
    MembershipKept,
    MembershipLowered,
    MembershipNoticed,
    MembershipRaised,
    OwnerAsked,
    ProductGone,
    TeamThanked,
)
from .models import Contact, Keeper, Membership, Owned, Thanks, Tier

Lines = Iterator[tuple[Event, Line]]


def _lines(member: Member, events: list[Event], say: Callable[[Membership, str], str]) -> Lines:
    row = Membership.objects.visible_to(member).select_related("tier").first()
    names = dict(Tier.objects.values_list("slug", "name"))
    for event in events:
        if row and event.extras["tier"] in names:
            yield event, Line(sentence=say(row, names[event.extras["tier"]]), url=reverse("membership"))


@notice(MembershipRaised, label=gettext_lazy("My membership"), icon="gem", to=lambda fact: fact.subject_id)
def raised(member: Member, events: list[Event]) -> Lines:
    return _lines(member, events, lambda row, name: _("Your membership is %(name)s now.") % {"name": name})


@notice(
    MembershipNoticed,
    label=gettext_lazy("My membership may go down"),
    icon="hourglass",
    to=lambda fact: fact.subject_id,
    ended_by=(MembershipKept, MembershipLowered),
)
def noticed(member: Member, events: list[Event]) -> Lines:
    def say(row: Membership, name: str) -> str:
        until = date_format(row.kept_until, "DATE_FORMAT") if row.kept_until else ""
        return _("Your membership %(name)s stays until %(day)s. Helping somebody keeps it.") % {"name": name, "day": until}

    standing = Membership.objects.visible_to(member).filter(noticed_at__isnull=False).exists()
    return _lines(member, events if standing else [], say)


@notice(MembershipKept, label=gettext_lazy("My membership stays"), icon="shield-check", to=lambda fact: fact.subject_id)
def kept(member: Member, events: list[Event]) -> Lines:
    helping = {event.pk for event in events if event.extras["why"] == "helping"}
    for event, line in _lines(member, events, lambda row, name: name):
        words = _("You keep %(name)s, because you help others.") if event.pk in helping else _("You keep %(name)s.")
        yield event, Line(sentence=words % {"name": line.sentence}, url=line.url)


@notice(MembershipLowered, label=gettext_lazy("My membership went down"), icon="gem", to=lambda fact: fact.subject_id)
def lowered(member: Member, events: list[Event]) -> Lines:
    return _lines(member, events, lambda row, name: _("Your membership is %(name)s now, one step lower.") % {"name": name})


@notice(TeamThanked, label=gettext_lazy("A thank-you of the team"), icon="hand-heart", to=lambda fact: fact.subject_id)
def thanked(member: Member, events: list[Event]) -> Lines:
    mine = Thanks.objects.filter(member=member, pk__in=[event.object_id for event in events]).select_related("by")
    for event, row in found(events, mine):
        sentence = _("%(name)s of %(brand)s thanks you.") % {"name": row.by.shown_name, "brand": brand_name()}
        yield event, Line(sentence=sentence, url=reverse("history"), excerpt=row.words)


@notice(
    ContactHandedOver,
    label=gettext_lazy("Something that became mine to do"),
    icon="reply",
    to=lambda fact: fact.owner_id,
    ended_by=(ContactDone,),
)
def handed_over(member: Member, events: list[Event]) -> Lines:
    """To whoever of the team takes over, while it is still theirs."""
    open_ = Contact.objects.visible_to(member).still_open().filter(owner=member).select_related("member")
    for event, row in found(events, open_.filter(pk__in=[event.object_id for event in events])):
        sentence = _("%(step)s, for %(name)s, is yours now.") % {"step": row.next_step, "name": row.member.shown_name}
        yield event, Line(sentence=sentence, url=reverse("member_known", args=[row.member.handle]))


@notice(
    KeeperChanged,
    label=gettext_lazy("A member who became mine to be there for"),
    icon="users",
    to=lambda fact: fact.owner_id if fact.owner_id and fact.owner_id != fact.actor_id else None,
)
def became_mine(member: Member, events: list[Event]) -> Lines:
    """To whoever of the team it is now, with what they should know; while it is still theirs."""
    mine = Keeper.objects.filter(person=member, until=None).select_related("member")
    for event, row in found(events, mine.filter(pk__in=[event.object_id for event in events])):
        sentence = _("You are there for %(name)s from now on.") % {"name": row.member.shown_name}
        yield event, Line(sentence=sentence, url=reverse("member_known", args=[row.member.handle]), excerpt=row.note)


@notice(
    OwnerAsked,
    label=gettext_lazy("A question about a product of mine"),
    icon="message-circle",
    to=lambda fact: fact.subject_id,
    ended_by=(QuestionHidden, QuestionDeleted, QuestionRestored, ProductGone),
)
def owner_asked(member: Member, events: list[Event]) -> Lines:
    mine = {row.product_id for row in Owned.objects.of(member)}
    asked = Question.objects.visible_to(member).filter(pk__in=[event.object_id for event in events])
    for event, question in found(events, asked.prefetch_related("products").defer("body", "html")):
        product = next((product.name for product in question.products.all() if product.pk in mine), None)
        if product and question.is_published:
            sentence = _("Somebody asks about your %(product)s.") % {"product": product}
            yield event, Line(sentence=sentence, url=question.get_absolute_url(), heading=question.title)
