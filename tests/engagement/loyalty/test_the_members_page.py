import pytest

from community.forum import actions as forum
from community.members import actions as members
from community.members import consent
from engagement.connections import actions as connections
from engagement.loyalty import actions

pytestmark = pytest.mark.django_db
SECRET = "canary-title-of-a-hidden-question"


@pytest.fixture
def helped(ana, ben, work):
    answer = forum.post_answer(forum.ask_question(title="How do I descale the machine?", by=ana), body="Citric acid.", by=ben)
    forum.accept_answer(answer, by=ana)
    forum.mark_helped(answer, by=ana)
    work()
    return answer


def test_only_a_signed_in_member_has_one(client, db):
    for path in ("/me/loyalty/", "/me/loyalty/download/", "/me/loyalty/facts/accepted/", "/me/why/"):
        response = client.get(path)
        assert response.status_code == 302 and "/accounts/login/" in response["Location"]


def test_the_page_shows_each_number_with_its_why(client, helped, ben):
    client.force_login(ben)
    page = client.get("/me/loyalty/").content.decode()
    assert "Your loyalty profile" in page
    assert "/me/loyalty/facts/accepted/" in page
    assert "/me/why/" in page
    assert "Membership" not in page  # no section without a truth behind it


def test_a_new_member_sees_a_page_of_noughts(client, ana):
    client.force_login(ana)
    assert client.get("/me/loyalty/").status_code == 200
    assert client.get("/me/loyalty/facts/accepted/").status_code == 200


def test_the_facts_behind_a_number_are_listed_and_marks_stay_nameless(client, helped, ana, ben):
    client.force_login(ben)
    accepted = client.get("/me/loyalty/facts/accepted/").content.decode()
    assert "How do I descale the machine?" in accepted and "By Ana" in accepted
    marks = client.get("/me/loyalty/facts/marks_from_people/").content.decode()
    assert "How do I descale the machine?" in marks and "By Ana" not in marks
    helped_people = client.get("/me/loyalty/facts/people_helped/").content.decode()
    assert helped_people.count("How do I descale the machine?") == 2
    assert client.get("/me/loyalty/facts/nonsense/").status_code == 404


def test_the_title_of_a_question_that_was_hidden_is_not_shown(client, ana, ben, mia, work):
    question = forum.ask_question(title=SECRET, by=ana)
    forum.post_answer(question, body="Citric acid.", by=ben)
    forum.hide_text(question, reason="personal", by=mia)
    work()
    client.force_login(ben)
    for path in ("/me/loyalty/facts/answers/", "/me/why/", "/me/loyalty/"):
        assert SECRET not in client.get(path).content.decode()


def test_the_download_is_the_document_of_the_api(client, helped, ben):
    client.force_login(ben)
    response = client.get("/me/loyalty/download/")
    assert response["Content-Disposition"] == 'attachment; filename="loyalty-profile.json"'
    assert response.json()["contribution"]["accepted"] == 1


def test_the_page_says_where_they_met_what_is_open_who_looked_and_what_was_allowed(client, ana, leo, work):
    told = {"source": "till", "touchpoint": "shop-5", "member": {"number": members.give_number(ana)}}
    moment = "2026-11-01T10:00:00Z"
    connections.take(told | {"id": "1", "type": "order.placed", "time": moment, "amount": 4900, "currency": "EUR"})
    connections.take(told | {"id": "2", "type": "visit.made", "time": moment})
    said = {"direction": "in", "summary": "The burr is worn", "next_step": "Send a new burr"}
    contact = actions.note_contact(ana, **said, by=leo)
    actions.note_look([ana.pk], what=["all"], because="She called", by=leo)
    client.force_login(ana)
    page = client.get("/me/loyalty/").content.decode()
    assert "Where we met" in page and "shop-5" in page and "2 times" in page
    assert "Open between us" in page and "Send a new burr" in page and "The burr is worn" in page
    assert "Who looked" in page and "She called" in page
    actions.finish_contact(contact, outcome="Sent", by=leo)
    assert "Open between us" not in client.get("/me/loyalty/").content.decode()


def test_one_act_on_the_page_withdraws_a_consent_and_comes_back_to_it(client, ana):
    client.force_login(ana)
    agreed = {"purpose": "share", "channel": "crm", "where": "profile", "next": "/me/loyalty/#agreed"}
    wording = next(one for one in consent.agreed(ana) if one.purpose.code == "share")
    agreed |= {"channel": wording.purpose.channel, "wording": wording.purpose.wording.version}
    assert client.post("/settings/privacy/consent/", agreed | {"say": "yes"})["Location"] == "/me/loyalty/#agreed"
    page = client.get("/me/loyalty/").content.decode()
    assert "on the loyalty profile" in page and "Withdraw" in page
    client.post("/settings/privacy/consent/", agreed | {"say": "no"})
    assert not consent.may(ana, "share", wording.purpose.channel)
