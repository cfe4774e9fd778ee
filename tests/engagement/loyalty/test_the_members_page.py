import pytest

from community.forum import actions as forum

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
