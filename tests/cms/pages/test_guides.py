import re
from html import unescape

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from cms.pages import actions
from cms.pages.models import ArticlePage, Asked, Credit, HelpPage, Useful
from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Question
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question

BODY = (
    "Turn the **dynamo**.\n\n## The wire\n\nCheck the earth wire:\n\n1. Loosen it\n2. Clean it\n\n```\nmode = eco\n```\n\nDone."
)


@pytest.fixture
def answer(ana, ben):
    product = forum.create_product(name="Dynamo lamp", category=forum.create_category(name="Lights"))
    question = make_question(ana, title="Why does the lamp flicker?", products=[product])
    answer = make_answer(question, ben, body=BODY)
    forum.accept_answer(answer, by=ana)
    return answer


@pytest.fixture
def guide(answer, leo) -> ArticlePage:
    page = actions.draft_of_answer(answer, by=leo)
    page.get_latest_revision().publish(user=leo)
    return ArticlePage.objects.get(pk=page.pk)


def page_at(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return answer.content.decode()


def test_an_answer_becomes_a_draft_that_only_the_team_sees(client, answer, leo, ben):
    client.force_login(leo)
    sent = client.post(f"/guides/of-answer/{answer.pk}/")
    page = ArticlePage.objects.get()
    assert sent.url == f"/cms/pages/{page.pk}/edit/"
    assert not page.live and page.title == "Why does the lamp flicker?" and page.product.name == "Dynamo lamp"
    assert [piece.block_type for piece in page.body] == ["text", "code", "text"]
    assert page.body[1].value["lines"] == "mode = eco" and "<h2>The wire</h2>" in str(page.body[0].value)
    assert [one.member for one in page.contributors.all()] == [ben]
    assert page_at(Client(), page.url, 404)
    assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    assert "Check the earth wire" in page_at(client, f"/cms/pages/{page.pk}/view_draft/")


def test_begun_twice_it_is_one_draft(answer, leo):
    assert actions.draft_of_answer(answer, by=leo) == actions.draft_of_answer(answer, by=leo)
    assert HelpPage.objects.count() == ArticlePage.objects.count() == 1


def test_only_the_brands_team_begins_guides_and_the_button_is_theirs(answer, ana, mia, leo):
    for member, seen in ((ana, False), (mia, False), (leo, True)):
        client = Client()
        client.force_login(member)
        assert ("Make it a guide" in page_at(client, answer.question.get_absolute_url())) is seen
        if not seen:
            assert client.post(f"/guides/of-answer/{answer.pk}/").status_code == 403
    assert not ArticlePage.objects.exists()


def test_what_is_private_or_hidden_never_becomes_a_guide(ana, ben, mia, leo, answer):
    private = make_question(ana, title="My serial number and invoice", visibility="private")
    own = make_answer(private, leo, body="We looked it up for you.")
    with pytest.raises(Refused):
        actions.draft_of_answer(own, by=leo)
    forum.hide_text(answer, reason="spam", by=mia)
    answer.refresh_from_db()
    with pytest.raises(Refused):
        actions.draft_of_answer(answer, by=leo)
    assert not ArticlePage.objects.exists()


def test_published_it_thanks_its_helpers_and_tells_them_once(client, guide, ben, leo, work):
    shown = page_at(client, guide.url)
    assert "With thanks to" in shown and ">Ben</a>" in shown and "mode = eco" in shown
    assert '"@type":"Article"' in shown and f'<link rel="canonical" href="{settings.SITE_URL}{guide.url}">' in shown
    guide.save_revision(user=leo).publish(user=leo)
    assert Event.objects.filter(name="guide.credited", subject=ben).count() == Credit.objects.count() == 1
    work()
    client.force_login(ben)
    assert "What you found out became a guide" in page_at(client, "/notifications/")


def test_a_helper_who_left_is_named_no_more(client, guide, ben):
    from community.members import actions as members

    members.forget(ben)
    assert ">Ben</a>" not in page_at(client, guide.url) and "A former member" in page_at(client, guide.url)


def test_guides_stand_in_the_menu_and_under_their_product(client, guide):
    assert '<a href="/guides/"' in page_at(client, "/questions/")
    shelf = page_at(client, "/guides/")
    assert "Dynamo lamp" in shelf and guide.url in shelf


def test_a_reader_says_once_whether_it_was_useful_and_the_last_word_counts(client, guide, ana):
    act = f"/guides/{guide.pk}/useful/"
    sent = client.post(act, {"said": "yes"})
    assert sent.url == f"{guide.url}?said=yes#useful"
    assert "Thank you. That tells us" in page_at(client, f"{guide.url}?said=yes")
    client.post(act, {"said": "no"})
    member = Client()
    member.force_login(ana)
    member.post(act, {"said": "yes"})
    member.post(act, {"said": "yes"})
    assert set(Useful.objects.values_list("member", "useful")) == {(None, False), (ana.pk, True)}
    assert Useful.objects.count() == 2


def test_no_other_word_no_other_site_and_no_draft_takes_a_word(client, guide, leo):
    act = f"/guides/{guide.pk}/useful/"
    assert client.post(act, {"said": "maybe"}).status_code == 400
    assert client.post(act, {"said": "yes"}, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.get(act).status_code == 405
    guide.unpublish()
    assert client.post(act, {"said": "yes"}).status_code == 404
    assert not Useful.objects.exists()


def test_the_database_keeps_one_word_a_reader(guide, ana):
    actions.say_useful(guide, useful=True, member=ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Useful.objects.create(page=guide, member=ana, useful=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Useful.objects.create(page=guide, useful=False)


def test_a_question_asked_about_a_guide_stands_beside_it(client, guide, ana, work):
    ask = re.search(r'href="(/questions/ask/\?[^"]+)">', page_at(client, guide.url))
    assert ask
    client.force_login(ana)
    form = page_at(client, unescape(ask[1]))
    assert f"{settings.SITE_URL}{guide.url}" in form and "checked" in form
    question = forum.ask_question(title="Which wire is the earth?", body=f"It is about {settings.SITE_URL}{guide.url}", by=ana)
    work()
    assert Asked.objects.get().question == question
    assert "Which wire is the earth?" in page_at(Client(), guide.url)
    forum.delete_text(question, by=ana)
    assert "Which wire is the earth?" not in page_at(Client(), guide.url)


def test_an_address_of_somewhere_else_fills_nothing(client, ana):
    client.force_login(ana)
    assert "It is about" not in page_at(client, "/questions/ask/?about=//evil.example/")


def test_a_guide_costs_the_same_for_few_and_many_and_at_most_eight_statements(client, guide, leo, ana):
    from tests.pages import cost_of

    few = cost_of(client, guide.url)
    assert few <= 8
    for n in range(6):
        helper = make_member(f"helper-{n}")
        question = make_question(ana, title=f"Question {n} about the lamp", products=[guide.product])
        other = actions.draft_of_answer(make_answer(question, helper), by=leo)
        other.get_latest_revision().publish(user=leo)
        guide.contributors.create(member=helper)
        actions.note_asked(
            Question.objects.create(
                title=f"About the guide {n}", author=ana, category=question.category, body=f"{settings.SITE_URL}{guide.url}"
            )
        )
    assert cost_of(client, guide.url) == few


def test_an_old_address_of_a_guide_leads_to_the_new_one(client, guide, leo, django_capture_on_commit_callbacks):
    old = guide.url
    guide.slug = "flickering-lamp"
    with django_capture_on_commit_callbacks(execute=True):
        guide.save_revision(user=leo).publish(user=leo)
    answer = client.get(old)
    assert answer.status_code == 301 and answer.url.endswith("/guides/flickering-lamp/")
