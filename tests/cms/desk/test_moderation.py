"""The queue on the desk: one click, undo, who was faster, appeals; and the way from a report to the author's inbox."""

from datetime import timedelta

import pytest
from django.test import Client

from community import clock
from community.forum import actions as forum
from community.forum.models import State
from community.members.models import Member
from community.moderation import actions, rules
from community.moderation.models import Act, Appeal, Decision, Item, Phrase
from community.screening import actions as screening
from community.screening.models import HeldWord
from tests.pages import asking_while_drawing, cost_of
from tests.people import make_member, make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben, "Buy my <b>oil</b> at my shop.")


def page(client, address="/cms/moderation/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_report_from_the_question_page_is_cleared_with_one_click(answer, ana, ben, mia, work):
    anas, mias = browser(ana), browser(mia)
    link = f"/texts/answer/{answer.pk}/report/"
    assert link in page(anas, answer.question.get_absolute_url()) and link not in page(
        browser(ben), answer.question.get_absolute_url()
    )
    sent = anas.post(link, {"reason": "spam", "words": "He sells it."}, follow=True)
    assert "you hear what came of it" in sent.content.decode()
    item = Item.objects.get()
    seen = page(mias)
    assert "Answer in Why does the lamp flicker" in seen and "He sells it." in seen and "Ana" in seen
    assert "&lt;b&gt;oil" in seen and "<b>oil" not in seen
    done = mias.post(f"/cms/moderation/{item.pk}/decide/", {"act": "hide"}, follow=True)
    decision = Decision.objects.get()
    assert (decision.act, decision.reason) == (Act.HIDE, "spam") and f"/decisions/{decision.pk}/undo/" in done.content.decode()
    assert "Nothing waits." in done.content.decode()
    work()
    answers_page = page(browser(ben), f"/decisions/{decision.pk}/")
    assert "The team hid your answer." in answers_page and "It advertises" in answers_page
    assert "Ana" not in answers_page.replace("Ana lamp", "") and "Mia" not in answers_page and "He sells it" not in answers_page
    mias.post(f"/cms/moderation/decisions/{decision.pk}/undo/")
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED and Item.objects.get().decided_at is None


def test_with_a_message_it_is_two_clicks_and_the_next_one_comes(answer, ana, ben, mia):
    other = make_answer(answer.question, ben, "And my saddles.")
    for text in (answer, other):
        actions.report_text(text, reason="spam", by=ana)
    first, second = Item.objects.waiting()
    sent = {"act": "hide", "reason": "off_topic", "note": "Not about lamps.", "next": "1"}
    response = browser(mia).post(f"/cms/moderation/{first.pk}/decide/", sent)
    assert f"item={second.pk}" in response["Location"]
    assert Decision.objects.get().said.words == "Not about lamps."


def test_what_a_colleague_decided_meanwhile_is_said_and_changes_nothing(answer, ana, mia):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    actions.keep(item, by=make_moderator("moe"))
    late = browser(mia).post(f"/cms/moderation/{item.pk}/decide/", {"act": "hide"}, follow=True)
    assert "A colleague decided this meanwhile." in late.content.decode() and Decision.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"act": "eat"}, {"act": "hide", "reason": "boredom"}, {"act": "hide", "note": "x" * 1001}])
def test_a_wrong_form_changes_nothing(answer, ana, mia, sent):
    actions.report_text(answer, reason="spam", by=ana)
    response = browser(mia).post(f"/cms/moderation/{Item.objects.get().pk}/decide/", sent, follow=True)
    assert response.status_code == 200 and not Decision.objects.exists()


def test_members_and_editors_do_not_get_there(answer, ana, leo):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    assert browser(leo).get("/cms/moderation/").status_code == 403
    assert "/cms/moderation/" not in browser(leo).get("/cms/").content.decode()
    for who in (browser(leo), browser(ana), Client()):
        for path in ("", "appeals/", "done/", "newcomers/"):
            assert who.get(f"/cms/moderation/{path}").status_code in (302, 403)
        for path in (f"{item.pk}/decide/", f"{item.pk}/take/", "decisions/1/undo/", "appeals/1/answer/"):
            assert who.post(f"/cms/moderation/{path}", {"act": "hide"}).status_code in (302, 403)
    assert not Decision.objects.exists()


