from datetime import timedelta

import pytest

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.members.models import Member
from engagement.recognition import actions
from engagement.recognition.models import Award, Badge
from tests.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def veteran(db):
    return make_member("veteran", joined_at=clock.now() - timedelta(days=400))


def solve(asker, helper, i=0):
    question = forum.ask_question(title=f"How do I descale machine number {i}?", by=asker)
    answer = forum.post_answer(question, body=f"Use citric acid, {i} spoons.", by=helper)
    forum.accept_answer(answer, by=asker)
    return answer


def held(member):
    return {award.badge.slug for award in Award.objects.standing().filter(member=member).select_related("badge")}


def told(name, member):
    return Event.objects.filter(name=name, subject=member).count()


def test_a_new_site_has_thirteen_badges_and_installing_them_again_adds_none(db):
    assert Badge.objects.count() == 13
    assert actions.install_presets() == 0
    for badge in Badge.objects.select_related("rule"):
        assert badge.sentence.endswith(".")


def test_the_first_acceptance_gives_a_badge_with_its_evidence_and_flair(veteran, ben, work):
    solve(veteran, ben)
    work()
    assert held(ben) == {"solver-bronze"}
    award = Award.objects.get(member=ben)
    assert Event.objects.get(pk=award.evidence[0]).name == "answer.accepted"
    flair = Member.objects.get(pk=ben.pk).flair
    assert flair["level"] == 1 and flair["share"] == 60
    assert [badge["slug"] for badge in flair["badges"]] == ["solver-bronze"]
    assert told("badge.awarded", ben) == 1


def test_a_badge_stays_when_the_acceptance_is_taken_back(veteran, ben, work):
    answer = solve(veteran, ben)
    work()
    forum.unaccept_answer(answer, by=veteran)
    work()
    assert held(ben) == {"solver-bronze"}
    assert told("badge.revoked", ben) == 0


def test_a_badge_goes_when_its_evidence_was_abuse_and_comes_back_with_it(veteran, ben, mia, work):
    answer = solve(veteran, ben)
    work()
    first = Award.objects.get(member=ben)
    forum.hide_text(answer, reason="spam", by=mia)
    work()
    assert held(ben) == set()
    gone = Award.objects.get(member=ben)
    assert (gone.pk, gone.status, gone.reason) == (first.pk, "revoked", "evidence_void")
    assert told("badge.revoked", ben) == 1
    forum.restore_text(answer, by=mia)
    work()
    back = Award.objects.get(member=ben)
    assert (back.pk, back.status, back.awarded_at, back.evidence) == (first.pk, "awarded", first.awarded_at, first.evidence)
    assert list(Event.objects.filter(name="badge.awarded").order_by("pk").values_list("extras__again", flat=True)) == [
        False,
        True,
    ]


def test_a_badge_stays_when_the_answer_is_hidden_for_another_reason(veteran, ben, mia, work):
    answer = solve(veteran, ben)
    work()
    forum.hide_text(answer, reason="off_topic", by=mia)
    work()
    assert held(ben) == {"solver-bronze"}


def test_a_question_hidden_as_abuse_takes_its_answers_badges(veteran, ben, mia, work):
    answer = solve(veteran, ben)
    work()
    forum.hide_text(answer.question, reason="fraud", by=mia)
    work()
    assert held(ben) == set()
    forum.restore_text(answer.question, by=mia)
    work()
    assert held(ben) == {"solver-bronze"}


def test_silver_needs_ten_answers_and_five_people(veteran, ben, work):
    for i in range(10):
        solve(veteran, ben, i)
    work()
    assert "fast-hand" in held(ben)
    assert "solver-silver" not in held(ben)
    for i in range(4):
        solve(make_member(f"asker{i}"), ben, 20 + i)
    work()
    assert {"solver-silver", "welcomer-bronze"} <= held(ben)
    flair = Member.objects.get(pk=ben.pk).flair
    assert [badge["slug"] for badge in flair["badges"]] == ["solver-silver", "fast-hand", "welcomer-bronze"]


def test_a_mark_on_a_second_answer_of_a_solved_question_is_a_second_opinion(veteran, ana, ben, zed, work):
    accepted = solve(veteran, zed)
    answer = forum.post_answer(accepted.question, body="Vinegar works as well.", by=ben)
    forum.mark_helped(answer, by=ana)
    work()
    assert held(ben) == {"first-help", "second-opinion"}


def test_help_after_a_week_without_an_answer_rescues(veteran, ben, work):
    with clock.at(clock.now() - timedelta(days=8)):
        question = forum.ask_question(title="Why does the pump hum at night?", by=veteran)
    answer = forum.post_answer(question, body="Air in the pipe.", by=ben)
    forum.accept_answer(answer, by=veteran)
    work()
    assert "rescuer" in held(ben)


def test_each_level_is_told_once_for_ever(veteran, ben, mia, work):
    answers = [solve(veteran, ben, i) for i in range(2)]
    work()
    assert Member.objects.get(pk=ben.pk).flair["level"] == 2
    assert told("level.reached", ben) == 1
    forum.hide_text(answers[0], reason="spam", by=mia)
    work()
    assert Member.objects.get(pk=ben.pk).flair["level"] == 1
    forum.restore_text(answers[0], by=mia)
    work()
    assert Member.objects.get(pk=ben.pk).flair["level"] == 2
    assert told("level.reached", ben) == 1


def test_the_team_gets_no_badges(ana, mia, work):
    solve(ana, mia)
    work()
    assert held(mia) == set()


def test_a_fact_no_rule_names_costs_almost_nothing(ana, django_assert_num_queries):
    joined = Event.objects.get(subject=ana, name="member.joined")
    with django_assert_num_queries(3):  # a savepoint, and which badges there are
        actions.recognise(joined)
    with django_assert_num_queries(2):  # the savepoint only
        actions.recognise(Event(name="question.edited", subject=ana))


def test_a_badge_whose_rule_asks_nothing_of_anybody_is_refused(db):
    from engagement.recognition.actions.presets import version_for
    from engagement.rules import tree

    with pytest.raises(tree.RuleError, match="must ask for something"):
        version_for(tree.load({"not": {"count": ["answer.helped"]}}))


def test_a_badge_is_told_at_the_moment_its_rule_held_however_late_the_work_is_done(ben, work):
    """The work of both acceptances waits: the first finds the second done already, and must not claim its moment."""
    days_ago = {days: clock.now() - timedelta(days=days) for days in (400, 200, 30, 20)}
    first, newcomer = make_member("first", joined_at=days_ago[400]), make_member("newcomer", joined_at=days_ago[30])
    with clock.at(days_ago[200]):
        solve(first, ben)
    with clock.at(days_ago[20]):
        solve(newcomer, ben, 1)
    work()
    moments = {event.extras["slug"]: event.occurred_at for event in Event.objects.filter(name="badge.awarded", subject=ben)}
    assert moments == {"solver-bronze": days_ago[200], "welcomer-bronze": days_ago[20]}
    assert moments["welcomer-bronze"] == Award.objects.get(member=ben, badge__slug="welcomer-bronze").awarded_at
