"""What a member accepts once to be here: the terms, in a version, and that they are old enough."""

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.verdict import Refused

from ..events import TermsAccepted
from ..models import Agreement, Member


@transaction.atomic
def agree(member: Member, *, terms: str = "", age: int = 0) -> None:
    """They accept this version of the terms, and say to be of this age; "" and 0 for what they were not asked. Twice is once."""
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.erased_at or row.merged_into_id:
        raise Refused(_("This member is no longer here."), status=409)
    for document, version in ((Agreement.Document.TERMS, terms), (Agreement.Document.AGE, str(age or ""))):
        if version and not row.agreements.filter(document=document, version=version).exists():
            Agreement(member=row, document=document, version=version, at=clock.now()).save(force_insert=True)
            if document == Agreement.Document.TERMS:
                emit(TermsAccepted(subject_id=row.pk, actor_id=row.pk, version_accepted=version, by_staff=row.is_team))
    if terms:
        row.agreed_to = terms
    if age:
        row.of_age = max(age, row.of_age or 0)
    row.save(update_fields=["agreed_to", "of_age"])
    member.agreed_to, member.of_age = row.agreed_to, row.of_age
