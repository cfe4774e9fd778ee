"""The figures as a page of the CMS, as files, and their goals."""

import pytest

from engagement.insights import actions
from engagement.insights.models import Goal
from tests.engagement.insights.test_figures import busy  # noqa: F401 - a fixture

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


@pytest.mark.parametrize("times", [1, 2])
def test_the_page_asks_as_often_for_more_products(client, leo, busy, times, django_assert_max_num_queries):  # noqa: F811
    client.force_login(leo)
    client.get("/cms/insights/")
    for n in range(times):
        type(busy).objects.create(name=f"More {n}", slug=f"more-{n}", category=busy.category)
    actions.back_fill()
    with django_assert_max_num_queries(55):
        client.get("/cms/insights/")
