from django.db import transaction

from community.members.models import Member

from ..models import Appeal, Report, Said


@transaction.atomic
def forget_words(member: Member) -> None:
    """A member leaves: what they wrote to the team and the team to them goes; that something was decided stays."""
    Report.objects.filter(member=member).update(words="", language="")
    if member.email:
        Report.objects.filter(email__iexact=member.email).update(name="", email="")
    Appeal.objects.filter(member=member).update(words="")
    Said.objects.filter(decision__member=member).delete()
