"""A text in the forum becomes a case: in place, by the team, for whoever wrote it; and the member finds the way to it."""

import re

import pytest
from django.urls import reverse

from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from engagement.cases.models import Case
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
BUTTON = re.compile(r'action="(/cms/cases/of[^"]*)"')


def as_member(client, member):
    client.force_login(member)
    return client


def buttons(client, member, question):
    return BUTTON.findall(as_member(client, member).get(question.get_absolute_url()).content.decode())


def test_the_team_sees_the_act_at_what_others_wrote_and_members_never(client, ana, ben, leo, mia):
    question = make_question(ana)
    make_answer(question, leo)
    answer = make_answer(question, ben)
    of_leo = f"/cms/cases/of-answer/{question.answers.get(author=leo).pk}/"
    here = [f"/cms/cases/of/{question.pk}/", f"/cms/cases/of-answer/{answer.pk}/"]
    assert sorted(buttons(client, leo, question)) == sorted(here)
    assert sorted(buttons(client, mia, question)) == sorted([*here, of_leo])
    assert buttons(client, ana, question) == [] and buttons(client, ben, question) == []
    members.forget(ben)
    assert f"/cms/cases/of-answer/{answer.pk}/" not in buttons(client, mia, question)


def test_pressed_twice_it_is_one_case_whose_member_is_told(client, ana, leo, mia, work):
    question = make_question(ana)
    work()
    for _twice in range(2):
        landed = as_member(client, mia).post(f"/cms/cases/of/{question.pk}/")
    case = Case.objects.get()
    assert landed.url == f"/cms/cases/{case.pk}/"
    assert (case.member, case.owner, case.opened_by, case.question, case.answer) == (ana, leo, mia, question, None)
    assert Event.objects.filter(name="case.taken_up").count() == 1
    work()
    inbox = as_member(client, ana).get(reverse("inbox")).content.decode()
    assert f"{leo.shown_name} of the team looks after this for you." in inbox
    assert client.get(case.get_absolute_url()).status_code == 200


def test_an_answer_becomes_a_case_of_whoever_wrote_it_and_links_to_it(client, ana, ben, leo):
    answer = make_answer(make_question(ana), ben, body="Mine broke **twice**, and nobody writes back.")
    assert as_member(client, leo).post(f"/cms/cases/of-answer/{answer.pk}/").status_code == 302
    case = Case.objects.get()
    assert (case.member, case.summary, case.text_url) == (
        ben,
        "Mine broke twice, and nobody writes back.",
        answer.get_absolute_url(),
    )
    assert answer.get_absolute_url() in client.get(f"/cms/cases/{case.pk}/").content.decode()
    assert answer.get_absolute_url() in as_member(client, ben).get(case.get_absolute_url()).content.decode()


def test_a_private_question_becomes_one_too(client, ana, mia):
    question = forum.ask_question(title="My invoice is wrong again", body="Twice.", visibility="private", by=ana)
    assert buttons(client, mia, question) == [f"/cms/cases/of/{question.pk}/"]
    client.post(f"/cms/cases/of/{question.pk}/")
    assert Case.objects.get().question == question


def test_nobody_else_makes_one_and_nobody_of_their_own_text_or_of_who_left(client, ana, ben, leo):
    question, own = make_question(ana), make_question(leo, "How do we pack the lamp?")
    left = make_answer(question, ben)
    for who in (ana, ben):
        assert as_member(client, who).post(f"/cms/cases/of/{question.pk}/").status_code in (302, 403)
    assert client.post(f"/cms/cases/of-answer/{left.pk}/").status_code in (302, 403)
    assert as_member(client, leo).post(f"/cms/cases/of/{own.pk}/").status_code == 403
    members.forget(ben)
    assert client.post(f"/cms/cases/of-answer/{left.pk}/").status_code == 403
    assert client.post("/cms/cases/of/999999/").status_code == 404
    assert not Case.objects.exists() and not Event.objects.filter(name__startswith="case.").exists()


def test_the_way_to_ones_cases_is_there_when_there_is_one_and_for_nobody_else(client, ana, ben, leo):
    question = make_question(ana)
    way, profile, loyalty = f'href="{reverse("cases")}"', ana.get_absolute_url(), reverse("loyalty_profile")
    for address in (profile, loyalty):
        assert way not in as_member(client, ana).get(address).content.decode()
    assert reverse("message_brand") in client.get(loyalty).content.decode()
    as_member(client, leo).post(f"/cms/cases/of/{question.pk}/")
    case = Case.objects.get()
    for address in (profile, loyalty):
        page = as_member(client, ana).get(address).content.decode()
        assert way in page and case.get_absolute_url() in page and leo.shown_name in page
    for who in (ben, leo):
        assert way not in as_member(client, who).get(profile).content.decode()
