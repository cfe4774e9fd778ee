import pytest
from django.test import Client
from django.utils.timezone import now

from community.forum import actions as forum
from community.members import actions
from community.members.models import Member
from tests.people import make_member
from tests.posts import make_answer, make_question


@pytest.fixture
def signed_in():
    def client_of(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return client_of


def page(client: Client, handle: str) -> str:
    answer = client.get(f"/members/{handle}/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_below_three_people_the_best_answer_stands_instead_of_the_number(client, ana, ben):
    answer = make_answer(make_question(ana, title="Why does the lamp flicker on hills?"), ben)
    forum.mark_helped(answer, by=ana)
    text = page(client, "ben")
    assert "Best answer" in text and "Why does the lamp flicker on hills?" in text
    assert "1 person" not in text.split("Answers that helped most")[0]


def test_people_helped_is_shown_from_three_on_with_imported_marks_beside_it(client, ana, ben, zed, mia):
    answer = make_answer(make_question(ana), ben)
    for reader in (ana, zed, make_member("nia")):
        forum.mark_helped(answer, by=reader)
    Member.objects.filter(pk=ben.pk).update(unnamed_marks=118, unnamed_marks_until="2020-03-01")
    text = page(client, "ben")
    assert "3 people" in text and "and 118 helpful marks before March 2020" in text


def test_a_hidden_or_private_question_leaves_no_trace_on_the_helpers_page(client, signed_in, ana, ben, mia):
    hidden = make_question(ana, title="A question that will be hidden soon")
    private = make_question(ana, title="A question for the team only", visibility="private")
    forum.mark_helped(make_answer(hidden, ben), by=ana)
    forum.post_answer(private, body="Between us, the answer is here.", by=mia)
    forum.hide_text(hidden, reason="off_topic", by=mia)
    for viewer in (client, signed_in(ben), signed_in(mia)):
        for handle in ("ben", "mia", "ana"):
            text = page(viewer, handle)
            assert "hidden soon" not in text and "team only" not in text


def test_the_page_costs_the_same_for_one_answer_and_for_many(client, ana, ben, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, "ben")
        return len(queries)

    forum.mark_helped(make_answer(make_question(ana), ben), by=ana)
    cost()
    one = cost()
    for number in range(12):
        make_answer(make_question(ana, title=f"Why does lamp number {number} flicker?"), ben, body=f"Earth wire {number}, look.")
    assert cost() == one


def test_an_old_handle_leads_to_its_member_for_ever(client, ben):
    actions.rename_handle(ben, handle="benjamin", by=ben)
    answer = client.get("/members/ben/")
    assert (answer.status_code, answer["Location"]) == (301, "/members/benjamin/")


def test_the_spelling_of_the_address_does_not_matter(client, ben):
    assert client.get("/members/BEN/")["Location"] == "/members/ben/"


def test_a_merged_member_leads_to_the_one_they_are_now(client, ana, ben):
    Member.objects.filter(pk=ana.pk).update(merged_into=ben, is_active=False)
    assert client.get("/members/ana/")["Location"] == "/members/ben/"


def test_an_erased_member_is_gone_and_an_unknown_one_was_never_there(client, ana):
    Member.objects.filter(pk=ana.pk).update(erased_at=now(), is_active=False, name="", bio="")
    assert client.get("/members/ana/").status_code == 410
    assert client.get("/members/nobody-here/").status_code == 404


def test_somebody_who_has_not_confirmed_their_address_has_no_page(client, db):
    actions.sign_up(name="Nia", email="nia@example.com", handle="nia")
    assert client.get("/members/nia/").status_code == 404


def test_only_the_team_sees_a_member_who_is_switched_off(client, signed_in, ana, mia):
    Member.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/members/ana/").status_code == 404
    assert "switched off" in page(signed_in(mia), "ana")


def test_private_pieces_are_for_their_owner_only(signed_in, ana, ben):
    assert "Your account" in page(signed_in(ana), "ana")
    assert "Your account" not in page(signed_in(ben), "ana")


def test_me_leads_to_my_page(client, signed_in, ana):
    assert signed_in(ana).get("/me/")["Location"] == "/members/ana/"
    assert client.get("/me/")["Location"].startswith("/accounts/login/")
