"""Who may do what in the forum. Loaded rows only, no queries; the reason of a NO is fit to show."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community import clock
from community.members.policy import reads_loyalty as speaks_for_brand
from community.members.policy import without
from community.verdict import NO, YES, Verdict

from . import rules
from .models import Answer, Comment, Question, State, Text


def _signed_in(member: Any) -> Verdict:
    if not getattr(member, "is_authenticated", False):
        return NO(_("Sign in to do this."))
    if not member.is_active:
        return NO(_("This account is switched off."))
    if member.is_suspended:
        day = {"day": date_format(member.suspended_until, "DATETIME_FORMAT")}
        return NO(gettext("Your account is suspended until %(day)s.") % day)
    return YES


def _standing(text: Text) -> Verdict:
    if text.state == State.PUBLISHED:
        return YES
    if isinstance(text, Question):
        return NO(_("This question is not open any more."))
    return NO(_("This text was removed meanwhile."))


def _place(text: Text) -> Verdict:
    """Whether everything above a text still stands."""
    if isinstance(text, Question):
        return _standing(text)
    if verdict := _standing(text.question):  # type: ignore[attr-defined]
        if isinstance(text, Comment) and text.answer is not None:
            return _standing(text.answer)
        return YES
    return verdict


def _first_no(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), YES)


def can_ask(member: Any) -> Verdict:
    return _signed_in(member)


def can_answer(member: Any, question: Question) -> Verdict:
    if verdict := _first_no(_signed_in(member), _standing(question)):
        return NO(_("This question is closed, so it takes no new answers.")) if question.is_closed else YES
    return verdict


def can_answer_officially(member: Any) -> Verdict:
    return YES if getattr(member, "on_duty", False) else without(member, _("Only the team answers officially."))


def can_comment(member: Any, text: Question | Answer) -> Verdict:
    question = text if isinstance(text, Question) else text.question
    if verdict := _first_no(_signed_in(member), _place(text), _standing(text)):
        return NO(_("This question is closed, so it takes no new comments.")) if question.is_closed else YES
    return verdict


def can_edit(member: Any, text: Text) -> Verdict:
    if not (verdict := _first_no(_signed_in(member), _place(text))):
        return verdict
    if text.is_by(member):
        return YES if text.state in (State.PUBLISHED, State.HELD) else NO(_("This text was removed, so it can't be changed."))
    return YES if _moderates(member) else NO(_("Only its author can change this."))


def can_accept(member: Any, answer: Answer) -> Verdict:
    question = answer.question
    if not (verdict := _first_no(_signed_in(member), _place(answer), _standing(answer))):
        return verdict
    if question.author_id == member.pk:
        return YES
    if not (member.on_duty or member.trust >= rules.STEWARD):
        return NO(_("Only the member who asked can say which answer solved it."))
    if answer.author_id == member.pk:
        return NO(_("You can't accept your own answer to somebody else's question."))
    if clock.now() - question.last_activity_at < rules.OTHERS_ACCEPT_AFTER:
        return NO(_("Others can accept an answer 14 days after the last one came. Until then the member who asked decides."))
    return YES


def can_unaccept(member: Any, answer: Answer) -> Verdict:
    if not (verdict := _first_no(_signed_in(member), _place(answer))):
        return verdict
    question = answer.question
    if member.pk in (question.author_id, question.accepted_by_id) or member.on_duty:
        return YES
    return NO(_("Only the member who accepted it can take that back."))


def can_mark(member: Any, answer: Answer) -> Verdict:
    if verdict := _first_no(_signed_in(member), _place(answer), _standing(answer)):
        return NO(_("This is your own answer. Others say whether it helped.")) if answer.is_by(member) else YES
    return verdict


def can_doubt(member: Any, answer: Answer) -> Verdict:
    if verdict := _first_no(_signed_in(member), _place(answer), _standing(answer)):
        return NO(_("This is your own answer. You can edit it instead.")) if answer.is_by(member) else YES
    return verdict


def can_me_too(member: Any, question: Question) -> Verdict:
    if verdict := _first_no(_signed_in(member), _standing(question)):
        return NO(_("This is your own question.")) if question.is_by(member) else YES
    return verdict


def can_follow(member: Any, question: Question) -> Verdict:
    if verdict := _first_no(_signed_in(member), _standing(question)):
        return NO(_("You hear of answers to your own question anyway.")) if question.is_by(member) else YES
    return verdict


def can_delete(member: Any, text: Text) -> Verdict:
    if not (verdict := _first_no(_signed_in(member), _standing(text))):
        return verdict
    if not text.is_by(member):
        return NO(_("Only its author can delete this."))
    if isinstance(text, Question) and text.answers_count:
        return NO(_("Members have answered this question, so it stays. Ask the team if it has to go."))
    return YES


def can_undelete(member: Any, text: Text) -> Verdict:
    if not (verdict := _signed_in(member)):
        return verdict
    if text.state != State.DELETED:
        return NO(_("This text is not deleted."))
    return YES if text.is_by(member) or member.moderates else NO(_("Only its author can bring this back."))


def _moderates(member: Any) -> Verdict:
    if not (verdict := _signed_in(member)) or member.moderates:
        return verdict
    return without(member, _("Only moderators can do this."))


def can_hide(member: Any, text: Text) -> Verdict:
    if not (verdict := _moderates(member)):
        return verdict
    return YES if text.state in (State.PUBLISHED, State.HELD, State.DELETED) else NO(_("This text is hidden already."))


def can_restore(member: Any, text: Text) -> Verdict:
    if not (verdict := _moderates(member)):
        return verdict
    return YES if text.state == State.HIDDEN else NO(_("This text is not hidden."))


def can_approve(member: Any, text: Text) -> Verdict:
    if not (verdict := _moderates(member)):
        return verdict
    return YES if text.state == State.HELD else NO(_("This text does not wait for a check."))


def can_hold(member: Any, text: Text) -> Verdict:
    return _first_no(_moderates(member), _standing(text))


def can_restore_merged(member: Any, question: Question) -> Verdict:
    if not (verdict := _moderates(member)):
        return verdict
    return YES if question.state == State.MERGED else NO(_("This question stands by itself."))


def can_close(member: Any, question: Question) -> Verdict:
    return _first_no(_moderates(member), _standing(question))


def can_reuse(member: Any, answer: Answer) -> Verdict:
    """The brand's team and owners may make something to publish of a published answer; its author is thanked there."""
    if not (verdict := _first_no(_signed_in(member), _place(answer), _standing(answer))):
        return verdict
    return YES if speaks_for_brand(member) else NO(_("Only the brand's team makes guides of answers."))


def can_take_up(member: Any, text: Question | Answer) -> Verdict:
    """Somebody of the team may make it something the brand has to resolve for whoever wrote it, whatever became of the text."""
    if text.is_by(member):
        return NO(_("Somebody else of the team decides what concerns you."))
    if text.author.erased_at:
        return NO(_("Its author is no longer here."))
    if not (verdict := _signed_in(member)) or member.on_duty:
        return verdict
    return without(member, _("Only the team takes this up."))


def can_see_revisions(member: Any, text: Text) -> Verdict:
    if text.is_published or text.is_by(member) or getattr(member, "on_duty", False):
        return YES
    return NO(_("This text was removed."))
