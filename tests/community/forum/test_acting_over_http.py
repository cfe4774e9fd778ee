import uuid

import pytest
from django.test import Client

from community.forum import actions, rules
from community.forum.models import Answer, Comment, Doubt, Follow, Mark, MeToo, Question, State
from tests.posts import make_answer, make_question


@pytest.fixture
def question(ana) -> Question:
    return make_question(ana)


@pytest.fixture
def answer(question, ben) -> Answer:
    return make_answer(question, ben)


def here(client: Client, question: Question) -> str:
    return client.get(question.get_absolute_url()).content.decode()


HTMX = {"hx-request": "true"}


def test_answering_lands_on_the_new_answer(client: Client, question, ben):
    client.force_login(ben)
    page = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire."})
    made = Answer.objects.get()
    assert page["Location"] == f"{question.get_absolute_url()}#a{made.pk}"
    page = here(client, question)
    assert "Check the earth wire." in page and "You will hear when it helps someone" in page


def test_the_same_answer_form_sent_twice_is_one_answer(client: Client, question, ben):
    client.force_login(ben)
    form = {"body": "Check the earth wire.", "submission": str(uuid.uuid4())}
    first = client.post(f"/questions/{question.pk}/acts/answer/", form)
    second = client.post(f"/questions/{question.pk}/acts/answer/", form)
    assert first["Location"] == second["Location"] and Answer.objects.count() == 1


def test_a_forged_submission_is_as_none(client: Client, question, ben):
    client.force_login(ben)
    client.post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire.", "submission": "no uuid"})
    assert Answer.objects.count() == 1


def test_a_submission_copied_from_another_text_is_as_none(client: Client, question, ana, ben, zed):
    ticket = uuid.uuid4()
    elsewhere = make_question(ana, "How do I clean the reflector well?", submission=ticket)
    theirs = make_answer(elsewhere, ben, submission=ticket)
    actions.post_comment(elsewhere, answer=theirs, body="Which wire?", submission=ticket, by=ben)
    client.force_login(ben)
    asked = client.post("/questions/ask/", {"title": "Why is the lamp so dim now?", "submission": ticket})
    answered = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "With a soft cloth.", "submission": ticket})
    remark = {"body": "I tried that.", "submission": ticket}
    commented = client.post(f"/texts/question/{question.pk}/comment/", remark)
    assert [reply.status_code for reply in (asked, answered, commented)] == [302, 302, 302]
    assert (Question.objects.count(), Answer.objects.count(), Comment.objects.count()) == (3, 2, 2)


def test_a_question_keeps_to_three_products_when_it_is_changed(client: Client, question, ana):
    category = actions.create_category(name="Things")
    lamps = [actions.create_product(name=f"Lamp {number}", category=category).pk for number in range(4)]
    client.force_login(ana)
    form = {"title": question.title, "body": question.body}
    refused = client.post(f"/texts/question/{question.pk}/edit/", form | {"products": lamps})
    assert refused.status_code == 400 and "at most three" in refused.content.decode() and not question.products.exists()
    client.post(f"/texts/question/{question.pk}/edit/", form | {"products": lamps[:3]})
    assert question.products.count() == 3


@pytest.mark.parametrize(("body", "status"), [("  \n ", 400), ("kept " + "x" * rules.ANSWER_MAX, 413)])
def test_an_answer_that_is_refused_stands_in_the_composer(client: Client, question, ben, body, status):
    client.force_login(ben)
    answer = client.post(f"/questions/{question.pk}/acts/answer/", {"body": body})
    page = answer.content.decode()
    assert answer.status_code == status and question.title in page and not Answer.objects.exists()
    assert body.strip()[:20] in page and 'id="answer-body_error"' in page


