"""What each role of the team may do in the CMS, tried by opening and by doing it."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Workflow

from cms.desk.models import Brand
from cms.pages.models import HomePage, Menu, PlainPage
from community.members import actions
from community.members.models import OWNERS, Member
from tests.people import make_editor, make_member, make_moderator

pytestmark = pytest.mark.django_db
MODERATOR, EDITOR, OWNER = "moderator", "editor", "owner"


def client_of(role: str) -> Client:
    if role == OWNER:
        member: Member = make_member("olga")
        actions.set_groups(member, [OWNERS], by=None)
    else:
        member = make_moderator("mia") if role == MODERATOR else make_editor("leo")
    client = Client()
    client.force_login(Member.objects.get(pk=member.pk))
    return client


def places() -> dict[str, str]:
    home = HomePage.objects.get(slug="home")
    return {
        "pages": f"/cms/pages/{home.pk}/edit/",
        "a new page": f"/cms/pages/add/pages/plainpage/{home.pk}/",
        "pictures": "/cms/images/add/",
        "documents": "/cms/documents/add/",
        "brand": f"/cms/settings/desk/brand/{Brand.load().pk}/",
        "menus": f"/cms/settings/pages/menu/{Menu.load().pk}/",
        "redirects": "/cms/redirects/add/",
        "translations": f"/cms/translation/submit/page/{home.pk}/",
        "team": "/cms/users/",
        "site": "/cms/sites/",
        "languages": "/cms/locales/",
        "workflows": "/cms/workflows/list/",
    }


PUBLISHING = {"pages", "a new page", "pictures", "documents", "brand", "menus", "redirects", "translations"}
RUNNING = {"team", "site", "languages", "workflows"}


@pytest.mark.parametrize(
    ("role", "opens"), [(MODERATOR, set()), (EDITOR, PUBLISHING), (OWNER, PUBLISHING | RUNNING)], ids=[MODERATOR, EDITOR, OWNER]
)
def test_each_role_opens_what_is_its_work_and_nothing_else(role, opens):
    client = client_of(role)
    assert client.get("/cms/").status_code == 200
    assert {name for name, address in places().items() if client.get(address).status_code == 200} == opens


def redirect_form() -> dict[str, str]:
    return {
        "old_path": "/old/",
        "site": "",
        "is_permanent": "on",
        "redirect_page": "",
        "redirect_link": "https://shop.example.com/",
    }


@pytest.mark.parametrize(("role", "may"), [(MODERATOR, False), (EDITOR, True), (OWNER, True)])
def test_a_redirect_is_made_by_who_may_and_followed_by_everybody(role, may):
    assert client_of(role).post("/cms/redirects/add/", redirect_form()).status_code == 302
    assert Redirect.objects.filter(old_path="/old").exists() is may
    assert Client().get("/old/").status_code == (301 if may else 404)


@pytest.mark.parametrize(("role", "may"), [(MODERATOR, False), (EDITOR, True), (OWNER, True)])
def test_a_page_is_published_by_who_may(role, may):
    home = HomePage.objects.get(slug="home")
    form = {"title": "Imprint", "slug": "imprint", "body-count": "0", "action-publish": "1"}
    form |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")} | {"comments-MAX_NUM_FORMS": ""}
    client_of(role).post(f"/cms/pages/add/pages/plainpage/{home.pk}/", form)
    assert PlainPage.objects.filter(live=True).exists() is may


def test_who_approves_pages_is_the_brands_team_and_its_owners():
    workflow = Workflow.objects.get()
    (task,) = workflow.tasks.all()
    assert workflow.name == "A second pair of eyes"
    assert set(task.specific.groups.values_list("name", flat=True)) == {"Brand team", OWNERS}


def test_pages_can_be_translated_into_every_language_the_site_speaks():
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "es", "ms"}
