from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import LOYALTY_READ, Member
from community.members.policy import can_merge, reads_loyalty, without
from community.verdict import NO, YES, Verdict

from .models import Contact, Owned, Proposal


def can_read_profile(token: Any, member: Member) -> Verdict:
    """A key opens its own member's profile, and everybody's with the scope for it."""
    if token.member_id == member.pk or LOYALTY_READ in token.scopes:
        return YES
    return NO(_("This key opens its own member's loyalty profile only."))


def can_keep_programme(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team decides what membership is."))


def can_look(viewer: Any, member: Member) -> Verdict:
    """The brand's team may look at what is known of a member, and each look is kept; nobody else may."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team may look at what is known of a member."))


def can_note_contact(viewer: Any, member: Member) -> Verdict:
    if member.pk == viewer.pk:
        return NO(_("Somebody else of the team writes down what concerns you."))
    return can_look(viewer, member)


def can_take_over(person: Any, member: Member) -> Verdict:
    """Whose step it may become: somebody of the brand's team, and never the member it is about."""
    if person.pk == member.pk or not reads_loyalty(person):
        return NO(_("Only somebody of the brand's team can take this over."))
    return YES


def can_thank(viewer: Any, member: Member) -> Verdict:
    """Everybody of the team, by name; nobody themselves, and not each other: that is for the kitchen."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if not getattr(viewer, "on_duty", False):
        return without(viewer, _("Only the team thanks in its name."))
    return NO(_("Thank your own team in person.")) if member.is_team else YES


def can_hide_contact(viewer: Any, contact: Contact) -> Verdict:
    if viewer.pk != contact.member_id:
        return NO(_("Only the member can hide this."))
    return NO(_("Somebody has promised you something here. You can hide it once that is done.")) if contact.is_open else YES


def can_correct(viewer: Any, member: Member) -> Verdict:
    return YES if viewer.pk == member.pk else NO(_("Only the member can say what is wrong."))


def can_decide_proposal(viewer: Any, proposal: Proposal) -> Verdict:
    if viewer.pk in (proposal.member_id, proposal.other_id):
        return NO(_("Somebody else of the team decides what concerns you."))
    return can_merge(viewer)


def can_keep_owned(viewer: Any, member: Member) -> Verdict:
    return YES if viewer.pk == member.pk else NO(_("Only the member says what they own."))


def is_still_owned(owned: Owned) -> Verdict:
    return YES if owned.gone_at is None else NO(_("This is no longer among your products."))


def must_say_why() -> Verdict:
    return NO(_("Say first why you look; an hour later you are asked again."))
