"""A text is reported: it stands in the queue once, however many report it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.forum.models import PUBLIC, Question, State, Text
from community.members.models import Member
from community.screening.actions import marks_of
from community.verdict import Refused, require

from .. import policy, rules
from ..events import TextReported
from ..models import Item, Report, kind_of, text_of
from .writing import lock_item, question_of, recount, words_of

A_DAY = timedelta(days=1)


@transaction.atomic
def report_text(text: Text, *, reason: str, words: str = "", by: Member) -> Report:
    """Say that the team should look at it. Twice while nobody has looked is once, with the later words. 429 past the limit."""
    if reason not in rules.REPORT_REASONS:
        raise ValidationError({"reason": _("Choose a reason.")})
    words = words_of(words, most=rules.WORDS_MAX, field="words", needed=reason == "other")
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # what they report, they report in turn
    now_there = _standing(text)
    require(policy.can_report(by, now_there))
    item = queue(now_there)
    found = item.reports.filter(member=by, decision=None).first()
    if found:
        Report.objects.filter(pk=found.pk).update(reason=reason, words=words)
        recount(item)
        return found
    if Report.objects.filter(member=by, at__gt=clock.now() - A_DAY).count() >= rules.REPORTS_A_DAY:
        said = _("You have reported much today. Please go on tomorrow; what is urgent, write to us.")
        raise Refused(said, status=429, retry_after=int(A_DAY.total_seconds()))
    report = Report.objects.create(item=item, member=by, reason=reason, words=words, at=clock.now(), language=by.language)
    recount(item)
    tell(report, now_there)
    return report


@transaction.atomic
def report_illegal(text: Text, *, words: str, name: str = "", email: str = "", language: str = "") -> Report:
    """Somebody without an account says that a text breaks the law, and why (Regulation (EU) 2022/2065, article 16).

    Who it was is kept for the team alone; with an address they get a receipt and, once they confirmed it, the outcome.
    """
    words = words_of(words, most=rules.WORDS_MAX, field="words", needed=True)
    there = _standing(text)
    if there.state != State.PUBLISHED or question_of(there).visibility != PUBLIC:
        raise Refused(_("This is not here any more."), status=404)
    item = queue(there)
    report = Report.objects.create(
        item=item, reason="illegal", words=words, name=name[:100], email=email, language=language, at=clock.now()
    )
    recount(item)
    tell(report, there)
    return report


@transaction.atomic
def confirm_report(report: Report) -> None:
    """Whoever opened the mail has shown that the address is theirs. Twice is once."""
    Report.objects.filter(pk=report.pk, confirmed_at=None).update(confirmed_at=clock.now())


def note_receipt(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(receipt_at=clock.now())


def note_outcome(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(outcome_at=clock.now())


@transaction.atomic
def forget_reporters() -> int:
    """Names and addresses of people without an account, some time after their report was decided."""
    oldest = clock.now() - timedelta(days=settings.KEEP_DAYS["reporters"])
    old = Report.objects.filter(member=None, decision__at__lt=oldest).exclude(name="", email="")
    return old.update(name="", email="")


def _standing(text: Text) -> Text:
    """The text as it is now; 404 when it is not there."""
    found: Text | None = text_of(kind_of(text), text.pk)
    if found is None:
        raise Refused(_("This is not here any more."), status=404)
    return found


def queue(text: Text) -> Item:
    """The text's place in the queue, made when it has none, and locked."""
    if item := lock_item(text):
        return item
    try:
        with transaction.atomic():
            return Item.objects.create(
                kind=kind_of(text), text_id=text.pk, question=question_of(text), author_id=text.author_id, opened_at=clock.now()
            )
    except IntegrityError:  # somebody else reported it in the same moment
        found = lock_item(text)
        assert found is not None
        return found


def tell(report: Report, text: Text) -> None:
    question = question_of(text)
    emit(
        TextReported(
            subject_id=text.author_id,
            actor_id=report.member_id,
            object_id=report.pk,
            question_id=question.pk,
            category_id=question.category_id,
            language=question.language,
            by_staff=text.by_staff,
            kind=kind_of(text),
            text_id=text.pk,
            reason=report.reason,
        )
    )


@transaction.atomic
def queue_held(kind: str, pk: int) -> None:
    """A text that waits for a check stands in the queue. Running it again changes nothing; approved meanwhile: nothing."""
    text: Text | None = text_of(kind, pk)
    if text is None or text.state != State.HELD:
        return
    item = queue(text)
    title = text.title if isinstance(text, Question) else ""
    waits = item.decided_at is None
    Item.objects.filter(pk=item.pk).update(
        is_held=True,
        marks=marks_of(title, text.body),
        decided_at=None,
        opened_at=item.opened_at if waits else clock.now(),
    )
