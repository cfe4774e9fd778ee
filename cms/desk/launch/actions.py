from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from cms.desk.events import HelperInvited
from cms.desk.models import HelperInvitation, LaunchNote
from community.events.door import emit
from community.members.models import Member
from community.members.policy import reads_loyalty as speaks_for_brand
from community.verdict import NO, YES, Refused, Verdict, require

from . import mails
from .forms import MOST_ADDRESSES

REMEMBERED = timedelta(days=30)
MOST_A_MONTH = 100


def can_launch(viewer: object) -> Verdict:
    return YES if speaks_for_brand(viewer) else NO(_("Only the brand's team does this."))


def note_done(step: str, *, by: Member) -> None:
    require(can_launch(by))
    LaunchNote.objects.get_or_create(step=step, defaults={"by": by})


def send_test(address: str, *, by: Member) -> str:
    """Really send a mail; what the mail server said against it, "" when it took it."""
    require(can_launch(by))
    try:
        mails.test_mail(address).send()
    except OSError as problem:  # every refusal of a mail server and every way not to reach one
        return f"{type(problem).__name__}: {problem}"[:300]
    note_done("mail", by=by)
    return ""


@transaction.atomic
def invite_helpers(addresses: Iterable[str], *, words: str, by: Member) -> tuple[int, int]:
    """(mails owed, addresses left out: members already, or invited before)."""
    require(can_launch(by))
    wanted = list(dict.fromkeys(addresses))
    if len(wanted) > MOST_ADDRESSES or HelperInvitation.objects.filter(at__gt=now() - REMEMBERED).count() > MOST_A_MONTH:
        raise Refused(_("These are the first helpers, not a mailing list. Invite the others by a link."), status=409)
    here = set(Member.objects.filter(email__in=wanted).values_list("email", flat=True))
    before = set(HelperInvitation.objects.filter(address__in=wanted).values_list("address", flat=True))
    fresh = [address for address in wanted if address not in here | before]
    for address in fresh:
        row = HelperInvitation.objects.create(address=address, words=words[:600], by=by)
        emit(HelperInvited(subject_id=by.pk, actor_id=by.pk, object_id=row.pk, by_staff=True))
    return len(fresh), len(wanted) - len(fresh)


def send_invitation(pk: int) -> None:
    """Hand the mail over; raises when the server is away, to be tried again under the same id."""
    row = HelperInvitation.objects.select_related("by").filter(pk=pk, sent_at=None).exclude(address="").first()
    if row is None:
        return
    mail = mails.helper_mail(
        row.address, words=row.words, name=row.by.shown_name, language=row.by.language, key=f"helper-{row.pk}-{row.key.hex}"
    )
    mail.send()
    HelperInvitation.objects.filter(pk=pk).update(sent_at=now())


def forget_addresses() -> int:
    """Addresses of those who were invited are forgotten after a month; that somebody was invited stays."""
    old = HelperInvitation.objects.filter(at__lt=now() - REMEMBERED).exclude(address="")
    return old.update(address="", words="")


def forget_address(address: str) -> None:
    HelperInvitation.objects.filter(address=address).exclude(address="").update(address="", words="")