def test_a_guests_answer_waits_in_the_composer_until_they_have_signed_in(client: Client, question, ben):
    answer = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "My long answer"})
    assert answer["Location"] == f"/accounts/login/?next=/questions/{question.pk}/%23compose"
    client.force_login(ben)
    page = here(client, question)
    assert "My long answer</textarea>" in page and "Your answer is still here" in page and not Answer.objects.exists()
    client.post(f"/questions/{question.pk}/acts/answer/", {"body": "My long answer"})
    assert "My long answer</textarea>" not in here(client, question)


def test_only_the_team_answers_officially(client: Client, question, ben, leo):
    client.force_login(ben)
    assert "official answer from" not in here(client, question)
    refused = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "I am the brand", "official": "on"})
    assert refused.status_code == 403 and "I am the brand" in refused.content.decode() and not Answer.objects.exists()
    client.force_login(leo)
    assert "official answer from" in here(client, question)
    client.post(f"/questions/{question.pk}/acts/answer/", {"body": "We are the brand", "official": "on"})
    assert Answer.objects.get().is_official


def test_answering_what_was_taken_down_meanwhile_loses_no_word(client: Client, question, ben, mia):
    client.force_login(ben)
    actions.hide_text(question, reason="other", by=mia)
    answer = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "An hour of typing"})
    page = answer.content.decode()
    assert answer.status_code == 410 and "An hour of typing" in page and "taken down" in page and not Answer.objects.exists()


