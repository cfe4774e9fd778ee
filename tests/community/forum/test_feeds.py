import json
import re
from xml.etree import ElementTree

import pytest
from django.utils.timezone import now

from community.forum import actions
from community.forum.actions.places import rename_place
from community.forum.models import PRIVATE, Question
from community.members.actions import rename_handle
from community.members.models import Member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def atom(client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    for each in (feed, *feed.findall(f"{ATOM}entry")):  # what RFC 4287 asks of both
        assert all(each.find(f"{ATOM}{name}").text for name in ("id", "title", "updated")), address
    return feed


def json_feed(client, address: str) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/feed+json"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert all(item["id"] and "content_html" in item for item in feed["items"])
    return feed


def titles(client, address: str) -> list[str]:
    """What a feed lists; both forms list the same."""
    of_json = [(item["id"], item["title"]) for item in json_feed(client, address + ".json")["items"]]
    entries = atom(client, address + ".atom").findall(f"{ATOM}entry")
    assert [(entry.find(f"{ATOM}id").text, entry.find(f"{ATOM}title").text) for entry in entries] == of_json
    return [title for _key, title in of_json]


def test_each_feed_lists_what_everybody_may_read_newest_first(client, ana, ben, zed, mia):
    product = actions.create_product(name="Lamp", category=actions.create_category(name="Lights"))
    first = make_question(ana, "Which lamp is bright enough?", products=(product,), tags=("wiring",))
    second = make_question(ben, "Why does it <flicker> & hum?", tags=("wiring",))
    make_question(ana, "My serial number is 4711, what now?", visibility=PRIVATE, tags=("wiring",), products=(product,))
    spam = make_question(zed, "Cheap lamps at my little shop", tags=("wiring",))
    make_answer(spam, ben)
    actions.hide_text(spam, reason="spam", by=mia)
    make_answer(first, ben)
    gone = make_answer(second, ben)
    actions.delete_text(gone, by=ben)
    for viewer in (None, ana, mia):
        if viewer:
            client.force_login(viewer)
        assert titles(client, "/feeds/questions") == [second.title, first.title]
        assert titles(client, "/feeds/waiting") == [second.title]
        assert titles(client, "/tags/wiring/feed") == [second.title, first.title]
        assert titles(client, product.get_absolute_url() + "feed") == [first.title]
        assert titles(client, product.category.get_absolute_url() + "feed") == [second.title, first.title]
        assert titles(client, "/members/ben/feed") == [f"Answer: {first.title}", second.title]
        assert titles(client, "/members/zed/feed") == []
    assert client.get("/tags/nothing/feed.atom").status_code == 404
    assert client.get("/feeds/questions.rss").status_code == 404


def test_an_entry_can_be_read_far_from_the_site_and_keeps_its_id(client, ana, settings):
    body = 'Look at [this](/questions/) and ![me](/media/images/a.webp) or [that](https://example.com/), `src="/"`.'
    question = make_question(ana, body=body, tags=("wiring",))
    (item,) = json_feed(client, "/feeds/questions.json")["items"]
    here = settings.SITE_URL
    assert f'href="{here}/questions/"' in item["content_html"] and f'src="{here}/media/images/a.webp"' in item["content_html"]
    assert 'href="https://example.com/"' in item["content_html"] and f'"{here}/"' not in item["content_html"]
    assert item["authors"] == [{"name": "Ana", "url": f"{here}/members/ana/"}] and item["tags"] == ["wiring"]
    feed = atom(client, "/feeds/questions.atom")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{here}/feeds/questions.atom", "alternate": f"{here}/questions/"}
    assert feed.find(f"{ATOM}entry/{ATOM}content").text == item["content_html"].rstrip()
    actions.edit_question(question, title="Another title altogether now", body="Other words.", by=ana)
    Member.objects.filter(pk=ana.pk).update(erased_at=now(), name="")
    (changed,) = json_feed(client, "/feeds/questions.json")["items"]
    assert changed["id"] == item["id"] and changed["url"] != item["url"] and changed["date_modified"]
    assert changed["authors"] == [{"name": "A former member"}]
    assert client.get(changed["id"].removeprefix(here), follow=True).status_code == 200


def test_what_a_reader_has_already_is_not_sent_again(client, ana, ben):
    question = make_question(ana)
    first = client.get("/feeds/questions.atom")
    again = client.get("/feeds/questions.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    since = client.get("/feeds/questions.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    actions.delete_text(question, by=ana)
    assert client.get("/feeds/questions.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "Cookie" not in first.headers.get("Vary", "") and not first.cookies


def test_pages_lead_to_their_feeds_and_moved_places_keep_theirs(client, ana, mia):
    product = actions.create_product(name="Lamp", category=actions.create_category(name="Lights"))
    make_question(ana, products=(product,), tags=("wiring",))
    led = {
        "/": {"/feeds/questions"},
        "/questions/": {"/feeds/questions"},
        "/questions/?sort=waiting": {"/feeds/questions", "/feeds/waiting"},
        "/tags/wiring/": {"/feeds/questions", "/tags/wiring/feed"},
        product.get_absolute_url(): {"/feeds/questions", f"{product.get_absolute_url()}feed"},
        product.category.get_absolute_url(): {"/feeds/questions", f"{product.category.get_absolute_url()}feed"},
        "/members/ana/": {"/feeds/questions", "/members/ana/feed"},
        Question.objects.get().get_absolute_url(): {"/feeds/questions"},
    }
    for page, feeds in led.items():
        said = client.get(page).content.decode()
        found = re.findall(r'<link rel="alternate" type="application/(atom\+xml|feed\+json)" title="[^"]+" href="([^"]+)">', said)
        assert {address for _kind, address in found} == {f"{feed}.{form}" for feed in feeds for form in ("atom", "json")}, page
        assert all(client.get(address).status_code == 200 for _kind, address in found)
    rename_handle(ana, handle="annie", by=ana)
    moved = client.get("/members/ana/feed.json")
    assert moved.status_code == 301 and moved.headers["Location"] == "/members/annie/feed.json"
    old = f"{product.get_absolute_url()}feed.atom"
    rename_place(product, name="Bright lamp")
    product.refresh_from_db()
    assert client.get(old).headers["Location"] == f"{product.get_absolute_url()}feed.atom" != old
