"""The figures as a page of the CMS, as files, and their goals."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cms.pages import actions as pages
from cms.pages.models import Asked
from community import clock
from community.forum import actions as forum
from engagement.insights import actions
from engagement.insights.models import Goal
from tests.engagement.insights.test_figures import busy  # noqa: F401 - a fixture
from tests.pages import cost_of
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
PARTS = ("figures", "weekly", "carriers", "journey", "products", "stages", "guides", "first-helpers", "not-found")


def test_the_team_reads_the_figures_and_takes_each_as_a_file(client, leo, busy):  # noqa: F811
    client.force_login(leo)
    page = client.get("/cms/insights/").content.decode()
    for words in ("83%", "interval", "1 h", "Lamp", "Show as table", "What is this?", "Fewer than 10 people, not shown"):
        assert words in page, words
    for part in PARTS:
        file = client.get(f"/cms/insights/{part}.csv?weeks=4")
        assert file.status_code == 200 and file["Content-Type"].startswith("text/csv")
    lines = client.get("/cms/insights/products.csv").content.decode().splitlines()
    assert lines[1].startswith("lamp,12,0.91")


def test_a_new_site_has_a_page_without_figures(client, leo):
    client.force_login(leo)
    assert client.get("/cms/insights/?weeks=9999999999").status_code == 200
    assert client.get("/cms/insights/nothing.csv").status_code == 404


def test_only_the_brands_team_reads_them(client, ana, mia):
    for member in (ana, mia):
        client.force_login(member)
        for address in ("/cms/insights/", "/cms/insights/figures.csv", "/cms/insights/goals/"):
            assert client.get(address).status_code in (302, 403)
        assert client.post("/cms/insights/goals/", {"in_day": "90"}).status_code in (302, 403)
    assert not Goal.objects.exists()


def test_goals_are_kept_and_a_wrong_one_stands_at_its_field(client, leo):
    client.force_login(leo)
    assert client.post("/cms/insights/goals/", {"in_day": "90", "first": "60"}).status_code == 302
    assert Goal.all_of() == {"in_day": 90, "first": 60}
    wrong = client.post("/cms/insights/goals/", {"in_day": "190", "first": "60"})
    assert wrong.status_code == 400 and wrong.context["form"].errors["in_day"]
    assert Goal.all_of() == {"in_day": 90, "first": 60}
    client.post("/cms/insights/goals/", {"in_day": ""})
    assert Goal.all_of() == {}


def read(guide, *, yes, no):
    for n in range(yes + no):
        pages.say_useful(guide, useful=n < yes, visitor=uuid4())


def published(answer, title, *, by):
    guide = pages.draft_of_answer(answer, by=by)
    guide.title = title
    guide.save_revision(user=by).publish()
    return guide


def test_guides_that_help_least_stand_first_with_the_way_to_edit_them(client, leo, ana, ben, zed):
    with clock.at(clock.now() - timedelta(days=2)):
        titles = ("Dry the wire", "Oil the chain", "Just begun")
        answers = [make_answer(make_question(ana, f"How do I do this, number {n}?"), ben) for n in range(3)]
        wire, chain, begun = (published(answer, title, by=leo) for answer, title in zip(answers, titles, strict=True))
        read(wire, yes=9, no=1)
        read(chain, yes=3, no=9)
        read(begun, yes=0, no=9)
        Asked.objects.create(page=chain, question=make_question(zed, "And what do I do when it rusts?"))
    client.force_login(leo)
    page = client.get("/cms/insights/?weeks=4").content.decode()
    part = page[page.index('id="guides"') :]
    part = part[: part.index("</section>")]
    assert part.index("Oil the chain") < part.index("Dry the wire") and "25%" in part and "90%" in part
    assert f"/cms/pages/{chain.pk}/edit/" in part and client.get(f"/cms/pages/{chain.pk}/edit/").status_code == 200
    assert "Just begun" not in part and "Of 1 other guide fewer than ten readers said something." in part
    lines = client.get("/cms/insights/guides.csv?weeks=4").content.decode().splitlines()
    assert lines[1].startswith("Oil the chain,0.25,") and lines[1].endswith(",12,1") and lines[2].endswith(",10,0")
    wire.refresh_from_db()
    wire.unpublish()
    assert "Dry the wire" not in client.get("/cms/insights/guides.csv?weeks=4").content.decode()


def test_the_page_asks_as_often_for_many_products_helpers_and_questions_as_for_one(client, leo, busy):  # noqa: F811
    def add(numbers):
        with clock.at(clock.now() - timedelta(days=3)):
            for n in numbers:
                product = type(busy).objects.create(name=f"More {n}", slug=f"more-{n}", category=busy.category)
                asker, helper = make_member(f"more{n}"), make_member(f"helps{n}")
                answer = make_answer(make_question(asker, f"How do I clean lamp number {n}?", products=[product, busy]), helper)
                forum.accept_answer(answer, by=asker)
                forum.say_me_too(make_question(asker, f"And where do I put lamp number {n}?"), by=helper)
                read(published(answer, f"Lamp {n}", by=leo), yes=8, no=4)
        actions.back_fill()

    client.force_login(leo)
    add([0])
    few = cost_of(client, "/cms/insights/")
    add(range(1, 12))
    page = client.get("/cms/insights/").content.decode()
    assert "More 11" in page and page.count("See and thank") == page.count("1 member has it too") == 8
    assert cost_of(client, "/cms/insights/") == few