def test_answering_what_was_closed_meanwhile_loses_no_word(client: Client, question, ben, mia):
    client.force_login(ben)
    actions.close_question(question, reason="off_topic", by=mia)
    answer = client.post(f"/questions/{question.pk}/acts/answer/", {"body": "An hour of typing"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "An hour of typing" in page and "is closed" in page and not Answer.objects.exists()


def test_this_helped_me_is_one_click_and_undone_by_one(client: Client, answer, zed):
    client.force_login(zed)
    address = f"/answers/{answer.pk}/helped/"
    for _twice in range(2):
        back = client.post(address, {"helped": "1"})
        assert back["Location"].endswith(f"#a{answer.pk}")
    assert Mark.objects.filter(withdrawn_at=None).count() == 1
    page = here(client, answer.question)
    assert 'aria-pressed="true"' in page and "Add a thank-you note to Ben" in page
    client.post(address, {"helped": "0"})
    assert not Mark.objects.filter(withdrawn_at=None).exists()


def test_htmx_gets_the_button_and_the_notes_only(client: Client, answer, zed):
    client.force_login(zed)
    piece = client.post(f"/answers/{answer.pk}/helped/", {"helped": "1"}, headers=HTMX).content.decode()
    assert f'id="helped-{answer.pk}"' in piece and f'hx-target="#notes-{answer.pk}"' in piece and "<html" not in piece


def test_marking_ones_own_answer_is_refused_with_the_reason(client: Client, answer, ben):
    client.force_login(ben)
    refused = client.post(f"/answers/{answer.pk}/helped/", {"helped": "1"})
    assert refused.status_code == 403 and "your own answer" in refused.content.decode() and not Mark.objects.exists()
    in_place = client.post(f"/answers/{answer.pk}/helped/", {"helped": "1"}, headers=HTMX)
    assert in_place.status_code == 403 and in_place["HX-Retarget"] == "#toasts"


def test_a_guest_who_marks_is_led_to_sign_in_and_back_to_the_answer(client: Client, answer):
    assert client.post(f"/answers/{answer.pk}/helped/")["Location"] == f"/accounts/login/?next=/a/{answer.pk}/"
    in_place = client.post(f"/answers/{answer.pk}/helped/", headers=HTMX)
    assert in_place["HX-Redirect"] == f"/accounts/login/?next=/a/{answer.pk}/" and not Mark.objects.exists()


def test_a_note_shows_as_its_author_chose(client: Client, answer, zed, ana):
    client.force_login(zed)
    client.post(f"/answers/{answer.pk}/note/", {"note": "Only for you", "outcome": "partly", "seen": "private"})
    mark = Mark.objects.get()
    assert (mark.note, mark.outcome, mark.is_public) == ("Only for you", "partly", False)
    client.force_login(ana)
    assert "Only for you" not in here(client, answer.question)
    client.force_login(zed)
    client.post(f"/answers/{answer.pk}/note/", {"note": "For everybody", "seen": "public"})
    client.force_login(ana)
    assert "For everybody" in here(client, answer.question)


def test_a_note_that_is_too_long_is_kept_and_the_mark_does_not_depend_on_it(client: Client, answer, zed):
    client.force_login(zed)
    refused = client.post(f"/answers/{answer.pk}/note/", {"note": "kept " + "x" * 600, "seen": "public"})
    assert refused.status_code == 413 and "kept xxx" in refused.content.decode() and not Mark.objects.exists()
    assert client.post(f"/answers/{answer.pk}/note/", {"note": "fine", "seen": "nobody"}).status_code == 400


def test_me_too_is_pressed_and_taken_back(client: Client, question, zed, ana):
    client.force_login(zed)
    client.post(f"/questions/{question.pk}/acts/me-too/", {"me_too": "1"})
    assert MeToo.objects.count() == 1 and 'aria-pressed="true"' in here(client, question)
    piece = client.post(f"/questions/{question.pk}/acts/me-too/", {"me_too": "0"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in piece and "<html" not in piece and not MeToo.objects.exists()
    client.force_login(ana)
    assert client.post(f"/questions/{question.pk}/acts/me-too/").status_code == 403


def test_follow_is_pressed_and_taken_back_and_is_not_the_askers(client: Client, question, zed, ana):
    client.force_login(zed)
    client.post(f"/questions/{question.pk}/acts/follow/", {"follow": "1"})
    assert Follow.objects.get().member == zed and 'value="0" aria-pressed="true"' in here(client, question)
    piece = client.post(f"/questions/{question.pk}/acts/follow/", {"follow": "0"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in piece and "<html" not in piece and not Follow.objects.exists()
    client.force_login(ana)
    assert 'name="follow"' not in here(client, question)
    assert client.post(f"/questions/{question.pk}/acts/follow/").status_code == 403 and not Follow.objects.exists()


def test_a_doubt_is_private_and_can_be_taken_back(client: Client, answer, zed, ana):
    client.force_login(zed)
    assert client.get(f"/answers/{answer.pk}/doubt/didnt_work/").status_code == 200
    client.post(f"/answers/{answer.pk}/doubt/didnt_work/", {"reason": "It still flickers", "version": "2.4"})
    assert Doubt.objects.get().reason == "It still flickers"
    client.force_login(ana)
    assert "It still flickers" not in here(client, answer.question)
    client.force_login(zed)
    client.post(f"/answers/{answer.pk}/doubt/didnt_work/", {"withdraw": "1"})
    assert not Doubt.objects.exists() and client.get(f"/answers/{answer.pk}/doubt/never/").status_code == 404


def test_the_asker_accepts_with_one_click_and_takes_it_back_with_one(client: Client, answer, ana, zed):
    client.force_login(zed)
    assert client.post(f"/answers/{answer.pk}/accept/").status_code == 403
    client.force_login(ana)
    client.post(f"/answers/{answer.pk}/accept/")
    page = here(client, answer.question)
    assert "Accepted by Ana" in page and Question.objects.get().accepted_id == answer.pk
    toast = page.split('id="toasts"')[1]
    assert f'action="/answers/{answer.pk}/unaccept/"' in toast and "Undo" in toast
    client.post(f"/answers/{answer.pk}/unaccept/")
    assert "Undo" not in here(client, answer.question).split('id="toasts"')[1]
    assert Question.objects.get().accepted_id is None
    assert client.post(f"/answers/{answer.pk}/unaccept/").status_code == 409


def test_replacing_an_accepted_answer_asks_first(client: Client, answer, ana, zed):
    other = make_answer(answer.question, zed, body="Or replace the bulb.")
    actions.accept_answer(answer, by=ana)
    client.force_login(ana)
    page = here(client, answer.question)
    assert f'href="/answers/{other.pk}/accept/"' in page
    assert "takes its place" in client.get(f"/answers/{other.pk}/accept/").content.decode()
    assert Question.objects.get().accepted_id == answer.pk
    client.post(f"/answers/{other.pk}/accept/")
    assert "/unaccept/" not in here(client, answer.question).split('id="toasts"')[1]  # it would not bring the first one back


def test_a_comment_is_written_in_place_and_refused_in_place(client: Client, answer, zed):
    client.force_login(zed)
    address = f"/texts/answer/{answer.pk}/comment/"
    back = client.post(address, {"body": "Thank you for this"})
    comment = Comment.objects.get()
    assert back["Location"].endswith(f"#c{comment.pk}")
    piece = client.post(address, {"body": "And one more remark"}, headers=HTMX).content.decode()
    assert f'hx-target="#c-a{answer.pk}"' in piece and "And one more remark" in piece and "<html" not in piece
    refused = client.post(address, {"body": "kept " + "x" * 600}, headers=HTMX)
    assert refused.status_code == 413 and "kept xxx" in refused.content.decode() and Comment.objects.count() == 2
    refused = client.post(address, {"body": "x"})
    assert refused.status_code == 400 and "A few more words" in refused.content.decode()


def test_a_comment_under_the_question_stands_there(client: Client, question, ben):
    client.force_login(ben)
    client.post(f"/texts/question/{question.pk}/comment/", {"body": "Which model is it?"})
    comment = Comment.objects.get()
    assert comment.answer_id is None and "Which model is it?" in here(client, question)
    assert client.post(f"/texts/comment/{comment.pk}/comment/", {"body": "To a comment"}).status_code == 404


def test_editing_is_the_authors_and_keeps_a_refused_text(client: Client, answer, ben, zed):
    client.force_login(zed)
    assert client.get(f"/texts/answer/{answer.pk}/edit/").status_code == 403
    client.force_login(ben)
    assert answer.body in client.get(f"/texts/answer/{answer.pk}/edit/").content.decode()
    refused = client.post(f"/texts/answer/{answer.pk}/edit/", {"body": " "})
    assert refused.status_code == 400
    client.post(f"/texts/answer/{answer.pk}/edit/", {"body": "Better words now", "reason": "clearer"})
    answer.refresh_from_db()
    assert answer.body == "Better words now"


def test_editing_a_question_changes_title_products_and_tags(client: Client, question, ana):
    client.force_login(ana)
    address = f"/texts/question/{question.pk}/edit/"
    assert question.title in client.get(address).content.decode()
    client.post(address, {"title": "Why does it flicker at night?", "body": "New", "tags": "night"})
    question.refresh_from_db()
    assert question.title == "Why does it flicker at night?" and [tag.name for tag in question.tags.all()] == ["night"]
    assert client.post(address, {"title": "x"}).status_code == 400


def test_deleting_is_undone_where_it_stood(client: Client, answer, ben, zed):
    client.force_login(zed)
    assert client.post(f"/texts/answer/{answer.pk}/delete/").status_code == 403
    client.force_login(ben)
    client.post(f"/texts/answer/{answer.pk}/delete/")
    page = here(client, answer.question)
    assert (
        "You deleted this answer" in page and page.count(f"/texts/answer/{answer.pk}/undelete/") == 2
    )  # there, and in the toast
    client.post(f"/texts/answer/{answer.pk}/undelete/")
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED
    assert client.post("/texts/nothing/1/delete/").status_code == 404


def test_moderators_hide_with_a_reason_and_restore(client: Client, answer, mia, leo):
    client.force_login(leo)
    assert client.post(f"/texts/answer/{answer.pk}/hide/", {"reason": "spam"}).status_code == 403
    client.force_login(mia)
    assert client.post(f"/texts/answer/{answer.pk}/hide/", {"reason": "no such"}).status_code == 400
    client.post(f"/texts/answer/{answer.pk}/hide/", {"reason": "off_topic", "note": "Not here"})
    answer.refresh_from_db()
    assert (answer.state, answer.state_reason, answer.state_note) == (State.HIDDEN, "off_topic", "Not here")
    client.post(f"/texts/answer/{answer.pk}/restore/")
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED
    assert client.post(f"/texts/answer/{answer.pk}/restore/").status_code == 409


def test_moderators_close_with_a_reason_and_open_it_again(client: Client, question, mia):
    client.force_login(mia)
    address = f"/questions/{question.pk}/acts/close/"
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"reason": "duplicate"}).status_code == 400
    client.post(address, {"reason": "outdated", "note": "There is a new model."})
    assert "is closed and takes no new answers" in here(client, question)
    client.post(f"/questions/{question.pk}/acts/reopen/")
    question.refresh_from_db()
    assert not question.is_closed


@pytest.mark.parametrize(
    "act",
    ["helped", "accept", "unaccept", "note"],
)
def test_acts_on_what_a_member_may_not_see_are_404_and_change_nothing(client: Client, ana, ben, zed, act):
    private = make_question(ana, title="My invoice number is wrong", visibility="private")
    hidden = make_answer(private, ana)
    client.force_login(zed)
    assert client.post(f"/answers/{hidden.pk}/{act}/", {"note": "x"}).status_code == 404
    assert not Mark.objects.exists() and Question.objects.get().accepted_id is None


@pytest.mark.parametrize("act", ["helped", "unaccept", "note"])
def test_acts_are_never_done_by_a_get(client: Client, answer, zed, act):
    client.force_login(zed)
    assert client.get(f"/answers/{answer.pk}/{act}/").status_code == 405
    assert not Mark.objects.exists()


def test_a_comment_typed_before_signing_in_waits_in_its_field(client: Client, answer, zed):
    sent = client.post(f"/texts/answer/{answer.pk}/comment/", {"body": "My typed remark"})
    assert sent["Location"] == f"/accounts/login/?next=/texts/answer/{answer.pk}/comments/"
    client.force_login(zed)
    assert "My typed remark</textarea>" in client.get(f"/texts/answer/{answer.pk}/comments/").content.decode()
    client.post(f"/texts/answer/{answer.pk}/comment/", {"body": "My typed remark"})
    assert "My typed remark</textarea>" not in client.get(f"/texts/answer/{answer.pk}/comments/").content.decode()


def test_an_edit_typed_after_the_session_ended_waits_in_its_form(client: Client, answer, ben):
    address = f"/texts/answer/{answer.pk}/edit/"
    assert client.post(address, {"body": "Better words"})["Location"] == f"/accounts/login/?next={address}"
    client.force_login(ben)
    assert "Better words</textarea>" in client.get(address).content.decode()


def test_a_note_typed_after_the_session_ended_is_shown_again(client: Client, answer, zed):
    client.post(f"/answers/{answer.pk}/note/", {"note": "Thanks a lot", "seen": "private"})
    client.force_login(zed)
    assert "Thanks a lot</textarea>" in here(client, answer.question)


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
@pytest.mark.parametrize("act", ["edit", "delete", "undelete", "hide", "restore", "comment"])
def test_a_guest_always_comes_back_to_a_page_that_opens(client: Client, answer, ana, kind, act):
    comment = actions.post_comment(answer.question, answer=answer, body="A remark on this", by=ana)
    pk = {"question": answer.question_id, "answer": answer.pk, "comment": comment.pk}[kind]
    led = client.post(f"/texts/{kind}/{pk}/{act}/", {"body": "words"})
    back = led["Location"].split("next=")[1].replace("%23", "#")
    client.force_login(ana)
    assert led.status_code == 302 and client.get(back, follow=True).status_code in (200, 403)
