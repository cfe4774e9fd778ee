"""Connections on the desk: who may, what is shown once, and that each button is the action."""

import re

import pytest
from django.core.exceptions import ValidationError

from community.members import actions as members
from community.members.models import OWNERS
from engagement.connections import actions, sending
from engagement.connections.models import Delivery, Endpoint, State
from tests.people import make_member
from tests.receivers import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def desk(client, leo):
    client.force_login(leo)
    return client


def form(**said):
    usual = {"name": "CRM", "url": "http://127.0.0.1:9/hook", "shape": "events", "payload": "thin", "unallowed": "nothing"}
    return usual | {"facts": ["answer.accepted"], "parts": [], "purpose": "share", "prefix": "community_"} | said


@pytest.fixture
def endpoint(leo):
    return actions.add_endpoint(name="CRM", url="http://127.0.0.1:9/hook", facts=["answer.accepted"], by=leo)[0]


def test_the_brand_team_adds_a_connection_and_sees_its_secret_this_once(desk):
    page = desk.get("/cms/endpoints/new/").content.decode()
    assert "A member&#x27;s answer was accepted" in page and "answer.doubted" not in page
    answer = desk.post("/cms/endpoints/new/", form(facts=["answer.accepted", "badge.awarded"], parts=["level", "badges"]))
    endpoint = Endpoint.objects.get()
    (secret,) = re.findall(r"whsec_[\w+/=]+", answer.content.decode())
    assert endpoint.secrets() == [secret] and secret not in endpoint.secret
    assert (endpoint.facts, endpoint.fields, endpoint.purpose) == (
        ["answer.accepted", "badge.awarded"],
        ["level", "badges"],
        "share",
    )
    for address in ("/cms/endpoints/", f"/cms/endpoints/{endpoint.pk}/", f"/cms/endpoints/edit/{endpoint.pk}/"):
        shown = desk.get(address)
        assert shown.status_code == 200 and "CRM" in shown.content.decode() and "whsec_" not in shown.content.decode()


def test_what_signs_in_elsewhere_is_kept_sealed_and_never_shown(desk):
    keys = {"client_id": "an-id", "client_secret": "very-secret"}
    desk.post("/cms/endpoints/new/", form(shape="salesforce", program="Inner circle", **keys))
    endpoint = Endpoint.objects.get()
    assert endpoint.signs_in_with() == keys and endpoint.options["program"] == "Inner circle" and endpoint.secrets() == []
    assert "very-secret" not in endpoint.credentials
    page = desk.get(f"/cms/endpoints/edit/{endpoint.pk}/").content.decode()
    assert "very-secret" not in page and "Inner circle" in page
    desk.post(f"/cms/endpoints/edit/{endpoint.pk}/", form(shape="salesforce", program="Outer circle"))
    endpoint.refresh_from_db()
    assert endpoint.signs_in_with() == keys and endpoint.options["program"] == "Outer circle"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://[::1]/", "ftp://shop.example/", "http://2130706433/", "nonsense"])
def test_an_address_inside_is_refused_with_a_reason(desk, url):
    answer = desk.post("/cms/endpoints/new/", form(url=url))
    assert answer.status_code == 200 and "This address cannot be asked" in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_changing_it_holds_from_now_on_and_the_secret_stays(desk, endpoint):
    before = endpoint.secrets()
    assert desk.post(f"/cms/endpoints/edit/{endpoint.pk}/", form(name="Shop", facts=["level.reached"])).status_code == 302
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.facts, endpoint.secrets()) == ("Shop", ["level.reached"], before)


def test_a_new_secret_is_shown_once_and_the_old_one_still_signs_beside_it(desk, endpoint):
    old = endpoint.secrets()[0]
    (new,) = re.findall(r"whsec_[\w+/=]+", desk.post(f"/cms/endpoints/{endpoint.pk}/secret/").content.decode())
    assert Endpoint.objects.get().secrets() == [new, old] and new != old


def test_a_test_can_be_sent_and_the_log_tells_what_came_of_it(desk, endpoint, work):
    with receiving() as receiver:
        Endpoint.objects.update(url=receiver.url)
        desk.post(f"/cms/endpoints/{endpoint.pk}/test/")
        work()
        sending.drain()
    assert [heard.headers["content-type"] for heard in receiver.heard] == ["application/cloudevents+json"]
    log = desk.get(f"/cms/endpoints/{endpoint.pk}/").content.decode()
    assert "endpoint.tried" in log and "Arrived" in log and "200" in log
    desk.post(f"/cms/endpoints/{endpoint.pk}/deliveries/{Delivery.objects.get().pk}/resend/")
    assert Delivery.objects.get().state == State.WAITING
    assert "endpoint.tried" not in desk.get(f"/cms/endpoints/{endpoint.pk}/?state=failed").content.decode()


def test_it_is_switched_off_and_on(desk, endpoint):
    desk.post(f"/cms/endpoints/{endpoint.pk}/off/")
    assert Endpoint.objects.get().reason == "by_hand"
    assert "Switched off by the team" in desk.get(f"/cms/endpoints/{endpoint.pk}/").content.decode()
    desk.post(f"/cms/endpoints/{endpoint.pk}/on/")
    assert Endpoint.objects.get().is_on


ACTS = ("secret/", "test/", "off/", "on/", "replay/", "deliveries/{delivery}/resend/")


def test_moderators_and_members_neither_see_nor_do_any_of_it(client, mia, ana, leo, endpoint):
    delivery = actions.send_test(endpoint, by=leo)
    before = Endpoint.objects.values().get(), Delivery.objects.values().get()
    for person in (mia, ana):
        client.force_login(person)
        for address in ("", "new/", f"{endpoint.pk}/", f"edit/{endpoint.pk}/"):
            assert client.get(f"/cms/endpoints/{address}").status_code in (302, 403), address
        for act in ACTS:
            address = f"/cms/endpoints/{endpoint.pk}/{act.format(delivery=delivery.pk)}"
            assert client.post(address, {"since": "2026-01-01T00:00"}).status_code in (302, 403), act
        assert client.post("/cms/endpoints/new/", form(name="Mine")).status_code in (302, 403)
    assert (Endpoint.objects.values().get(), Delivery.objects.values().get()) == before


def test_an_owner_may_and_reading_changes_nothing(client, endpoint):
    olga = make_member("olga")
    members.set_groups(olga, [OWNERS], by=None)
    client.force_login(olga)
    assert client.get(f"/cms/endpoints/{endpoint.pk}/").status_code == 200
    for act in ("secret/", "test/", "off/", "on/", "replay/"):
        assert client.get(f"/cms/endpoints/{endpoint.pk}/{act}").status_code == 405
    assert Endpoint.objects.get().is_on and not Delivery.objects.exists()


def test_private_facts_are_told_to_nobody(leo):
    with pytest.raises(ValidationError):
        actions.add_endpoint(name="CRM", url="http://127.0.0.1:9/", facts=["answer.doubted"], by=leo)
    assert not Endpoint.objects.exists()