def test_an_appeal_is_answered_by_somebody_else(answer, ben, mia):
    decision = actions.hide(answer, reason="spam", by=mia)
    bens = browser(ben)
    assert 'id="appeal"' in page(bens, f"/decisions/{decision.pk}/")
    assert bens.post(f"/decisions/{decision.pk}/", {"words": ""}).status_code == 400
    bens.post(f"/decisions/{decision.pk}/", {"words": "I sell nothing."})
    appeal = Appeal.objects.get()
    moe = make_moderator("moe")
    assert "another moderator looks at the appeal" in page(browser(mia), "/cms/moderation/appeals/")
    moes = browser(moe)
    assert "I sell nothing." in page(moes, "/cms/moderation/appeals/")
    moes.post(f"/cms/moderation/appeals/{appeal.pk}/answer/", {"stands": "0", "note": "Sorry."})
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED
    assert "you were right" in page(bens, f"/decisions/{decision.pk}/")
    assert "Nobody asks for another look." in page(moes, "/cms/moderation/appeals/")
    assert browser(make_moderator("may")).get(f"/decisions/{decision.pk}/").status_code == 200


def test_a_decision_is_nobody_elses_business(answer, ana, ben, mia, zed):
    decision = actions.hide(answer, reason="spam", by=mia)
    assert browser(zed).get(f"/decisions/{decision.pk}/").status_code == 404
    assert browser(ana).post(f"/decisions/{decision.pk}/", {"words": "For him."}).status_code == 404
    assert "The team hid your answer." in page(browser(ben), "/decisions/") and not Appeal.objects.exists()


def test_hiding_and_suspending_is_one_choice_in_the_detail(answer, ana, ben, mia):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    mias = browser(mia)
    for wrong in ({"days": "0"}, {"days": "x"}, {"days": "99999"}):
        mias.post(f"/cms/moderation/{item.pk}/decide/", {"act": "suspend", "reason": "spam", **wrong})
    answer.refresh_from_db()
    assert not Decision.objects.exists() and answer.state == State.PUBLISHED
    mias.post(f"/cms/moderation/{item.pk}/decide/", {"act": "suspend", "reason": "spam", "days": "7"})
    answer.refresh_from_db()
    ben.refresh_from_db()
    assert set(Decision.objects.values_list("act", flat=True)) == {"hide", "suspend"}
    assert answer.state == State.HIDDEN and ben.is_suspended


def test_messages_kept_ready_are_chosen_with_one_click(answer, ana, mia, leo):
    mias = browser(mia)
    kept = {"name": "No shops", "reason": "spam", "words": "No shops here, please."}
    assert mias.post("/cms/snippets/moderation/phrase/add/", kept).status_code == 302
    assert mias.post("/cms/snippets/moderation/phrase/add/", kept).status_code == 200  # the name is taken
    phrase = Phrase.objects.get()
    assert browser(leo).post("/cms/snippets/moderation/phrase/add/", kept | {"name": "Mine"}).status_code in (302, 403)
    actions.report_text(answer, reason="spam", by=ana)
    assert "No shops" in page(mias)
    sent = {"act": "hide", "reason": "spam", "phrase": str(phrase.pk), "note": ""}
    mias.post(f"/cms/moderation/{Item.objects.get().pk}/decide/", sent)
    assert Decision.objects.get().said.words == "No shops here, please."
    mias.post(f"/cms/snippets/moderation/phrase/delete/{phrase.pk}/")
    assert not Phrase.objects.exists()


def test_words_that_hold_are_kept_on_the_desk(ana, ben, mia, leo, django_capture_on_commit_callbacks):
    mias = browser(mia)
    add = "/cms/snippets/screening/heldword/add/"
    with django_capture_on_commit_callbacks(execute=True):
        assert mias.post(add, {"words": "BrewDrops"}).status_code == 302
    assert HeldWord.objects.get().words == "brewdrops"
    again = mias.post(add, {"words": "brewdrops"})
    assert again.status_code == 200 and "in the list already" in again.content.decode()
    assert "brewdrops" in page(mias, "/cms/snippets/screening/heldword/")
    assert browser(leo).post(add, {"words": "lamp"}).status_code in (302, 403) and HeldWord.objects.count() == 1
    held = make_answer(make_question(ana), ben, "Try brewdrops.")
    assert held.state == State.HELD
    with django_capture_on_commit_callbacks(execute=True):
        mias.post(f"/cms/snippets/screening/heldword/delete/{HeldWord.objects.get().pk}/")
    assert not HeldWord.objects.exists() and make_answer(held.question, ben, "brewdrops!").state == State.PUBLISHED


