from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from wagtail.images.models import Image, Rendition

from cms.pages.models import HomePage, pieces
from community import clock
from community.forum import actions
from community.members.models import Member
from tests.people import make_member
from tests.posts import make_answer, make_question


def page_of(client: Client, **cookies: str) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def fill(number: int) -> None:
    """That many askers, helpers, solved questions, products and thank-yous."""
    category = actions.create_category(name=f"Category {number}")
    for turn in range(number):
        asker, helper = make_member(f"asker-{number}-{turn}"), make_member(f"helper-{number}-{turn}")
        product = actions.create_product(name=f"Product {number} {turn}", category=category)
        question = make_question(asker, title=f"Question {turn} of {number} to solve", products=[product], tags=["lamp"])
        answer = make_answer(question, helper)
        actions.accept_answer(answer, by=asker)
        actions.write_note(answer, words=f"Thank you number {turn}.", public=True, by=asker)


def show_more() -> None:
    home = HomePage.objects.get()
    home.body = [("solved_questions", {"heading": "", "number": 20}), ("products", {"heading": "", "items": []})]
    home.aside = [("thank_yous", {"heading": "", "notes": 10, "people": 20}), ("proof", {})]
    home.save_revision().publish()


def test_a_new_site_has_a_home_page_that_is_never_empty(client, db):
    page = page_of(client)
    assert "Welcome to Querencia" in page
    assert "Nothing is solved here yet. Be the first to ask." in page
    assert "No thank-yous yet this week." in page
    assert "/questions/ask/" in page


def test_it_speaks_the_readers_language(client, db):
    client.cookies["language"] = "es"
    assert 'lang="es"' in page_of(client)


def test_solved_questions_and_thanks_stand_on_it(client, ana, ben):
    answer = make_answer(make_question(ana, title="Why does the lamp flicker?"), ben)
    actions.accept_answer(answer, by=ana)
    actions.write_note(answer, words="It was the *earth* wire & <b>", public=True, by=ana)
    page = page_of(client)
    assert "Why does the lamp flicker?" in page and "Solved by <strong>Ben</strong>" in page
    assert "It was the *earth* wire &amp; &lt;b&gt;" in page
    assert f"/a/{answer.pk}/" in page


def test_a_page_without_pieces_still_leads_on(client, db):
    home = HomePage.objects.get()
    home.body = home.aside = []
    home.save_revision().publish()
    assert "Nothing stands here yet. Be the first to ask." in page_of(client)


