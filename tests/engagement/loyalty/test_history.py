import pytest
from django.core.exceptions import ValidationError

from community.events.door import Fact
from community.forum import actions as forum
from community.verdict import Refused
from engagement.loyalty import actions, history
from engagement.loyalty.models import Contact, Correction, Look
from engagement.recognition import lines

pytestmark = pytest.mark.django_db


def speak(member, by, **more):
    said = {"direction": "in", "summary": "The pump is loud", "next_step": "Send a new pump"} | more
    return actions.note_contact(member, by=by, **said)


def page(client, member, address="/me/history/"):
    client.force_login(member)
    return client.get(address).content.decode()


def test_every_fact_about_a_member_has_words_for_them():
    ours = {name for name, kind in Fact.known.items() if kind.__module__.split(".")[0] != "tests"}
    told = {*lines.WORDS, *history.WORDS, *history.TECHNICAL, *history.DOUBTS}
    assert ours - told == set()


def test_a_member_reads_what_happened_what_they_did_and_what_was_spoken(client, ana, ben, leo, work):
    answer = forum.post_answer(forum.ask_question(title="Why is it loud?", by=ana), body="The pump.", by=ben)
    forum.mark_helped(answer, by=ana)
    speak(ben, leo)
    work()
    about = page(client, ben)
    assert "Why is it loud?" in about and "We spoke: The pump is loud" in about and "Send a new pump" in about
    did = client.get("/me/history/?show=did").content.decode()
    assert "Nothing yet." in did
    assert "You said that an answer helped you." in page(client, ana, "/me/history/?show=did")


def test_the_team_says_why_first_and_the_member_reads_it(client, ana, ben, leo):
    speak(ana, leo)
    address = "/members/ana/known/"
    assert "The pump is loud" not in page(client, leo, address)
    assert client.post(address, {"because": ""}).status_code == 400
    assert not Look.objects.exists()
    client.post(address, {"because": "Your message of today"})
    assert "The pump is loud" in client.get(address).content.decode()
    mine = page(client, ana)
    assert "Your message of today" in mine and "Leo" in mine
    client.force_login(ben)
    assert client.get(address).status_code == 404
    assert client.post(address, {"because": "Curious"}).status_code == 404
    assert Look.objects.count() == 1


def test_a_promise_has_an_owner_an_outcome_and_stays_in_sight_until_then(ana, ben, leo, work):
    contact = speak(ana, leo)
    assert contact.owner == leo
    with pytest.raises(Refused):
        actions.hide_contact(contact, hidden=True, by=ana)
    with pytest.raises(ValidationError):
        actions.finish_contact(contact, outcome=" ", by=leo)
    with pytest.raises(Refused):
        actions.finish_contact(contact, outcome="Sent", by=ben)
    assert Contact.objects.get().is_open
    actions.finish_contact(contact, outcome="Sent today", by=leo)
    actions.finish_contact(contact, outcome="Sent twice", by=leo)
    assert Contact.objects.get().outcome == "Sent today"
    actions.hide_contact(contact, hidden=True, by=ana)
    assert not Contact.objects.visible_to(leo).about(ana) and Contact.objects.visible_to(ana).about(ana)


def test_nobody_writes_about_themselves_or_hides_what_concerns_another(ana, ben, leo):
    with pytest.raises(Refused):
        speak(leo, leo)
    with pytest.raises(Refused):
        speak(ana, ben)
    assert not Contact.objects.exists()
    contact = speak(ana, leo, next_step="")
    with pytest.raises(Refused):
        actions.hide_contact(contact, hidden=True, by=ben)
    assert Contact.objects.get().hidden_at is None


def test_what_is_wrong_is_said_once_answered_once_and_seen(client, ana, leo, mia):
    for _turn in range(2):
        correction = actions.say_wrong(ana, words="I never bought a lamp", by=ana)
    assert Correction.objects.count() == 1
    actions.answer_correction(correction, answer="We took it out", by=leo)
    with pytest.raises(Refused):
        actions.answer_correction(correction, answer="Again", by=leo)
    assert "We took it out" in page(client, ana)
    with pytest.raises(Refused):
        actions.say_wrong(ana, words="Something else", by=mia)
    assert Correction.objects.count() == 1


def test_five_wait_and_a_sixth_is_asked_to_wait(ana):
    for number in range(5):
        actions.say_wrong(ana, words=f"Wrong {number}", by=ana)
    with pytest.raises(Refused) as refused:
        actions.say_wrong(ana, words="Wrong again", by=ana)
    assert refused.value.status == 429 and Correction.objects.count() == 5


def test_forms_keep_what_was_written_when_something_is_missing(client, ana, leo):
    client.force_login(leo)
    client.post("/members/ana/known/", {"because": "Your message"})
    refused = client.post("/members/ana/known/contacts/", {"direction": "in", "outcome": "A long story", "summary": ""})
    assert refused.status_code == 400 and "A long story" in refused.content.decode()
    assert not Contact.objects.exists()
