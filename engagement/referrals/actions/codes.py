from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Code


@transaction.atomic
def make_code(member: Member) -> Code:
    """The member's invitation, made when there is none yet."""
    for _turn in range(20):
        if code := Code.objects.filter(member=member).first():
            return code
        text = rules.draw_code(member.handle)
        try:
            with transaction.atomic():
                return Code.objects.create(member=member, text=text, key=rules.code_key(text), made_at=clock.now())
        except IntegrityError:
            continue  # the code is taken, or it was made in the same moment
    raise Refused(_("No code could be made just now. Please try again."), status=409)


@transaction.atomic
def pause_code(code: Code, *, by: Member | None) -> None:
    """Nobody joins by it until it goes on. `by` None: the team's pause, which only the team ends."""
    if by is not None and by.pk != code.member_id and not by.on_duty:
        require(policy.can_resume(by, code))
    ours = by is None or by.pk != code.member_id
    Code.objects.filter(pk=code.pk, paused_at=None).update(paused_at=clock.now())
    if ours:
        Code.objects.filter(pk=code.pk).update(paused_by_team=True)


@transaction.atomic
def resume_code(code: Code, *, by: Member) -> None:
    locked = Code.objects.select_for_update(no_key=True).get(pk=code.pk)
    if not by.on_duty or by.pk == locked.member_id:
        require(policy.can_resume(by, locked))
    Code.objects.filter(pk=locked.pk).update(paused_at=None, paused_by_team=False)
