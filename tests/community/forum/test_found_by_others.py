import re

import pytest
from django.test import Client
from django.utils.timezone import now

from community.forum import actions
from community.forum.models import PRIVATE
from community.members.models import Member
from tests import schema_org
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOSTILE = '</script><script>alert("1")</script><!--<script> & \u2028 "quotes" \\u003c'


def page_of(address: str, viewer: Member | None = None) -> str:
    client = Client()
    if viewer:
        client.force_login(viewer)
    return client.get(address, follow=True).content.decode()


def data_of(address: str) -> dict:
    found = schema_org.read(page_of(address))
    assert [problem for data in found.values() for problem in schema_org.problems(data)] == [], address
    return found


def canonical_of(page: str) -> str:
    (found,) = re.findall(r'<link rel="canonical" href="([^"]*)">', page)
    return found.replace("&amp;", "&")


def is_thin(page: str) -> bool:
    return '<meta name="robots" content="noindex' in page


def test_a_question_says_what_it_is_to_machines_and_no_text_breaks_out(ana, ben, zed, mia, settings):
    question = make_question(ana, HOSTILE, body=HOSTILE)
    best, gone, other = (make_answer(question, by, f"{HOSTILE} {by.handle}") for by in (ben, zed, mia))
    actions.accept_answer(best, by=ana)
    actions.mark_helped(other, by=zed)
    actions.hide_text(gone, reason="spam", by=mia)
    Member.objects.filter(pk=mia.pk).update(erased_at=now(), name="", handle="gone-1")
    page = page_of(question.get_absolute_url())
    assert "<script>alert" not in page and page.count("</script>") == len(re.findall(r"<script[ >]", page))
    data = data_of(question.get_absolute_url())
    asked = data["QAPage"]["mainEntity"]
    assert asked["name"] == question.title and HOSTILE.split()[0] in asked["text"]
    assert asked["answerCount"] == 2 and "zed" not in str(data["QAPage"])
    assert asked["acceptedAnswer"]["author"] == {"@type": "Person", "name": "Ben", "url": f"{settings.SITE_URL}/members/ben/"}
    assert asked["acceptedAnswer"]["url"].endswith(f"#a{best.pk}")
    (suggested,) = asked["suggestedAnswer"]
    assert suggested["author"] == {"@type": "Person", "name": "A former member"} and suggested["upvoteCount"] == 1
    assert data["BreadcrumbList"]["itemListElement"][-1]["item"] == f"{settings.SITE_URL}{question.get_absolute_url()}"


def test_a_question_that_waits_is_found_and_one_that_is_not_for_everybody_says_nothing(ana, ben, mia):
    waiting = make_question(ana, body="")
    asked = data_of(waiting.get_absolute_url())["QAPage"]["mainEntity"]
    assert asked["answerCount"] == 0 and asked["text"] == waiting.title and not {"acceptedAnswer", "suggestedAnswer"} & set(asked)
    assert not is_thin(page_of(waiting.get_absolute_url()))
    private = make_question(ana, "My serial number is 4711, what now?", visibility=PRIVATE)
    hidden = make_question(ben, "Cheap lamps at my little shop")
    actions.hide_text(hidden, reason="spam", by=mia)
    for question, viewer in ((private, ana), (private, mia), (hidden, ben), (hidden, mia)):
        page = page_of(question.get_absolute_url(), viewer)
        assert question.title in page and schema_org.read(page) == {} and is_thin(page) and 'property="og:' not in page
    for question in (private, hidden):
        page = page_of(question.get_absolute_url())
        assert question.title not in page and schema_org.read(page) == {} and is_thin(page)
    assert schema_org.read(page_of(waiting.get_absolute_url(), ben)) == {}  # a member's page is for the member


def test_a_members_page_is_found_once_they_wrote_something_that_stands(ana, ben, mia, settings):
    assert is_thin(page_of("/members/ben/")) and schema_org.read(page_of("/members/ben/")) == {}
    answer = make_answer(make_question(ana), ben)
    person = data_of("/members/ben/")["ProfilePage"]["mainEntity"]
    assert person["name"] == "Ben" and person["url"] == f"{settings.SITE_URL}/members/ben/"
    assert not is_thin(page_of("/members/ben/")) and not is_thin(page_of("/members/ana/"))
    actions.hide_text(answer, reason="spam", by=mia)
    assert is_thin(page_of("/members/ben/"))


def test_every_page_has_one_address_whatever_stands_behind_the_question_mark(ana, ben, mia, settings):
    category = actions.create_category(name="Lights")
    product = actions.create_product(name="Lamp", category=category)
    questions = [make_question(ana, f"Question number {n} of many", products=(product,), tags=("wiring",)) for n in range(21)]
    first = questions[0]
    make_answer(first, ben)
    here = settings.SITE_URL
    address = first.get_absolute_url()
    for more in ("", "?sort=newest", "?answers=all", "?utm_source=mail"):
        assert canonical_of(page_of(address + more)) == here + address
    assert canonical_of(page_of(f"/questions/{first.pk}/another-slug/?utm_source=mail")) == here + address
    assert canonical_of(page_of(f"/q/{first.pk}/")) == here + address
    place = product.get_absolute_url()
    for more in ("", "?sort=newest", "?sort=nonsense", "?utm_source=mail"):
        page = page_of(place + more)
        assert canonical_of(page) == here + place and not is_thin(page)
    assert canonical_of(page_of(f"{place}?sort=waiting&utm_source=mail")) == f"{here}{place}?sort=waiting"
    assert is_thin(page_of(f"{place}?sort=waiting"))
    older = re.findall(r'href="(\?before=[^"]*)" rel="next"', page_of(place))[0]
    assert canonical_of(page_of(place + older)) == here + place + older and is_thin(page_of(place + older))
    assert data_of(place)["BreadcrumbList"]["itemListElement"][1]["item"] == here + place
    empty = actions.create_product(name="Bell", category=category).get_absolute_url()
    assert is_thin(page_of(empty)) and canonical_of(page_of(empty)) == here + empty
    for address in ("/", "/questions/", "/tags/", "/tags/wiring/", "/badges/", "/levels/"):
        assert canonical_of(page_of(address)) == here + address and not is_thin(page_of(address)), address
    for address in ("/accounts/login/", "/questions/ask/", f"/texts/question/{first.pk}/comments/", "/nothing/"):
        assert is_thin(page_of(address)), address


def test_search_engines_follow_the_links_of_those_who_are_trusted_that_far(ana, mia, leo):
    link = "Read https://example.com/manual first."
    question = make_question(ana, body=link)
    assert 'rel="nofollow ugc noopener"' in question.html
    steward = make_member("steward")
    Member.objects.filter(pk=steward.pk).update(trust=3)
    steward.refresh_from_db()
    for trusted in (steward, mia, leo):
        answer = make_answer(question, trusted, link)
        assert 'rel="noopener"' in answer.html and "nofollow" not in answer.html
        actions.edit_answer(answer, body=link + " Again.", by=trusted)
        answer.refresh_from_db()
        assert "nofollow" not in answer.html
    actions.edit_question(question, title=question.title, body=link + " Now.", reason="Clearer now", by=mia)
    question.refresh_from_db()
    assert 'rel="nofollow ugc noopener"' in question.html  # the author's words, whoever puts them right
