from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.forum import actions
from community.forum.models import Question, State
from community.forum.views import reading
from tests.people import make_member
from tests.posts import make_answer, make_question


@pytest.fixture
def question(ana) -> Question:
    with clock.at(now() - timedelta(days=3)):
        return make_question(ana)


def shown(client: Client, question: Question) -> str:
    answer = client.get(question.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_other_address_of_a_question_moves_for_good_to_the_one(client: Client, question):
    right = question.get_absolute_url()
    for wrong in (f"/questions/{question.pk}/", f"/q/{question.pk}/", f"/questions/{question.pk}/something-else/"):
        answer = client.get(wrong + "?sort=newest")
        assert answer.status_code == 301 and answer["Location"] == right + "?sort=newest"
    assert client.get("/questions/999999/").status_code == 404
    assert client.get(f"/questions/{10**30}/x/").status_code == 404


def test_a_question_without_a_slug_stands_at_its_number(client: Client, question):
    Question.objects.filter(pk=question.pk).update(slug="")
    assert client.get(f"/questions/{question.pk}/").status_code == 200
    assert client.get(f"/questions/{question.pk}/old/")["Location"] == f"/questions/{question.pk}/"


def test_a_title_that_sounds_like_an_act_is_still_a_question(client: Client, ana):
    lamp = actions.create_product(name="Lamp", category=actions.create_category(name="Things"))
    for title in ("Revisions", "acts", "Ask", "state"):
        asked = make_question(ana, title=title, body=title, products=[lamp])
        assert title in shown(client, asked)


def test_a_merged_question_leads_to_where_it_went(client: Client, question, ana, ben):
    target = make_question(ben, title="The lamp flickers when braking")
    Question.objects.filter(pk=question.pk).update(state=State.MERGED, merged_into=target)
    for viewer in (None, ana):
        if viewer:
            client.force_login(viewer)
        answer = client.get(question.get_absolute_url())
        assert answer.status_code == 301 and answer["Location"] == target.get_absolute_url()
    Question.objects.filter(pk=question.pk).update(visibility="private")
    client.force_login(ben)
    assert client.get(question.get_absolute_url()).status_code == 404


def test_what_was_taken_down_is_gone_for_strangers_and_stands_for_its_author_and_the_team(
    client: Client, question, ana, ben, mia
):
    actions.hide_text(question, reason="off_topic", note="Please ask in the other place.", by=mia)
    gone = client.get(question.get_absolute_url())
    assert gone.status_code == 410 and question.title not in gone.content.decode()
    client.force_login(ben)
    assert client.get(question.get_absolute_url()).status_code == 410
    client.force_login(ana)
    page = shown(client, question)
    assert "Hidden by the team" in page and "Off topic" in page and "Please ask in the other place." in page
    assert "Restore" not in page
    client.force_login(mia)
    assert "Restore" in shown(client, question)


def test_a_private_question_is_as_if_it_were_not_there(client: Client, ana, ben, mia):
    private = make_question(ana, title="My invoice number is wrong", visibility="private")
    answer = make_answer(private, mia)
    comment = actions.post_comment(private, answer=answer, body="Thank you.", by=ana)
    addresses = [private.get_absolute_url(), f"/questions/{private.pk}/", answer.get_absolute_url()]
    addresses += [f"/answers/{answer.pk}/notes/", f"/questions/{private.pk}/comments/{comment.pk}/fragment/"]
    addresses += [f"/texts/{text._meta.model_name}/{text.pk}/revisions/" for text in (private, answer, comment)]
    unknown = client.get("/questions/999999/").status_code
    for hidden in (None, comment, answer, private):
        if hidden:
            actions.hide_text(hidden, reason="other", by=mia)
        for stranger in (Client(), client):
            assert {stranger.get(address).status_code for address in addresses} == {unknown} == {404}
        client.force_login(ben)
    assert client.get(f"/q/{private.pk}/").status_code == 404
    client.force_login(ana)
    assert client.get(private.get_absolute_url()).status_code == 200


def test_the_accepted_answer_stands_first_with_who_accepted_it(client: Client, question, ana, ben, zed):
    other = make_answer(question, zed, body="Perhaps the bulb is loose.")
    right = make_answer(question, ben)
    actions.accept_answer(right, by=ana)
    page = shown(client, question)
    assert page.index(f'id="a{right.pk}"') < page.index(f'id="a{other.pk}"')
    assert "Accepted by Ana" in page and "Solved in" in page and "2 answers" in page


def test_an_official_answer_stands_in_its_place_with_one_line_to_it(client: Client, question, ana, ben, leo):
    official = make_answer(question, leo, body="The brand says so.", official=True)
    right = make_answer(question, ben)
    actions.accept_answer(right, by=ana)
    page = shown(client, question)
    assert "Official answer from" in page and f'href="#a{official.pk}"' in page
    assert page.index(f'id="a{right.pk}"') < page.index(f'id="a{official.pk}"')


def test_an_answer_has_an_address_of_its_own(client: Client, question, ben):
    answer = make_answer(question, ben)
    moved = client.get(f"/a/{answer.pk}/")
    assert moved.status_code == 302 and moved["Location"] == f"{question.get_absolute_url()}#a{answer.pk}"
    assert client.get("/a/999999/").status_code == 404


def test_a_hidden_answer_is_seen_by_its_author_and_the_team_only(client: Client, question, ben, zed, mia):
    answer = make_answer(question, ben, body="Words nobody else reads.")
    actions.hide_text(answer, reason="abuse", by=mia)
    for viewer in (None, zed):
        if viewer:
            client.force_login(viewer)
        assert "Words nobody else reads." not in shown(client, question)
        assert client.get(f"/a/{answer.pk}/").status_code == 410
        assert client.get(f"/questions/{question.pk}/answers/{answer.pk}/fragment/").status_code == 410
    for viewer in (ben, mia):
        client.force_login(viewer)
        page = shown(client, question)
        assert "Words nobody else reads." in page and "Rude or hurtful" in page


def test_two_public_notes_are_quoted_and_the_rest_is_one_link_away(client: Client, question, ben):
    answer = make_answer(question, ben)
    for number in range(4):
        reader = make_member(f"reader{number}")
        actions.write_note(answer, words=f"Public words {number}", public=True, by=reader)
    actions.write_note(answer, words="Private words", public=False, by=make_member("reader9"))
    page = shown(client, question)
    assert "Public words 3" in page and "Public words 2" in page and "Public words 1" not in page
    assert "All 4 public notes" in page
    every = client.get(f"/answers/{answer.pk}/notes/").content.decode()
    assert all(f"Public words {n}" in every for n in range(4))
    for output in (page, every):
        assert "Private words" not in output and "Reader9" not in output


def test_nobody_is_named_for_a_mark_without_a_public_note(client: Client, question, ben, zed):
    answer = make_answer(question, ben)
    actions.mark_helped(answer, by=zed)
    page = shown(client, question)
    assert "Zed" not in page and ", 1 person" in page


def test_three_comments_are_shown_and_the_rest_by_link(client: Client, question, ben):
    answer = make_answer(question, ben)
    for number in range(5):
        actions.post_comment(question, answer=answer, body=f"A remark with number {number}", by=ben)
    page = shown(client, question)
    assert "number 2" in page and "number 3" not in page and "2 more comments" in page
    every = client.get(f"/texts/answer/{answer.pk}/comments/").content.decode()
    assert all(f"number {n}" in every for n in range(5))


def test_what_a_member_may_not_do_is_not_offered(client: Client, question, ana, ben, zed):
    answer = make_answer(question, ben)
    client.force_login(zed)
    page = shown(client, question)
    assert f"/answers/{answer.pk}/helped/" in page and "This solved it" not in page
    assert f"/texts/answer/{answer.pk}/edit/" not in page and "/hide/" not in page and "/acts/close/" not in page
    client.force_login(ana)
    assert "This solved it" in shown(client, question)
    client.force_login(ben)
    page = shown(client, question)
    assert f"/answers/{answer.pk}/helped/" not in page and f"/texts/answer/{answer.pk}/edit/" in page


def test_a_guest_finds_links_to_sign_in_where_members_find_acts(client: Client, question, ben):
    answer = make_answer(question, ben)
    page = shown(client, question)
    assert f"/accounts/login/?next=/a/{answer.pk}/" in page and f'action="/answers/{answer.pk}/helped/"' not in page


def test_a_closed_question_says_so_and_takes_no_answer(client: Client, question, ana, ben, mia):
    other = make_question(ben, title="The lamp flickers when braking")
    actions.close_question(question, reason="duplicate", duplicate_of=other, by=mia)
    client.force_login(ben)
    page = shown(client, question)
    assert "asked and answered before" in page and other.get_absolute_url() in page and "Post answer" not in page


def test_earlier_versions_are_kept_and_shown(client: Client, question, ana, ben):
    answer = make_answer(question, ben, body="The first words of this answer, long enough.")
    with clock.at(now() + timedelta(hours=1)):
        actions.edit_answer(answer, body="Quite other words now.", reason="I was wrong", by=ben)
    page = client.get(f"/texts/answer/{answer.pk}/revisions/").content.decode()
    assert "The first words of this answer" in page and "Quite other words now." in page and "I was wrong" in page


def test_a_page_with_very_many_answers_shows_thirty_and_a_link(client: Client, question):
    for number in range(33):
        make_answer(question, make_member(f"helper{number}"), body=f"Answer text {number}")
    page = shown(client, question)
    assert page.count('aria-label="Answer by') == reading.ANSWERS_SHOWN and "3 more answers" in page
    assert client.get(question.get_absolute_url() + "?answers=all").content.decode().count('aria-label="Answer by') == 33


def test_words_of_members_are_never_markup(client: Client, ana):
    asked = make_question(
        ana, title="<script>alert(1)</script> why?", body="<img src=x onerror=alert(1)> **bold**", tags=["<i>x"]
    )
    for address in (asked.get_absolute_url(), "/questions/", "/tags/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "<i>x" not in page
    assert "<strong>bold</strong>" in shown(client, asked)


def test_fragments_are_the_same_markup_for_this_viewer(client: Client, question, ana, ben):
    answer = make_answer(question, ben)
    comment = actions.post_comment(question, answer=answer, body="A remark on this", by=ana)
    actions.accept_answer(answer, by=ana)
    piece = client.get(f"/questions/{question.pk}/answers/{answer.pk}/fragment/").content.decode()
    assert f'id="a{answer.pk}"' in piece and "<html" not in piece and "Accepted by Ana" in piece
    piece = client.get(f"/questions/{question.pk}/comments/{comment.pk}/fragment/").content.decode()
    assert f'id="c{comment.pk}"' in piece and "A remark on this" in piece
    piece = client.get(f"/questions/{question.pk}/state/fragment/").content.decode()
    assert 'id="state"' in piece and f'data-accepted="{answer.pk}"' in piece
    other = make_question(ben, title="Quite another question here")
    assert client.get(f"/questions/{other.pk}/answers/{answer.pk}/fragment/").status_code == 404


def test_the_question_it_repeats_is_named_however_many_are_linked(client: Client, question, ana, ben, mia):
    original = make_question(ben, title="The question that was asked first")
    for number in range(9):
        linked = make_question(ben, title=f"A linked question that helped many, {number}")
        Question.objects.filter(pk=linked.pk).update(helped_count=5)
        actions.link_questions(question, linked, kind="linked")
    actions.close_question(question, reason="duplicate", duplicate_of=original, by=mia)
    assert original.title in shown(client, question)