def test_it_costs_the_same_for_one_question_and_for_twenty(client, db):
    show_more()
    fill(1)
    page_of(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page_of(client)
    fill(20)
    page_of(client)
    with CaptureQueriesContext(connection) as many:
        page = page_of(client)
    assert page.count('<article class="q">') == 20
    assert len(many) == len(few) <= 10  # two of them once a minute elsewhere


def test_its_template_asks_the_database_nothing(client, db, monkeypatch):
    """Blocks are drawn by the page's get_context; from then on the database is closed."""
    show_more()
    fill(3)
    drawing: list[int] = []
    render = Template.render

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        assert not drawing, f"a template asked: {sql}"
        return execute(sql, *rest)

    def watched(template: Template, context: Any) -> Any:
        drawing.append(1)
        try:
            return render(template, context)
        finally:
            drawing.pop()

    monkeypatch.setattr(Template, "render", watched)
    with connection.execute_wrapper(refuse):
        assert "Question 2 of 3 to solve" in page_of(client)


def test_reading_it_writes_nothing_once_it_is_published(client, leo, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    home = HomePage.objects.get()
    home.picture = keep_picture()
    category = actions.create_category(name="Bikes")
    product = actions.create_product(name="Lamp", category=category)
    home.body = [("products", {"heading": "", "items": [{"product": product, "picture": home.picture}]})]
    home.save_revision(user=leo).publish(user=leo)
    made = set(Rendition.objects.values_list("pk", flat=True))
    assert len(made) == 8  # two shapes, two widths, AVIF and WebP
    with CaptureQueriesContext(connection) as queries:
        page = page_of(client)
    assert page.count("<img") == 2
    assert set(Rendition.objects.values_list("pk", flat=True)) == made
    assert not [row["sql"] for row in queries if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def keep_picture() -> Image:
    from io import BytesIO

    from django.core.files.images import ImageFile
    from PIL import Image as Picture

    file = BytesIO()
    Picture.new("RGB", (1200, 900), "teal").save(file, "PNG")
    return Image.objects.create(title="A picture", file=ImageFile(file, name="picture.png"))


@pytest.fixture
def editing(leo) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=leo.pk))
    return client


def form_of(**changes: str) -> dict[str, str]:
    """What the edit screen sends for a home page with one piece in its main column."""
    return {
        "title": "Home",
        "slug": "home",
        "heading": "",
        "intro": "null",
        "picture": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "solved_questions",
        "body-0-id": "",
        "body-0-value-heading": "Our latest solutions",
        "body-0-value-number": "3",
        "body-0-value-product": "",
        "body-0-value-tag": "",
        "aside-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    } | changes


def test_the_brand_team_edits_and_publishes_it(editing, client):
    home = HomePage.objects.get()
    screen = editing.get(f"/cms/pages/{home.pk}/edit/")
    assert screen.status_code == 200 and b"Thank-yous of the week" in screen.content
    sent = editing.post(f"/cms/pages/{home.pk}/edit/", form_of(**{"heading": "Good to see you", "action-publish": "1"}))
    assert sent.status_code == 302
    page = page_of(client)
    assert "Good to see you" in page and "Our latest solutions" in page and "Thank you this week" not in page


def test_a_draft_changes_nothing_for_readers(editing, client):
    home = HomePage.objects.get()
    assert editing.post(f"/cms/pages/{home.pk}/edit/", form_of(heading="Not yet for you")).status_code == 302
    assert "Not yet for you" not in page_of(client)
    assert HomePage.objects.get().get_latest_revision_as_object().heading == "Not yet for you"


def test_moderators_and_members_cannot_edit_it(mia, ana):
    home = HomePage.objects.get()
    for member in (mia, ana):
        client = Client()
        client.force_login(Member.objects.get(pk=member.pk))
        assert client.post(f"/cms/pages/{home.pk}/edit/", form_of(heading="Taken over")).status_code in (302, 403)
    assert HomePage.objects.get().heading == ""


def test_a_piece_with_a_number_too_large_is_refused_with_its_words_kept(editing):
    home = HomePage.objects.get()
    sent = editing.post(f"/cms/pages/{home.pk}/edit/", form_of(**{"body-0-value-number": "500", "action-publish": "1"}))
    assert sent.status_code == 200
    assert HomePage.objects.get().body[0].value["number"] == 5


def test_products_and_tags_are_chosen_by_name(editing):
    category = actions.create_category(name="Bikes")
    actions.create_product(name="Bright lamp", category=category)
    actions.create_tag(name="winter")
    assert b"Bright lamp" in editing.get("/cms/choose_product/").content
    assert b"winter" in editing.get("/cms/choose_tag/").content


def test_an_editor_sees_the_draft_before_publishing(editing, ana, ben):
    with clock.at(now() - timedelta(hours=1)):
        answer = make_answer(make_question(ana, title="Why does the lamp flicker?"), ben)
    actions.accept_answer(answer, by=ana)
    home = HomePage.objects.get()
    editing.post(f"/cms/pages/{home.pk}/edit/", form_of(heading="A draft heading"))
    draft = editing.get(f"/cms/pages/{home.pk}/view_draft/")
    assert draft.status_code == 200
    assert "A draft heading" in draft.content.decode() and "Why does the lamp flicker?" in draft.content.decode()


@pytest.mark.parametrize("kind", [name for name, _block in pieces()])
def test_each_piece_has_a_preview_in_the_cms(editing, kind):
    block = dict(pieces())[kind]
    definition = HomePage.body.field.stream_block.child_blocks[kind].definition_prefix
    assert block.get_description() or kind == "words"
    preview = editing.get("/cms/block-preview/", {"id": definition})
    assert preview.status_code == 200 and b"css/app.css" in preview.content
