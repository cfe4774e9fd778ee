"""Several moderators and reporters in the same moment. Real threads, both databases."""

from functools import partial

import pytest

from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Answer, MeToo, Question, State
from community.forum.reconcile import differences
from community.members.models import Member
from community.moderation import actions
from community.moderation.models import Appeal, Decision, Item, Report, Sanction
from community.verdict import Refused
from tests.people import make_member, make_moderator
from tests.posts import make_answer, make_question
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def done(results):
    return [result for result in results if not isinstance(result, Exception)]


def test_many_reports_in_one_moment_are_one_item_and_each_counted(ana, ben):
    answer, crowd = make_answer(make_question(ana), ben), [make_member(f"member-{n}") for n in range(8)]
    at_once([partial(actions.report_text, answer, reason="spam", by=member) for member in crowd * 2])
    assert Item.objects.get().reports_count == Report.objects.count() == len(crowd)
    assert Event.objects.filter(name="text.reported").count() == len(crowd)


def test_of_moderators_who_decide_at_once_one_does(ana, ben, zed):
    answer, team = make_answer(make_question(ana), ben), [make_moderator(f"mod-{n}") for n in range(4)]
    actions.report_text(answer, reason="spam", by=zed)
    item = Item.objects.get()
    deeds = [partial(actions.keep, item, by=by) for by in team[:2]]
    deeds += [partial(actions.hide, answer, reason="spam", item=item, by=by) for by in team[2:]]
    results = at_once(deeds)
    assert len(done(results)) == 1 and all(refused.status == 409 for refused in results if isinstance(refused, Refused))
    assert Decision.objects.count() == 1 and list(differences()) == []


def test_taken_back_and_answered_at_once_it_is_once(ana, ben, mia):
    moe = make_moderator("moe")
    decision = actions.hide(make_answer(make_question(ana), ben), reason="spam", by=mia)
    made = actions.appeal(decision, words="Please.", by=ben)
    at_once([partial(actions.answer_appeal, made, stands=False, by=moe)] * 4 + [partial(actions.undo, decision, by=mia)] * 4)
    assert Answer.objects.get().state == State.PUBLISHED
    assert Decision.objects.filter(undoes=decision).count() == 1 and Event.objects.filter(name="answer.restored").count() == 1
    assert Appeal.objects.get().answer_id is None or Appeal.objects.get().answer.undoes_id == decision.pk


def test_suspended_by_two_at_once_it_is_one_suspension_while_others_mark_what_they_wrote(ana, ben, zed):
    answer, team = make_answer(make_question(ana), zed), [make_moderator(f"mod-{n}") for n in range(3)]
    deeds = [partial(actions.suspend, zed, reason="spam", days=3, by=by) for by in team]
    deeds += [partial(actions.hide_and_suspend, answer, reason="spam", days=3, by=by) for by in team]
    deeds += [partial(forum.mark_helped, answer, by=by) for by in (ana, ben)]
    at_once(deeds)
    assert Sanction.objects.filter(ended_at=None).count() == 1 and Member.objects.get(pk=zed.pk).is_suspended
    assert list(differences()) == []


def test_two_questions_joined_both_ways_while_people_press_lose_nothing(ana, ben, zed, mia):
    one, two = make_question(ana), make_question(ben, "My lamp flickers as soon as I brake")
    crowd = [make_member(f"member-{n}") for n in range(4)]
    deeds = [partial(forum.merge_question, one, into=two, by=mia), partial(forum.merge_question, two, into=one, by=mia)]
    deeds += [partial(forum.say_me_too, question, by=member) for member in crowd for question in (one, two)]
    at_once(deeds)
    merged = Question.objects.get(state=State.MERGED)
    into = Question.objects.get(pk=merged.merged_into_id)
    assert into.state == State.PUBLISHED and list(differences()) == []
    assert MeToo.objects.filter(question=into).count() == into.me_too_count
