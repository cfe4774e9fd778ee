"""What was held is decided by a person; what was refused may be looked at once more."""

from django.db import transaction
from django.utils.translation import gettext as _

from community.members.models import Member
from community.verdict import Refused, require
from engagement.integrity import actions as integrity
from engagement.integrity.models import Appeal

from .. import policy
from ..events import ReferralHeld, ReferralRejected
from ..models import Referral
from ..rules import State
from .codes import resume_code
from .moving import about, lock, move
from .weighing import reward


@transaction.atomic
def decide(referral: Referral, *, refusal: str = "", by: Member) -> None:
    """Reward what was held, or refuse it with one of integrity's reasons. After an appeal this is the last word."""
    locked = lock(referral.pk)
    if locked.state != State.HELD:
        raise Refused(_("This was decided meanwhile."), status=409)
    appealed = Appeal.objects.filter(subject_kind=locked.subject.kind, subject_id=locked.pk).exists()
    (integrity.decide_again if appealed else integrity.decide)(locked.subject, refusal=refusal, by=by)
    if refusal:
        move(locked, State.REJECTED, about(ReferralRejected, locked, reason=refusal), reason=refusal)
        return
    reward(locked)
    if locked.code.paused_by_team and not _others_held(locked):
        resume_code(locked.code, by=by)


def _others_held(referral: Referral) -> bool:
    return Referral.objects.filter(code=referral.code_id, state=State.HELD).exclude(pk=referral.pk).exists()


@transaction.atomic
def appeal(referral: Referral, *, words: str, by: Member) -> None:
    """Ask for another look: it is held again until somebody else has looked."""
    locked = lock(referral.pk)
    require(policy.can_appeal(by, locked))
    integrity.appeal(locked.subject, words=words, by=by)
    move(locked, State.HELD, about(ReferralHeld, locked, appeal=True))