def test_a_held_text_is_approved_with_one_click(ana, ben, mia, work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        screening.save_word(HeldWord(words="brewdrops"))
    held = make_answer(make_question(ana), ben, "Try BrewDrops.")
    work()
    seen = page(browser(mia))
    assert "Approve" in seen and "<mark>BrewDrops</mark>" in seen and "Held by these words: brewdrops" in seen
    browser(mia).post(f"/cms/moderation/{Item.objects.get().pk}/decide/", {"act": "keep"})
    held.refresh_from_db()
    assert held.state == State.PUBLISHED


def test_everything_decided_is_listed_filtered_and_a_file(answer, ana, ben, mia, zed):
    moe = make_moderator("moe")
    actions.hide(answer, reason="spam", words="=cmd()", by=mia)
    actions.warn(zed, reason="abuse", words="Please.", by=moe)
    mias = browser(mia)
    assert page(mias, "/cms/moderation/done/").count("<time datetime") == 2
    filters = {f"by={moe.pk}": 1, "act=hide": 1, "member=zed": 1, "member=@zed&act=hide": 0, "act=eat&by=x": 2}
    for asked, rows in filters.items():
        assert page(mias, f"/cms/moderation/done/?{asked}").count("<time datetime") == rows, asked
    answer_csv = mias.get("/cms/moderation/done.csv?act=hide")
    lines = b"".join(answer_csv.streaming_content).decode().splitlines()
    assert len(lines) == 2 and "ben,mia,spam" in lines[1] and "'=cmd()" in lines[1]
    assert answer_csv["Content-Type"].startswith("text/csv")
    assert browser(ben).get("/cms/moderation/done.csv").status_code == 403


FRAME = 7  # what the CMS itself asks for any of its pages: who, their rights, their looks, the tree


def _fill(question, many, ana, zed, mia):
    """Reports of all three kinds, appeals and decisions."""
    for n in range(many):
        shop = make_member(f"shop-{Member.objects.count()}")
        text = make_answer(question, shop, f"Buy my oil, {n}.")
        remark = forum.post_comment(question, answer=text, body=f"And mine, {n}.", by=shop)
        for each in (text, remark, make_question(shop, f"Where can I sell my oil, number {n}?")):
            actions.report_text(each, reason="spam", by=ana)
        actions.appeal(actions.warn(shop, reason="spam", words="Please.", by=mia), words="Why?", by=shop)


@pytest.mark.parametrize("address", ["/cms/moderation/", "/cms/moderation/appeals/", "/cms/moderation/done/"])
def test_the_screens_cost_the_same_for_few_and_for_many(ana, zed, mia, address, monkeypatch):
    monkeypatch.setattr(rules, "REPORTS_A_DAY", 999)
    question = make_question(ana)
    moe = browser(make_moderator("moe"))
    _fill(question, 2, ana, zed, mia)
    few = cost_of(moe, address)
    _fill(question, 6, ana, zed, mia)
    assert cost_of(moe, address) == few <= FRAME + 7


def test_no_template_of_them_asks_the_database(ana, zed, mia, monkeypatch):
    monkeypatch.setattr(rules, "REPORTS_A_DAY", 999)
    _fill(make_question(ana), 2, ana, zed, mia)
    moe = browser(make_moderator("moe"))
    with asking_while_drawing() as asked:
        for address in ("", "appeals/", "done/", f"?item={Item.objects.latest('pk').pk}"):
            assert moe.get(f"/cms/moderation/{address}").status_code == 200
    assert [sql for sql in asked if "moderation_" in sql or "forum_" in sql] == []


# --- many at once, and newcomers ---------------------------------------------------------------------------------------


def test_several_are_decided_by_one_press_each_by_itself_and_each_can_be_taken_back(answer, ana, ben, mia, zed):
    texts = [answer, *(make_answer(answer.question, ben, f"And my saddle number {n}.") for n in range(3))]
    for text in texts:
        actions.report_text(text, reason="spam", by=ana)
    mias, moe = browser(mia), make_moderator("moe")
    items = list(Item.objects.waiting())
    shown = page(mias)
    assert shown.count('form="many"') == 4
    actions.keep(items[0], by=moe)
    sent = {"act": "hide", "reason": "off_topic", "item": [item.pk for item in items]}
    said = mias.post("/cms/moderation/many/", sent, follow=True).content.decode()
    assert "3 are decided." in said and "1: A colleague decided this meanwhile." in said and "Nothing waits." in said
    mine = Decision.objects.filter(by=mia)
    assert [(one.act, one.reason) for one in mine] == [(Act.HIDE, "off_topic")] * 3 and Decision.objects.count() == 4
    actions.undo(mine[0], by=mia)
    assert sum(text.state == State.HIDDEN for text in map(fresh, texts)) == 2
    assert "Nothing waits" not in page(mias)


def fresh(text):
    text.refresh_from_db()
    return text


def test_without_a_reason_each_is_hidden_for_what_it_was_reported_for_and_the_own_stays(ana, ben, mia):
    question = make_question(ana)
    one, other, own = make_answer(question, ben), make_answer(question, ben, "Another."), make_answer(question, mia, "Mine.")
    actions.report_text(one, reason="spam", by=ana)
    actions.report_text(other, reason="dangerous", by=ana)
    actions.report_text(own, reason="spam", by=ana)
    items = [item.pk for item in Item.objects.all()]
    said = browser(mia).post("/cms/moderation/many/", {"act": "hide", "reason": "", "item": items}, follow=True).content.decode()
    assert "1: This is your own text" in said
    assert set(Decision.objects.values_list("text_id", "reason")) == {(one.pk, "spam"), (other.pk, "dangerous")}
    assert fresh(own).state == State.PUBLISHED


@pytest.mark.parametrize(
    "sent",
    [{"act": "hide"}, {"act": "suspend", "item": "1"}, {"item": "1"}, {"act": "hide", "item": ["x", "-1"]},
     {"act": "hide", "reason": "boredom", "item": "1"}, {"act": "hide", "item": [str(n) for n in range(1, 40)]}],
)  # fmt: skip
def test_a_wrong_choice_of_many_changes_nothing(answer, ana, mia, sent):
    actions.report_text(answer, reason="spam", by=ana)
    if sent.get("item") == "1":
        sent = sent | {"item": str(Item.objects.get().pk)}
    assert browser(mia).post("/cms/moderation/many/", sent, follow=True).status_code == 200
    assert not Decision.objects.exists() and fresh(answer).state == State.PUBLISHED


def test_what_newcomers_wrote_first_is_listed_until_they_are_no_longer_new(ana, ben, mia, leo, zed):
    with clock.at(clock.now() - timedelta(days=20)):
        old = make_member("oldie")
    nia, ned, ina = (make_member(name) for name in ("nia", "ned", "ina"))
    question = make_question(nia, "Why does the bell not ring?")
    make_question(nia, "And why does it ring at night?")
    make_answer(question, ned, "Turn the screw.")
    make_question(old, "How do I ride with no hands?")
    hidden = make_question(ina, "Buy my bells here now")
    actions.hide(hidden, reason="spam", by=mia)
    seen = page(browser(mia), "/cms/moderation/newcomers/")
    assert "Question: Why does the bell not ring?" in seen and "ring at night" not in seen
    assert "Answer in Why does the bell not ring?" in seen and "Turn the screw." in seen
    assert "with no hands" not in seen and "Buy my bells" not in seen
    assert ">Answered<" in seen and ">Nobody has thanked<" in seen and "Nobody has replied" not in seen
    forum.mark_helped(question.answers.get(), by=zed)
    make_question(make_member("noa"), "Who knows this bell?")
    seen = page(browser(mia), "/cms/moderation/newcomers/")
    assert ">It helped somebody<" in seen and seen.count(">Nobody has replied<") == 1
    for other in (leo, zed):
        assert browser(other).get("/cms/moderation/newcomers/").status_code in (302, 403)
        assert browser(other).post("/cms/moderation/many/", {"act": "hide", "item": "1"}).status_code in (302, 403)


def test_the_list_of_newcomers_costs_the_same_for_many(mia):
    mias = browser(mia)
    for n in range(2):
        make_answer(make_question(make_member(f"new{n}"), f"How do I mount lamp number {n}?"), make_member(f"newer{n}"))
    few = cost_of(mias, "/cms/moderation/newcomers/")
    for n in range(2, 30):
        make_answer(make_question(make_member(f"new{n}"), f"How do I mount lamp number {n}?"), make_member(f"newer{n}"))
    assert cost_of(mias, "/cms/moderation/newcomers/") == few <= 10
    older, names = "", []
    while older is not None:
        context = mias.get(f"/cms/moderation/newcomers/?before={older}").context
        names += [row.member.handle for row in context["rows"]]
        older = context["more"] or None
    assert names == [f"{kind}{n}" for n in reversed(range(30)) for kind in ("newer", "new")]
