"""Each decision can be appealed once, to somebody else; where there is nobody else, two nights later."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from community import clock
from community.forum.models import State
from community.members import actions as members
from community.members.models import OWNERS
from community.moderation import actions
from community.moderation.models import Act, Appeal, Decision
from community.notifications.inbox import page_for
from community.verdict import Refused
from tests.people import make_member, make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(ana, ben, mia):
    return actions.hide(make_answer(make_question(ana), ben), reason="dangerous", words="It may burn.", by=mia)


def text_of(decision):
    from community.moderation.models import text_of as find

    return find(decision.kind, decision.text_id)


def test_another_moderator_answers_and_the_text_stands_again(hidden, ben, mia, work):
    moe = make_moderator("moe")
    made = actions.appeal(hidden, words="It is what the manual says.", by=ben)
    with pytest.raises(Refused, match="another moderator"):
        actions.answer_appeal(made, stands=False, by=mia)
    answer = actions.answer_appeal(made, stands=False, by=moe)
    work()
    assert text_of(hidden).state == State.PUBLISHED and answer.act == Act.RESTORE and answer.after_appeal
    told = [entry.line.sentence for group in page_for(ben).groups for entry in group.entries]
    assert "Somebody looked again, and you were right: it was taken back." in told and "Your answer stands again." not in told


def test_what_stands_after_the_appeal_has_no_further_look(hidden, ben):
    moe = make_moderator("moe")
    made = actions.appeal(hidden, words="Please look again.", by=ben)
    upheld = actions.answer_appeal(made, stands=True, words="We looked: it may burn.", by=moe)
    assert text_of(hidden).state == State.HIDDEN and upheld.act == Act.UPHOLD and upheld.said.words == "We looked: it may burn."
    for again in (hidden, upheld):
        with pytest.raises(Refused):
            actions.appeal(again, words="And again.", by=ben)
    with pytest.raises(Refused) as refused:
        actions.answer_appeal(made, stands=False, by=moe)
    assert refused.value.status == 409 and Appeal.objects.count() == 1


def test_a_moderator_alone_looks_again_after_two_nights(hidden, ben, mia):
    made = actions.appeal(hidden, words="Please look again.", by=ben)
    with pytest.raises(Refused, match="48 hours"):
        actions.answer_appeal(made, stands=False, by=mia)
    with clock.at(now() + timedelta(hours=49)):
        actions.answer_appeal(made, stands=False, by=mia)
    assert text_of(hidden).state == State.PUBLISHED


def test_an_owner_answers_where_there_is_no_other_moderator(hidden, ben):
    olga = make_member("olga")
    members.set_groups(olga, [OWNERS], by=None)
    actions.answer_appeal(actions.appeal(hidden, words="Please.", by=ben), stands=False, by=olga)
    assert text_of(hidden).state == State.PUBLISHED


def test_only_the_author_appeals_with_words_and_in_time(hidden, ana, ben, leo):
    with pytest.raises(Refused):
        actions.appeal(hidden, words="For a friend.", by=ana)
    with pytest.raises(ValidationError):
        actions.appeal(hidden, words="  ", by=ben)
    with clock.at(now() + timedelta(days=181)), pytest.raises(Refused):
        actions.appeal(hidden, words="Late.", by=ben)
    made = actions.appeal(hidden, words="In time.", by=ben)
    with pytest.raises(Refused) as refused:
        actions.appeal(hidden, words="Twice.", by=ben)
    assert refused.value.status == 409
    for by in (ana, ben, leo):
        with pytest.raises(Refused):
            actions.answer_appeal(made, stands=False, by=by)
    assert Appeal.objects.get().answer is None


def test_decisions_can_neither_be_changed_nor_removed(hidden):
    for change in (lambda: Decision.objects.update(reason="other"), lambda: Decision.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Decision.objects.get().reason == "dangerous"
