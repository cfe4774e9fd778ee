from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import Member
from community.members.policy import without
from community.verdict import NO, YES, Verdict

from .models import Case, Survey


def can_run_cases(viewer: Any) -> Verdict:
    return YES if getattr(viewer, "on_duty", False) else without(viewer, _("Only the team works on cases."))


def can_have_case(member: Member) -> Verdict:
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    return YES


def can_work_on(viewer: Any, case: Case) -> Verdict:
    if case.member_id == viewer.pk:
        return NO(_("Somebody else of the team decides what concerns you."))
    return can_run_cases(viewer)


def can_check(viewer: Any, case: Case) -> Verdict:
    if viewer.pk not in (case.member_id, case.member.merged_into_id):
        return NO(_("Only the member says whether it worked."))
    return YES if case.state == Case.State.ANSWERED else NO(_("There is nothing to say about it at the moment."))


def can_answer(viewer: Any, survey: Survey) -> Verdict:
    if viewer.pk not in (survey.member_id, survey.member.merged_into_id):
        return NO(_("Only who was asked can answer."))
    if survey.asked_at is None or survey.answered_at is not None:
        return NO(_("There is nothing to answer any more."))
    return YES
