from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import now

from community.members import actions, reconcile, rules
from community.members.api import TokenAuth, find_key
from community.members.models import LOYALTY_READ, OWNERS, ApiToken, Member
from community.members.templatetags.accounts import device
from community.verdict import Refused

PROFILE = {"name": "Ana María", "bio": "Rides to work.", "language": "es", "time_zone": "Europe/Madrid"}


@pytest.fixture
def mine(ana):
    client = Client()
    client.force_login(ana)
    return client


ACCOUNT_PAGES = "email sessions 2fa 2fa/webauthn 2fa/totp/activate password/change logout"
PAGES = [
    "/settings/",
    "/settings/privacy/",
    "/settings/security/",
    "/settings/keys/",
    *(f"/accounts/{page}/" for page in ACCOUNT_PAGES.split()),
]


@pytest.mark.parametrize("address", PAGES)
def test_every_settings_page_opens_for_its_member_and_sends_a_guest_to_sign_in(mine, client, address):
    answer = mine.get(address, follow=True)
    assert answer.status_code == 200
    assert 'class="skip"' in answer.content.decode()  # in the site's own frame
    if address != "/accounts/logout/":
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/login/code/"]
)
def test_every_page_of_the_way_in_stands_in_the_sites_frame(client, db, address):
    text = client.get(address).content.decode()
    assert 'class="skip"' in text and " style=" not in text and "placeholder=" not in text.split("<main")[1]


def test_a_member_changes_what_they_say_about_themselves(mine, ana):
    assert mine.post("/settings/", PROFILE).status_code == 302
    ana.refresh_from_db()
    assert {name: getattr(ana, name) for name in PROFILE} == PROFILE


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 61},
        {"bio": "x" * 201},
        {"language": "xx"},
        {"time_zone": "Mars/Base"},
        {"time_zone": "localtime"},
        {"name": "Querencia Team"},
    ],
)
def test_a_value_that_cannot_be_is_answered_at_its_field_and_nothing_is_saved(mine, ana, settings, wrong):
    settings.BRAND_NAME = "Querencia"
    answer = mine.post("/settings/", PROFILE | wrong)
    assert answer.status_code == 400 and 'class="problem"' in answer.content.decode()
    ana.refresh_from_db()
    assert ana.name == "Ana"
    with pytest.raises(ValidationError):
        actions.change_profile(ana, by=ana, **(PROFILE | wrong))


def test_the_handle_form_says_what_is_free(mine, ben):
    answer = mine.post("/settings/handle/", {"handle": "BEN"})
    assert answer.status_code == 400 and "ben-2" in answer.content.decode()
    assert mine.post("/settings/handle/", {"handle": "anita"}).status_code == 302
    assert mine.get("/members/anita/").status_code == 200


def test_a_handle_changed_again_too_soon_is_refused_with_the_day(mine):
    mine.post("/settings/handle/", {"handle": "anita"})
    answer = mine.post("/settings/handle/", {"handle": "anouk"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0


def test_the_secret_of_a_key_is_shown_once_and_kept_nowhere(mine, ana):
    text = mine.post("/settings/keys/", {"name": "My script"}).content.decode()
    secret = text.split('value="qrc_')[1].split('"')[0]
    key = ApiToken.objects.get()
    assert find_key(f"qrc_{secret}") == key
    assert secret not in mine.get("/settings/keys/").content.decode()
    assert secret not in str(ApiToken.objects.values().get())


def test_a_revoked_key_opens_nothing(mine, ana):
    key, secret = actions.create_token(ana, name="Old", by=ana)
    mine.post(f"/settings/keys/{key.pk}/revoke/")
    assert find_key(secret) is None


def test_nobody_revokes_anothers_key(mine, ben):
    key, secret = actions.create_token(ben, name="Ben's", by=ben)
    assert mine.post(f"/settings/keys/{key.pk}/revoke/").status_code == 404
    assert find_key(secret) == key


def test_only_the_brands_team_makes_keys_that_read_others(ana, leo):
    with pytest.raises(Refused):
        actions.create_token(ana, name="CRM", scopes=[LOYALTY_READ], by=ana)
    assert not ApiToken.objects.exists()
    _key, secret = actions.create_token(leo, name="CRM", scopes=[LOYALTY_READ], by=leo)
    assert find_key(secret).allows(LOYALTY_READ)
    actions.set_groups(leo, [], by=None)
    assert not find_key(secret).allows(LOYALTY_READ)


def test_a_key_says_who_calls_and_is_marked_as_used_once_an_hour(rf, ana, django_assert_num_queries):
    key, secret = actions.create_token(ana, name="Script", by=ana)
    request = rf.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert TokenAuth()(request) == key and request.user == ana
    first = ApiToken.objects.get().last_used_at
    assert now() - first < timedelta(minutes=1)
    with django_assert_num_queries(1):
        TokenAuth()(request)
    assert ApiToken.objects.get().last_used_at == first
    assert TokenAuth(scopes=[LOYALTY_READ])(request) is None
    assert TokenAuth()(rf.get("/", headers={"Authorization": "Bearer qrc_wrong"})) is None


@pytest.mark.parametrize("state", ["is_active", "erased_at"])
def test_the_key_of_somebody_who_is_gone_opens_nothing(ana, state):
    _key, secret = actions.create_token(ana, name="Script", by=ana)
    Member.objects.filter(pk=ana.pk).update(**{state: now() if state == "erased_at" else False})
    assert find_key(secret) is None


def test_staff_rights_follow_the_groups_and_only_owners_give_them(ana, ben):
    with pytest.raises(Refused):
        actions.set_groups(ana, [OWNERS], by=ben)
    assert not ana.is_team
    actions.set_groups(ana, [OWNERS], by=None)
    assert ana.is_staff and ana.moderates
    actions.set_groups(ana, [], by=ana)
    assert not ana.is_staff and not Member.objects.get(pk=ana.pk).moderates


def test_signing_out_elsewhere_ends_the_other_devices(mine, ana):
    other = Client()
    other.post("/accounts/login/", {"login": "ana@example.com", "password": "correct horse battery"})
    here = Client()
    here.post("/accounts/login/", {"login": "ana@example.com", "password": "correct horse battery"})
    assert other.get("/settings/").status_code == 200
    here.post("/accounts/sessions/")
    assert other.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_reconcile_finds_and_mends_who_is_wrongly_in_the_team(ana, mia):
    assert list(reconcile.differences()) == []
    Member.objects.filter(pk=ana.pk).update(is_staff=True)
    Member.objects.filter(pk=mia.pk).update(is_staff=False)
    assert {(who, stored) for _what, who, stored, _should in reconcile.differences(fix=True)} == {("ana", True), ("mia", False)}
    assert list(reconcile.differences()) == []


def test_a_member_has_only_so_many_keys_at_once(mine, ana):
    for _turn in range(rules.MOST_KEYS):
        key, _secret = actions.create_token(ana, name="Script", by=ana)
    assert mine.post("/settings/keys/", {"name": "One more"}).status_code == 409
    actions.revoke_token(key, by=ana)
    assert mine.post("/settings/keys/", {"name": "One more"}).status_code == 200
    assert ApiToken.objects.filter(revoked_at=None).count() == rules.MOST_KEYS


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox, Linux"),
        ("curl/8.9", "curl/8.9"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(sent, read):
    assert device(sent) == read
