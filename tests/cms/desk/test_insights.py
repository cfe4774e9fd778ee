"""The figures as a page of the CMS, as files, and their goals."""

from datetime import timedelta

import pytest

from community import clock
from community.forum import actions as forum
from engagement.insights import actions
from engagement.insights.models import Goal
from tests.engagement.insights.test_figures import busy  # noqa: F401 - a fixture
from tests.pages import cost_of
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
PARTS = ("figures", "weekly", "carriers", "journey", "products", "stages", "first-helpers", "not-found")


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


def test_the_page_asks_as_often_for_many_products_helpers_and_questions_as_for_one(client, leo, busy):  # noqa: F811
    def add(numbers):
        with clock.at(clock.now() - timedelta(days=3)):
            for n in numbers:
                product = type(busy).objects.create(name=f"More {n}", slug=f"more-{n}", category=busy.category)
                asker, helper = make_member(f"more{n}"), make_member(f"helps{n}")
                answer = make_answer(make_question(asker, f"How do I clean lamp number {n}?", products=[product, busy]), helper)
                forum.accept_answer(answer, by=asker)
                forum.say_me_too(make_question(asker, f"And where do I put lamp number {n}?"), by=helper)
        actions.back_fill()

    client.force_login(leo)
    add([0])
    few = cost_of(client, "/cms/insights/")
    add(range(1, 12))
    page = client.get("/cms/insights/").content.decode()
    assert "More 11" in page and page.count("See and thank") == page.count("1 member has it too") == 8
    assert cost_of(client, "/cms/insights/") == few
