"""What search engines are told of the whole site: each address they get can be read, is worth it, and is the page's own."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.config.found import SECTIONS
from community.forum import actions
from community.forum.models import PRIVATE, Question
from community.frame import sitemaps as frame
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(client, address: str, settings) -> dict[str, str | None]:
    """{path: lastmod}"""
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = {}
    for entry in ElementTree.fromstring(answer.content):
        where = entry.find(f"{SITEMAP}loc").text
        assert where.startswith(settings.SITE_URL + "/")
        found[where.removeprefix(settings.SITE_URL)] = entry.findtext(f"{SITEMAP}lastmod")
    return found


def everything(client, settings) -> dict[str, str | None]:
    return {page: at for map in listed(client, "/sitemap.xml", settings) for page, at in listed(client, map, settings).items()}


def test_every_page_that_is_listed_can_be_read_by_a_guest_and_is_worth_finding(client, ana, ben, zed, mia, settings):
    category = actions.create_category(name="Lights")
    product, _empty = (actions.create_product(name=name, category=category) for name in ("Lamp", "Bell"))
    actions.create_tag(name="unused", intro="Nothing carries it yet.")
    question = make_question(ana, products=(product,), tags=("wiring",))
    answer = make_answer(question, ben)
    actions.accept_answer(answer, by=ana)
    private = make_question(zed, "My serial number is 4711, what now?", visibility=PRIVATE, tags=("secret",))
    spam = make_question(zed, "Cheap lamps at my little shop", tags=("shop",))
    actions.hide_text(spam, reason="spam", by=mia)
    found = everything(client, settings)
    expected = {"/", "/questions/", "/tags/", "/badges/", "/levels/", question.get_absolute_url(), "/tags/wiring/"}
    expected |= {product.get_absolute_url(), category.get_absolute_url(), "/members/ana/", "/members/ben/"}
    assert {page for page in found if not page.startswith("/badges/")} | {"/badges/"} == expected
    question.refresh_from_db()
    assert found[question.get_absolute_url()] == question.accepted_at.isoformat(timespec="seconds")
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().split("\n"))
    assert robots.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]
    badges = [page for page in found if page.startswith("/badges/")][:3]
    for page in expected | set(badges):
        said = client.get(page)
        text = said.content.decode()
        assert said.status_code == 200 and "noindex" not in text, page
        assert f'<link rel="canonical" href="{settings.SITE_URL}{page}">' in text, page
        assert robots.can_fetch("*", page), page
    assert not robots.can_fetch("*", "/accounts/login/") and not robots.can_fetch("*", "/cms/")
    for question in (private, spam):
        assert question.get_absolute_url() not in found


def test_pages_are_cut_by_id_and_cost_the_same_wherever_they_lie(client, ana, settings, monkeypatch):
    monkeypatch.setattr(frame, "ROWS", 3)
    strange = ["Как почистить лампу сегодня?", "自行车灯为什么一直闪烁，怎么办呢?", "?!?!?! ?!?!?! ?!?!?!"]
    titles = [*strange, *(f"Question number {n} of many" for n in range(6))]
    questions = [make_question(ana, title) for title in titles]
    Question.objects.filter(pk__in=[question.pk for question in questions[3:7]]).update(state="deleted")
    maps = [address for address in listed(client, "/sitemap.xml", settings) if "/questions-" in address]
    pages = [listed(client, address, settings) for address in maps]
    assert all(0 < len(page) <= 3 for page in pages)
    assert [address for page in pages for address in page] == [q.get_absolute_url() for q in questions[:3] + questions[7:]]
    last = client.get(maps[-1])
    with CaptureQueriesContext(connection) as asked:
        client.get(maps[-1])
    (query,) = [one["sql"] for one in asked if "forum_question" in one["sql"]]
    assert last.status_code == 200 and "OFFSET" not in query and "COUNT(" not in query
    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap.xml")
    assert not [one for one in asked if "COUNT(" in one["sql"] or "OFFSET" in one["sql"]] and len(SECTIONS) > 5
