"""A case has somebody who must resolve it by a time; the member sees who, and what came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from community.members.models import OWNERS
from community.verdict import Refused
from engagement.cases import actions, rules
from engagement.cases.models import Case, Survey
from engagement.connections.actions import take
from tests.desk import as_
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
TITLE = "My lamp came broken, and nobody answers the phone"


@pytest.fixture
def ola(db):
    """The owner: the last step of the ladder."""
    member = make_member("ola")
    members.set_groups(member, [OWNERS], by=None)
    return member


def test_a_message_is_a_private_question_that_somebody_has_to_answer(client, ana, ben, leo, work):
    client.force_login(ana)
    page = client.get(reverse("message_brand"))
    said = {"title": TITLE, "body": "It hums.", "submission": str(page.context["form"].initial["submission"])}
    for _twice in range(2):
        assert client.post(reverse("message_brand"), said).status_code == 302
    case = Case.objects.get()
    assert (case.member, case.owner, case.kind, case.question.visibility) == (ana, leo, "message", "private")
    page = client.get(case.get_absolute_url()).content.decode()
    assert leo.shown_name in page and TITLE in page
    work()
    client.force_login(leo)
    assert TITLE in client.get(reverse("inbox")).content.decode()
    client.force_login(ben)
    for address in (case.get_absolute_url(), case.question.get_absolute_url()):
        assert client.get(address).status_code == 404
    assert client.post(reverse("case_check", args=[case.public_id]), {"worked": "1"}).status_code == 404


def test_a_wrong_message_stands_at_its_field_and_writes_nothing(client, ana, leo):
    client.force_login(ana)
    wrong = client.post(reverse("message_brand"), {"title": "Short", "body": "Kept words"})
    assert wrong.status_code == 400 and wrong.context["form"].errors["title"] and "Kept words" in wrong.content.decode()
    assert not Case.objects.exists()


def test_the_team_answers_and_the_member_says_that_it_did_not_work(ana, leo, ola, work, client):
    case = actions.message_brand(title=TITLE, body="", by=ana)
    actions.answer_case(case, outcome="A new lamp is on its way.", by=leo)
    case.refresh_from_db()
    assert (case.state, case.in_time, case.due_at) == ("answered", True, None)
    assert actions.ask_back_due() == 0
    with clock.at(clock.now() + rules.ASKED_BACK):
        assert (actions.ask_back_due(), actions.ask_back_due()) == (1, 0)
    client.force_login(ana)
    assert client.post(reverse("case_check", args=[case.public_id]), {"worked": "0"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.step, case.severity, case.owner) == ("open", 1, rules.HIGH, ola)
    actions.answer_case(case, outcome="The courier brings it today.", by=ola)
    client.post(reverse("case_check", args=[case.public_id]), {"worked": "1"})
    case.refresh_from_db()
    assert (case.state, case.worked) == ("closed", True)
    with pytest.raises(Refused):
        actions.answer_case(case, outcome="Once more", by=leo)


def test_what_is_not_resolved_in_time_goes_up_the_ladder(ana, leo, ola):
    case = actions.open_case(ana, kind="hand", summary="Wrong colour sent", severity=rules.HIGH, by=leo)
    assert case.owner == leo and actions.escalate_due() == 0
    with clock.at(clock.now() + timedelta(hours=5)):
        assert (actions.escalate_due(), actions.escalate_due()) == (1, 0)
    with clock.at(clock.now() + timedelta(hours=10)):
        assert actions.escalate_due() == 1
    case.refresh_from_db()
    assert (case.step, case.owner) == (2, ola)
    assert Event.objects.filter(name="case.escalated").count() == 2


def test_the_team_says_how_urgent_it_is_and_its_time_follows(ana, leo, ola, mia, work, client):
    case = actions.open_case(ana, kind=Case.Kind.HAND, summary="A lamp that smokes", owner=leo, by=mia)
    begun = case.due_at - timedelta(hours=24)
    client.force_login(mia)
    for _twice in range(2):
        assert client.post(f"/cms/cases/{case.pk}/urgency/", {"severity": "3"}).status_code == 302
    case.refresh_from_db()
    assert case.severity == 3 and timedelta(hours=3.9) < case.due_at - clock.now() <= timedelta(hours=4)
    work()
    assert "A case of yours is urgent now." in as_(leo).get(reverse("inbox")).content.decode()
    actions.weigh_case(case, severity=1, by=leo)
    case.refresh_from_db()
    assert case.severity == 1 and abs(case.due_at - begun - timedelta(hours=72)) < timedelta(minutes=1)
    assert [fact.extras["severity"] for fact in Event.objects.filter(name="case.weighed").order_by("pk")] == [3, 1]


def test_nobody_weighs_what_is_not_open_or_concerns_them(ana, leo, mia, client):
    case = actions.open_case(ana, kind=Case.Kind.HAND, summary="A lamp that smokes", owner=leo, by=mia)
    due = case.due_at
    for wrong in ("9", "", "soon"):
        assert as_(leo).post(f"/cms/cases/{case.pk}/urgency/", {"severity": wrong}).status_code == 400
    with pytest.raises(Refused):
        actions.weigh_case(case, severity=3, by=ana)
    case.refresh_from_db()
    assert case.due_at == due
    actions.answer_case(case, outcome="A new one is on its way.", by=leo)
    assert as_(mia).post(f"/cms/cases/{case.pk}/urgency/", {"severity": "3"}).status_code == 409
    own = actions.open_case(mia, kind=Case.Kind.HAND, summary="Her own lamp", owner=leo, by=leo)
    assert as_(mia).post(f"/cms/cases/{own.pk}/urgency/", {"severity": "3"}).status_code == 403
    for same, severity in ((case, 2), (own, 2)):
        same.refresh_from_db()
        assert same.severity == severity
    assert not Event.objects.filter(name="case.weighed").exists()


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "after", "passed", "left"),
    [
        (2, 3, 1, 4),  # urgent: four hours from now
        (2, 3, 22, 2),  # but never later than it was
        (1, 2, 0, 24),
        (3, 2, 1, 23),  # less urgent: as if it had been so from the beginning
        (2, 1, 30, 42),  # also when it was late
    ],
)
def test_how_much_time_is_left_when_it_is_weighed(before, after, passed, left):
    moment = clock.now()
    opened = moment - passed * HOUR
    weighed = rules.due_when_weighed(
        opened + rules.due_after(before), opened_at=opened, before=before, after=after, moment=moment
    )
    assert weighed - moment == left * HOUR


@pytest.mark.parametrize("passed", [0, 6, 22, 30])
def test_weighing_to_and_fro_wins_no_time(passed):
    moment = clock.now()
    opened = moment - passed * HOUR
    due, severity = opened + rules.due_after(2), 2
    for after in (3, 2, 3, 2):
        due = rules.due_when_weighed(due, opened_at=opened, before=severity, after=after, moment=moment)
        severity = after
    assert due == opened + rules.due_after(2)


def test_nobody_decides_what_concerns_themselves_and_members_decide_nothing(ana, leo, mia):
    case = actions.open_case(leo, kind="hand", summary="My own bicycle", by=mia)
    assert case.owner == mia
    for who in (leo, ana):
        with pytest.raises(Refused):
            actions.answer_case(case, outcome="Done", by=who)
        with pytest.raises(Refused):
            actions.hand_case(case, to=who, by=who)
    with pytest.raises(Refused):
        actions.open_case(ana, kind="hand", summary="x", by=ana)
    case.refresh_from_db()
    assert case.is_open and case.owner == mia and Case.objects.count() == 1


def test_the_same_text_is_one_case_and_messages_have_an_end(ana, leo):
    question = make_question(ana)
    first = actions.open_case(ana, kind="text", summary="Lamp", question=question, by=leo)
    assert actions.open_case(ana, kind="text", summary="Lamp", question=question, by=leo) == first
    for n in range(rules.MOST_OPEN):
        actions.message_brand(title=f"{TITLE} {n}", body="", by=ana)
    with pytest.raises(Refused) as refused:
        actions.message_brand(title=TITLE, body="", by=ana)
    assert refused.value.status == 429 and Case.objects.filter(kind="message").count() == rules.MOST_OPEN


def test_another_system_resolves_it_once(ana, leo):
    case = actions.message_brand(title=TITLE, body="", by=ana)
    told = Event.objects.get(name="case.opened").extras["case"]
    item = {
        "type": "case.closed",
        "id": "7",
        "source": "crm",
        "time": clock.now().isoformat(),
        "case": told,
        "outcome": "Replaced.",
    }
    assert [take(item).status for _n in range(2)] == ["recorded", "known"]
    case.refresh_from_db()
    assert (case.outcome, case.answered_by) == ("Replaced.", None)
    assert take(item | {"case": "00000000-0000-4000-8000-000000000000"}).http == 404


@pytest.fixture
def solved(ana, ben, leo, work):
    question = make_question(ana)
    forum.accept_answer(make_answer(question, ben), by=ana)
    work()
    return question


def test_after_a_solved_question_its_asker_is_asked_once_in_thirty_days(solved, ana, ben, work, client):
    assert actions.ask_due() == 0
    later = (clock.now() + timedelta(days=4)).replace(hour=12)  # nobody's quiet hours
    with clock.at(later):
        assert (actions.ask_due(), actions.ask_due()) == (1, 0)
        other = make_question(ana, "Which oil for the chain in winter?")
        forum.accept_answer(make_answer(other, ben), by=ana)
        work()
    survey = Survey.objects.get()
    client.force_login(ben)
    assert client.get(survey.get_absolute_url()).status_code == 404
    client.force_login(ana)
    wrong = client.post(survey.get_absolute_url(), {"score": "9", "words": "Kept"})
    assert wrong.status_code == 400 and "Kept" in wrong.content.decode()
    assert client.post(survey.get_absolute_url(), {"score": "5"}).status_code == 302
    assert client.post(survey.get_absolute_url(), {"score": "1"}).status_code == 403
    survey.refresh_from_db()
    assert survey.score == 5 and not Case.objects.exists()


def test_a_low_answer_opens_an_urgent_case_with_somebody_who_may_act(solved, ana, leo):
    Survey.objects.update(asked_at=clock.now())
    survey = actions.answer_survey(Survey.objects.get(), score=1, words="Three weeks for a cable", by=ana)
    assert (survey.case.owner, survey.case.severity, survey.case.summary) == (leo, rules.HIGH, "Three weeks for a cable")


def test_quiet_hours_are_kept_and_what_is_no_longer_solved_is_not_asked(solved, ana, work):
    members.choose_reach(ana, reached_by="mail", quiet_from=21, quiet_until=8, by=ana)
    survey = Survey.objects.get()
    night = (clock.now() + timedelta(days=4)).replace(hour=23, minute=30)
    with clock.at(night):
        assert actions.ask_due() == 0
    survey.refresh_from_db()
    assert survey.asked_at is None and survey.planned_at > night
    solved.refresh_from_db()
    forum.unaccept_answer(solved.accepted, by=ana)
    with clock.at(night + timedelta(days=1, hours=12)):
        assert actions.ask_due() == 0
    assert not Survey.objects.exists()


def test_the_desk_lists_opens_hands_over_and_answers(client, leo, mia, ana):
    client.force_login(leo)
    assert client.post("/cms/cases/new/", {"handle": "nobody", "summary": "x", "severity": "2"}).status_code == 400
    assert client.post("/cms/cases/new/", {"handle": "ana", "summary": "Wrong colour sent", "severity": "3"}).status_code == 302
    case = Case.objects.get()
    listed = client.get("/cms/cases/").content.decode()
    due = date_format(localtime(case.due_at), "SHORT_DATETIME_FORMAT")
    assert "Wrong colour sent" in listed and due in listed and "Just now" not in listed
    assert client.post(f"/cms/cases/{case.pk}/hand/", {"to": mia.pk}).status_code == 302
    assert client.post(f"/cms/cases/{case.pk}/answer/", {"outcome": ""}).status_code == 400
    assert client.post(f"/cms/cases/{case.pk}/answer/", {"outcome": "Sent anew."}).status_code == 302
    case.refresh_from_db()
    assert (case.owner, case.outcome) == (mia, "Sent anew.")
    assert "Wrong colour sent" not in client.get("/cms/cases/").content.decode()
    assert "Wrong colour sent" in client.get("/cms/cases/?all=1").content.decode()
    client.force_login(ana)
    assert client.get("/cms/cases/").status_code in (302, 403)
    assert client.post(f"/cms/cases/{case.pk}/answer/", {"outcome": "Mine"}).status_code in (302, 403)


def test_who_leaves_takes_the_words_along(ana, leo):
    actions.message_brand(title=TITLE, body="", by=ana)
    actions.forget_cases(ana)
    assert not Case.objects.exists()
