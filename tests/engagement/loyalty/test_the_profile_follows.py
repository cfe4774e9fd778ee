import pytest

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from engagement.loyalty import actions, reconcile
from engagement.loyalty.models import Profile
from engagement.recognition import actions as recognition
from engagement.recognition import reconcile as recognised
from engagement.recognition.models import Award, Balance, Entry
from tests.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved(ana, ben, work):
    """Ben solved ana's question, and she thanked him for it."""
    question = forum.ask_question(title="How do I descale the machine?", body="It says E14.", by=ana)
    answer = forum.post_answer(question, body="Use citric acid.", by=ben)
    forum.accept_answer(answer, by=ana)
    forum.write_note(answer, words="That was it", by=ana)
    work()
    return answer


def profile(member):
    return Profile.objects.get(member=member)


def test_it_says_what_the_member_gave(solved, ben):
    body = profile(ben).body
    assert body["contribution"] == {
        "questions": 0,
        "answers": 1,
        "accepted": 1,
        "newcomers_helped": 1,
        "marks_from_people": 1,
        "thank_you_notes": 1,
        "people_helped": 1,
    }
    assert body["standing"] == 23
    assert {badge["slug"] for badge in body["badges"]} == {"solver-bronze", "welcomer-bronze", "first-help"}
    assert body["level"]["number"] == 1


def test_its_version_grows_only_when_something_changed(solved, ben):
    before = profile(ben)
    last = Event.objects.order_by("-pk").first().pk
    assert actions.refresh_profiles({ben.pk: last}) == 0
    assert profile(ben).version == before.version
    assert Event.objects.filter(name="profile.changed", subject=ben).count() == before.version


def test_hiding_and_restoring_an_answer_is_followed(solved, ben, mia, work):
    whole = profile(ben).body
    forum.hide_text(solved, reason="spam", by=mia)
    work()
    body = profile(ben).body
    assert (body["standing"], body["badges"]) == (0, [])
    assert set(body["contribution"].values()) == {0}
    forum.restore_text(solved, by=mia)
    work()
    assert profile(ben).body == whole


def test_a_question_taken_away_changes_the_profiles_of_who_answered(solved, ana, ben, mia, work):
    forum.hide_text(solved.question, reason="off_topic", by=mia)
    work()
    assert profile(ben).body["contribution"]["accepted"] == 0
    assert profile(ana).body["contribution"]["questions"] == 0


def test_imported_marks_stand_beside_the_number_never_in_it(ben):
    type(ben).objects.filter(pk=ben.pk).update(unnamed_marks=118, unnamed_marks_until="2020-03-01")
    actions.back_fill([ben.pk])
    contribution = profile(ben).body["contribution"]
    assert contribution["imported_marks"] == {"count": 118, "until": "2020-03-01"}
    assert contribution["people_helped"] == contribution["marks_from_people"] == 0


def test_reconcile_finds_nothing_after_the_loop_and_everything_that_was_bent(solved, ana, ben):
    assert list(recognised.differences()) == []
    assert list(reconcile.differences()) == []
    Balance.objects.filter(member=ben).update(amount=999)
    Award.objects.filter(member=ben, badge__slug="first-help").update(status="revoked", revoked_at=clock.now())
    type(ben).objects.filter(pk=ben.pk).update(flair={})
    Profile.objects.filter(member=ana).update(body={})
    assert {d.what for d in recognised.differences()} == {"balance", "award first-help", "flair"}
    assert {d.who for d in reconcile.differences()} == {f"member {ana.pk}", f"member {ben.pk}"}
    assert list(recognised.differences(fix=True))
    assert list(reconcile.differences(fix=True))
    assert list(recognised.differences()) == []
    assert list(reconcile.differences()) == []


def test_a_back_fill_is_silent_and_gives_what_living_gave(solved, ben):
    living = (profile(ben).body, Balance.objects.get(member=ben).amount, Entry.objects.count(), Event.objects.count())
    recognition.back_fill()
    actions.back_fill()
    assert (profile(ben).body, Balance.objects.get(member=ben).amount, Entry.objects.count(), Event.objects.count()) == living


def test_ten_helpers_cost_as_many_queries_as_one(ana, ben, work):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from engagement.loyalty.bodies import bodies

    crowd = [make_member(f"fan{i}") for i in range(10)]
    with CaptureQueriesContext(connection) as one:
        bodies([ben.pk])
    with CaptureQueriesContext(connection) as many:
        bodies([member.pk for member in crowd])
    assert len(one) == len(many)
