"""The menu beside every page of the CMS is kept for a while, and shows nobody what is not theirs."""

import pytest
from wagtail.users.models import UserProfile

from community.members import actions as members
from community.members.models import BRAND_TEAM, MODERATORS
from tests.pages import cost_of
from tests.people import make_moderator

pytestmark = pytest.mark.django_db


def menu(client):
    page = client.get("/cms/moderation/").content.decode()
    return page[page.index("wagtail-sidebar-props") : page.index("</script>", page.index("wagtail-sidebar-props"))]


def test_each_sees_their_own_menu_and_a_right_shows_or_goes_at_once(client, mia):
    moe = make_moderator("moe")
    client.force_login(mia)
    assert "/cms/moderation/" in menu(client) and "/cms/insights/" not in menu(client)
    members.set_groups(mia, [MODERATORS, BRAND_TEAM], by=None)
    assert "/cms/insights/" in menu(client)
    client.force_login(moe)
    assert "/cms/insights/" not in menu(client)
    client.force_login(mia)
    members.set_groups(mia, [MODERATORS], by=None)
    assert "/cms/insights/" not in menu(client) and "/cms/moderation/" in menu(client)


def test_it_speaks_the_language_and_says_who_looks(client, mia):
    client.force_login(mia)
    english = menu(client)
    profile = UserProfile.get_for_user(mia)
    profile.preferred_language = "es"
    profile.save()
    assert "Moderaci\\u00f3n" in menu(client) and "Moderation" in english
    mia.email = "second@example.com"
    mia.save(update_fields=["email"])
    assert "second@example.com" in menu(client)


def test_the_second_page_asks_less_than_the_first(client, mia, django_assert_max_num_queries):
    client.force_login(mia)
    client.get("/cms/moderation/")
    with django_assert_max_num_queries(10):
        client.get("/cms/moderation/")
    assert cost_of(client, "/cms/moderation/appeals/") <= 10
