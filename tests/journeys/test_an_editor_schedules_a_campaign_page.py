"""An editor writes a campaign page today for next week: nobody sees it before, everybody in its days, nobody after."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localtime, now
from wagtail.models import Page

from cms.pages.models import HomePage, LandingPage
from community.events import jobs
from community.forum import actions as forum
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def form_of(**said: str) -> dict[str, str]:
    form = {"title": "Winter light", "slug": "winter-light", "heading": "Ride on in the dark", "intro": "null", "picture": ""}
    form |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")} | {"comments-MAX_NUM_FORMS": ""}
    piece = {"deleted": "", "order": "0", "type": "questions", "id": "", "value-heading": "", "value-order": "solved"}
    piece |= {"value-number": "3", "value-product": "", "value-tag": ""}
    return form | {"body-count": "1"} | {f"body-0-{name}": value for name, value in piece.items()} | said


def test_a_campaign_page_begins_and_ends_by_itself(ana, ben, leo):
    forum.accept_answer(make_answer(make_question(ana, title="Why does the lamp flicker?"), ben), by=ana)
    editor, guest, begin, end = Client(), Client(), now() + 168 * HOUR, now() + 336 * HOUR
    editor.force_login(leo)
    home = HomePage.objects.get(slug="home")
    said = {"go_live_at": stamp(begin), "expire_at": stamp(end), "action-publish": "1"}
    assert editor.post(f"/cms/pages/add/pages/landingpage/{home.pk}/", form_of(**said)).status_code == 302
    page = LandingPage.objects.get()
    assert not page.live
    seen = editor.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()
    assert "Ride on in the dark" in seen and "Why does the lamp flicker?" in seen
    for moment, status in ((begin - HOUR, 404), (begin + HOUR, 200), (end + HOUR, 404)):
        with time_machine.travel(moment, tick=True):
            jobs.run_due()
            answer = guest.get("/winter-light/")
            assert answer.status_code == status, moment
            listed = "/winter-light/" in guest.get("/sitemaps/pages-0.xml").content.decode()
            assert listed is (status == 200)
            if status == 200:
                assert re.search(r"<h1[^>]*>Ride on in the dark</h1>", answer.content.decode())
    assert Page.objects.get(pk=page.pk).expired


def stamp(moment) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M")
