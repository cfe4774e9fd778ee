"""The walk of the house, over HTTP: a member answers, the asker accepts, the helper is recognised, the profile knows why."""

import pytest

from community.forum.models import Answer, Question
from community.members import actions as members
from tests.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_member(client):
    def act(member, path, **fields):
        client.force_login(member)
        return client.post(path, fields, follow=True) if fields.pop("post", True) else client.get(path)

    return act


def test_an_accepted_answer_is_recognised(client, as_member, ana, ben, mia, work):
    as_member(ana, "/questions/ask/", title="Why does the lamp flicker when I brake?", body="It began last week.")
    question = Question.objects.get()
    as_member(ben, f"/questions/{question.pk}/acts/answer/", body="Check the earth wire at the rear light.")
    answer = Answer.objects.get()
    as_member(ana, f"/answers/{answer.pk}/accept/", go="1")
    work()

    question_page = client.get(question.get_absolute_url()).content.decode()
    assert "Solver, bronze" in question_page  # on the author's chip, from the member's row

    client.force_login(ben)
    profile = client.get("/members/ben/").content.decode()
    assert "Solver, bronze" in profile and "Level 1" in profile
    why = client.get("/me/why/").content.decode()
    assert "+20" in why and "Why does the lamp flicker when I brake?" in why and ">Ana<" in why
    assert "You earned the badge Solver, bronze." in client.get("/notifications/").content.decode()

    secret = members.create_token(ben, name="mine", by=ben)[1]
    address = "/api/v1/members/ben/loyalty-profile"
    handed_out = client.get(address, headers={"authorization": f"Bearer {secret}"}).json()
    assert handed_out["contribution"]["accepted"] == handed_out["contribution"]["people_helped"] == 1
    assert handed_out["standing"] == 20

    as_member(mia, f"/texts/answer/{answer.pk}/hide/", reason="spam")
    work()
    client.force_login(ben)
    assert "Solver, bronze" not in client.get("/members/ben/").content.decode()
    taken = client.get("/me/why/?show=taken-back").content.decode()
    assert "-20" in taken and "Advertising" in taken
    after = client.get(address, headers={"authorization": f"Bearer {secret}"}).json()
    assert (after["standing"], after["badges"], after["contribution"]["people_helped"]) == (0, [], 0)
    assert after["version"] > handed_out["version"]


def test_a_mark_is_recognised_without_a_name(client, as_member, ana, ben, work):
    zoe = make_member("zoe")
    as_member(ana, "/questions/ask/", title="Why does the lamp flicker when I brake?", body="It began last week.")
    as_member(ben, f"/questions/{Question.objects.get().pk}/acts/answer/", body="Check the earth wire at the rear light.")
    as_member(zoe, f"/answers/{Answer.objects.get().pk}/helped/", go="1")
    work()
    client.force_login(ben)
    for path in ("/me/why/", "/me/loyalty/", "/me/loyalty/facts/marks_from_people/", "/badges/first-help/", "/notifications/"):
        assert "Zoe" not in client.get(path).content.decode()
    assert "+3" in client.get("/me/why/").content.decode()
