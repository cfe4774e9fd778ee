"""A person decides; whoever is refused may ask once for another look."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Appeal, Decision, Subject


@transaction.atomic
def decide(about: Subject, *, refusal: str = "", by: Member) -> Decision:
    """Say whether it is fair: no refusal, or one of rules.REFUSALS. Refused 409 when somebody was faster."""
    require(policy.can_decide(by))
    return _write(about, refusal, by, of_appeal=False)


@transaction.atomic
def decide_again(about: Subject, *, refusal: str = "", by: Member) -> Decision:
    """The decision after an appeal: the last one. What no person had refused at first may be decided by anybody of the team."""
    first = Decision.objects.filter(subject_kind=about.kind, subject_id=about.id, of_appeal=False).first()
    require(policy.can_decide_again(by, first) if first else policy.can_decide(by))
    return _write(about, refusal, by, of_appeal=True)


def _write(about: Subject, refusal: str, by: Member, *, of_appeal: bool) -> Decision:
    if refusal and refusal not in rules.REFUSALS:
        raise Refused(_("Please choose a reason."), status=400)
    said = {"fair": not refusal, "reason": refusal or rules.APPROVED, "by": by, "at": clock.now(), "of_appeal": of_appeal}
    try:
        with transaction.atomic():
            return Decision.objects.create(subject_kind=about.kind, subject_id=about.id, **said)
    except IntegrityError:
        raise Refused(_("This was decided meanwhile."), status=409) from None


@transaction.atomic
def appeal(about: Subject, *, words: str, by: Member) -> Appeal:
    """Ask for another look. Refused 409 the second time."""
    words = words.strip()[:2000]
    if not words:
        raise Refused(_("Please write why it should be looked at again."), status=400)
    try:
        with transaction.atomic():
            return Appeal.objects.create(subject_kind=about.kind, subject_id=about.id, member=by, words=words, at=clock.now())
    except IntegrityError:
        raise Refused(_("You have asked for another look already."), status=409) from None
