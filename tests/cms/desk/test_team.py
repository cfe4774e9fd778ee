import pytest
from django.contrib.auth.models import Group
from django.test import Client

from community.members import actions
from community.members.models import BRAND_TEAM, MODERATORS, OWNERS, Member
from tests.people import make_member


@pytest.fixture
def olga(db):
    owner = make_member("olga")
    actions.set_groups(owner, [OWNERS], by=None)
    return owner


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=member.pk))
    return client


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/cms/login/?next=/cms/pages/", "/accounts/login/?next=/cms/pages/"),
        ("/cms/password_reset/", "/accounts/password/reset/"),
        ("/cms/password_reset/confirm/x/y/", "/accounts/password/reset/"),
    ],
)
def test_wagtails_own_ways_in_lead_to_ours(client, db, address, goes_to):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, goes_to)
    assert client.post(address.split("?")[0], {"username": "a", "password": "b"}).status_code == 302


def test_a_guest_at_the_cms_is_sent_to_our_sign_in(client, db):
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")


def test_each_staff_group_may_enter_and_a_member_may_not(ana, mia, leo, olga):
    for staff in (mia, leo, olga):
        assert client_of(staff).get("/cms/").status_code == 200
    assert client_of(ana).get("/cms/").status_code in (302, 403)


def test_the_brand_team_publishes_pages_and_moderators_do_not(mia, leo):
    from wagtail.permissions import page_permission_policy

    assert page_permission_policy.user_has_permission(Member.objects.get(pk=leo.pk), "publish")
    assert not page_permission_policy.user_has_permission(Member.objects.get(pk=mia.pk), "publish")


def test_every_screen_about_people_opens_for_the_owner(olga, mia):
    for address in (
        "/cms/users/",
        "/cms/users/new/",
        f"/cms/users/edit/{mia.pk}/",
        f"/cms/users/history/{mia.pk}/",
        "/cms/account/",
    ):
        answer = client_of(olga).get(address)
        assert answer.status_code == 200, (address, answer.status_code)


def test_the_screen_lists_the_team_only(olga, mia, ana):
    text = client_of(olga).get("/cms/users/").content.decode()
    assert "Mia" in text and "Ana" not in text


def test_moderators_and_the_brand_team_do_not_decide_who_is_in_the_team(mia, leo, ana):
    for staff in (mia, leo):
        client = client_of(staff)
        assert client.get("/cms/users/").status_code == 302
        client.post(f"/cms/users/edit/{ana.pk}/", {"groups": [Group.objects.get(name=OWNERS).pk]})
    assert not Member.objects.get(pk=ana.pk).is_team


def test_an_owner_adds_a_member_to_the_team_and_lets_them_go(olga, ana):
    client = client_of(olga)
    moderators = Group.objects.get(name=MODERATORS).pk
    assert client.post("/cms/users/new/", {"who": "@Ana", "groups": [moderators]}).status_code == 302
    assert Member.objects.get(pk=ana.pk).moderates
    assert client.post(f"/cms/users/edit/{ana.pk}/", {"groups": []}).status_code == 302
    ana = Member.objects.get(pk=ana.pk)
    assert not ana.is_staff and not ana.moderates


def test_somebody_unknown_cannot_be_added(olga):
    answer = client_of(olga).post("/cms/users/new/", {"who": "nobody@example.com", "groups": []})
    assert answer.status_code == 200 and "No member" in answer.content.decode()


def test_nobody_is_deleted_not_even_by_a_superuser(olga, ana):
    Member.objects.filter(pk=olga.pk).update(is_superuser=True)
    client = client_of(olga)
    assert client.post(f"/cms/users/delete/{ana.pk}/").status_code in (302, 404)
    client.post(f"/cms/bulk/members/member/delete/?id={ana.pk}")
    assert Member.objects.filter(pk=ana.pk, is_active=True).exists()


def test_an_editors_account_screen_cannot_change_the_address(leo):
    answer = client_of(leo).post("/cms/account/", {"name_email-email": "evil@example.com", "name_email-first_name": "X"})
    assert answer.status_code in (200, 302)
    assert Member.objects.get(pk=leo.pk).email == "leo@example.com"


def test_groups_changed_from_the_other_side_are_noticed(db, ana):
    group = Group.objects.get(name=BRAND_TEAM)
    group.user_set.add(ana)
    assert Member.objects.get(pk=ana.pk).is_staff
    group.user_set.clear()
    assert not Member.objects.get(pk=ana.pk).is_staff
