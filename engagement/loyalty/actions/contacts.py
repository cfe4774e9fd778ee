from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.members.rules import one_line
from community.verdict import Refused, require

from .. import policy
from ..events import ContactDone, ContactHandedOver, ContactNoted, CorrectionAnswered, CorrectionAsked
from ..models import Contact, Correction, HandOver

MOST_OPEN = 5  # corrections of one member that wait for an answer


@transaction.atomic
def note_contact(
    member: Member,
    *,
    direction: str,
    summary: str,
    where: str = "",
    outcome: str = "",
    next_step: str = "",
    next_by: date | None = None,
    owner: Member | None = None,
    by: Member,
) -> Contact:
    """Write down that the brand and a member spoke. A next step is whoever's `owner` is, else the writer's own."""
    require(policy.can_note_contact(by, member))
    words = {
        "summary": one_line(summary),
        "where": one_line(where),
        "outcome": one_line(outcome),
        "next_step": one_line(next_step),
    }
    if not words["summary"]:
        raise ValidationError({"summary": _("Say in a few words what it was about.")})
    contact = Contact(
        member=member,
        direction=direction,
        next_by=next_by if words["next_step"] else None,
        owner=(owner or by) if words["next_step"] else None,
        by=by,
        at=clock.now(),
        **words,
    )
    contact.full_clean()
    contact.save(force_insert=True)
    emit(ContactNoted(subject_id=member.pk, actor_id=by.pk, object_id=contact.pk, has_next=bool(contact.next_step)))
    return contact


@transaction.atomic
def finish_contact(contact: Contact, *, outcome: str, by: Member) -> None:
    """The next step is done; what came of it is what the member reads. Twice is once."""
    locked = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("member").get(pk=contact.pk)
    require(policy.can_note_contact(by, locked.member))
    if not locked.is_open:
        return
    locked.outcome = one_line(outcome)
    if not locked.outcome:
        raise ValidationError({"outcome": _("Say what came of it: the member reads it.")})
    locked.done_at = clock.now()
    locked.full_clean()
    locked.save(update_fields=["outcome", "done_at"])
    emit(ContactDone(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk))


@transaction.atomic
def hand_over(contact: Contact, *, to: Member, note: str, by: Member) -> None:
    """What was promised is somebody else's now; they hear of it with the note, and the member reads who it is. Twice is once."""
    locked = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("member", "owner").get(pk=contact.pk)
    require(policy.can_note_contact(by, locked.member))
    require(policy.can_take_over(to, locked.member))
    if not locked.is_open or locked.owner is None:
        raise Refused(_("There is nothing to hand over any more."), status=409)
    if locked.owner_id == to.pk:
        return
    told = one_line(note)
    if not told:
        raise ValidationError({"note": _("Say what whoever takes over needs to know.")})
    row = HandOver(contact=locked, before=locked.owner, after=to, note=told, by=by, at=clock.now())
    row.full_clean()
    row.save(force_insert=True)
    locked.owner = to
    locked.save(update_fields=["owner"])
    emit(ContactHandedOver(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, owner_id=to.pk))


@transaction.atomic
def hide_contact(contact: Contact, *, hidden: bool, by: Member) -> None:
    """The member takes it out of the team's sight, or lets them see it again. An open promise stays in sight."""
    locked = Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact.pk)
    require(policy.can_hide_contact(by, locked))
    if hidden == (locked.hidden_at is not None):
        return
    locked.hidden_at = clock.now() if hidden else None
    locked.save(update_fields=["hidden_at"])


@transaction.atomic
def say_wrong(member: Member, *, words: str, by: Member) -> Correction:
    """A member says what is wrong about what is known of them."""
    require(policy.can_correct(by, member))
    said = one_line(words)
    if not said:
        raise ValidationError({"words": _("Say what is wrong, in your own words.")})
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)  # two forms at once take turns
    waiting = Correction.objects.filter(member=member, answered_at=None)
    if known := waiting.filter(words=said).first():
        return known
    if waiting.count() >= MOST_OPEN:
        raise Refused(
            _("Some of what you told us still waits for an answer. We answer first, then you can add more."), status=429
        )
    correction = Correction(member=member, words=said, at=clock.now())
    correction.full_clean()
    correction.save(force_insert=True)
    emit(CorrectionAsked(subject_id=member.pk, actor_id=by.pk, object_id=correction.pk))
    return correction


@transaction.atomic
def answer_correction(correction: Correction, *, answer: str, by: Member) -> None:
    """Say what was done about it. It is answered once."""
    locked = Correction.objects.select_for_update(of=("self",), no_key=True).select_related("member").get(pk=correction.pk)
    require(policy.can_note_contact(by, locked.member))
    if locked.answered_at:
        raise Refused(_("Somebody has answered this already."), status=409)
    locked.answer, locked.answered_by, locked.answered_at = one_line(answer), by, clock.now()
    if not locked.answer:
        raise ValidationError({"answer": _("Say what you did about it: the member reads it.")})
    locked.full_clean()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    emit(CorrectionAnswered(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk))
