"""Whether members would recommend us: asked with a delay of its own, once in thirty days with all surveys, and answered to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.members.models import Member
from community.verdict import Refused
from engagement.cases import actions, clocks, rules
from engagement.cases.models import Case, Survey
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
NOON = clock.now().replace(hour=12)


def here_since(member, days):
    Member.objects.filter(pk=member.pk).update(claimed_at=NOON - timedelta(days=days), last_login=NOON)


@pytest.fixture
def regular(ana):
    here_since(ana, 100)
    return ana


def asked(at=NOON):
    with clock.at(at):
        clocks.recommendations()
        return clocks.surveys()


def test_a_quarter_after_joining_a_member_is_asked_and_again_after_half_a_year(regular, ben, mia, work, client):
    here_since(ben, 90)
    here_since(mia, 400)
    assert [asked(), asked()] == [1, 0]
    survey = Survey.objects.get()
    assert (survey.member, survey.kind, survey.question) == (regular, "recommend", None)
    work()
    client.force_login(regular)
    assert "Would you recommend us to somebody you like?" in client.get("/notifications/").content.decode()
    page = client.get(survey.get_absolute_url()).content.decode()
    assert 'value="0"' in page and 'value="10"' in page and 'value="11"' not in page
    wrong = client.post(survey.get_absolute_url(), {"score": "11", "words": "Kept"})
    assert wrong.status_code == 400 and "Kept" in wrong.content.decode()
    assert client.post(survey.get_absolute_url(), {"score": "9"}).status_code == 302
    assert client.post(survey.get_absolute_url(), {"score": "0"}).status_code == 403
    survey.refresh_from_db()
    assert survey.score == 9 and not Case.objects.exists()
    assert Event.objects.get(name="survey.answered").extras == {"score": 9, "kind": "recommend"}
    later = NOON + timedelta(days=183)
    Member.objects.exclude(pk=regular.pk).update(last_login=None)
    assert asked(NOON + timedelta(days=181)) == 0
    Member.objects.filter(pk=regular.pk).update(last_login=later)
    assert asked(later) == 1


def test_who_has_not_been_here_for_long_is_not_asked(regular):
    Member.objects.filter(pk=regular.pk).update(last_login=NOON - timedelta(days=91))
    assert asked() == 0 and not Survey.objects.exists()


def test_all_surveys_together_are_one_in_thirty_days(regular, ben, work):
    assert asked() == 1
    forum.accept_answer(make_answer(make_question(regular), ben), by=regular)
    work()
    assert Survey.objects.get().kind == "recommend"
    Survey.objects.all().delete()
    forum.accept_answer(make_answer(make_question(regular, "Which oil for the chain?"), ben), by=regular)
    work()
    assert asked() == 0 and Survey.objects.get().kind == "went"
    assert asked(NOON + timedelta(days=4)) == 1 and asked(NOON + timedelta(days=20)) == 0


def test_quiet_hours_and_what_is_open_between_us_come_first(regular, leo):
    case = actions.open_case(regular, kind="hand", summary="Wrong colour", by=leo)
    assert asked() == 0
    survey = Survey.objects.get()
    assert survey.planned_at - NOON == rules.CASE_FIRST
    actions.answer_case(case, outcome="Sent anew.", by=leo)
    night = (NOON + rules.CASE_FIRST + timedelta(days=1)).replace(hour=23, minute=30)
    Member.objects.filter(pk=regular.pk).update(quiet_from=21, quiet_until=8)
    assert asked(night) == 0
    assert asked(night + timedelta(hours=12)) == 1


def test_after_something_we_resolved_worked_the_member_is_asked_a_week_later(ana, leo, work):
    here_since(ana, 10)
    case = actions.open_case(ana, kind="hand", summary="Wrong colour", by=leo)
    actions.answer_case(case, outcome="Sent anew.", by=leo)
    actions.check_case(case, worked=True, by=ana)
    work()
    assert Survey.objects.get().kind == "recommend"
    assert asked(NOON + timedelta(days=5)) == 0
    assert asked(NOON + timedelta(days=9)) == 1


@pytest.mark.parametrize(("score", "opens"), [(0, True), (6, True), (7, False), (10, False)])
def test_six_and_below_is_a_case_with_somebody_who_may_act(regular, leo, score, opens):
    assert asked() == 1
    survey = actions.answer_survey(Survey.objects.get(), score=score, by=regular)
    assert (survey.case is not None) == opens == Case.objects.exists()
    if survey.case:
        found = (survey.case.owner, survey.case.severity, survey.case.summary, survey.case.question)
        assert found == (leo, rules.NORMAL, f"Would recommend us: {score} of 10", None)


def test_nobody_answers_for_another_and_the_database_refuses_what_cannot_be(regular, ben):
    assert asked() == 1
    survey = Survey.objects.get()
    with pytest.raises(Refused):
        actions.answer_survey(survey, score=9, by=ben)
    for wrong in ({"score": 11}, {"kind": "went"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Survey.objects.update(**wrong)
    survey.refresh_from_db()
    assert survey.score is None and not Case.objects.exists()


def test_what_was_solved_long_ago_is_asked_of_nobody(ana, ben, work):
    with clock.at(NOON - timedelta(days=40)):
        forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    work()
    assert not Survey.objects.exists()
