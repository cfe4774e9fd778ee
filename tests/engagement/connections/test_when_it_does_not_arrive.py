"""The ladder of tries, what ends it, and how long a receiver is left alone."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils.timezone import now

from community.events.models import Event
from community.notifications.registry import lines_for
from community.outgoing import request
from engagement.connections import actions, rules, sending
from engagement.connections.models import Delivery, Endpoint, State
from tests import receivers
from tests.receivers import raw, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(add, leo, receiver):
    """A test that waits for a receiver, which answers as the test says."""
    endpoint, _secret = add(receiver.url)
    return actions.send_test(endpoint, by=leo)


def again():
    """Let the time pass until everything may be tried once more."""
    Delivery.objects.filter(state=State.WAITING).update(at=now())
    Endpoint.objects.update(rests_until=None)
    sending.drain()


def wait_of(delivery) -> timedelta:
    delivery.refresh_from_db()
    return delivery.at - now()


def test_each_failure_waits_longer_as_the_standard_says_and_the_id_stays(delivery, receiver):
    receiver.answer = (500, {}, b"not now")
    for wait in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400):
        again()
        assert timedelta(seconds=wait - 2) < wait_of(delivery) <= timedelta(seconds=wait * 1.1)
        assert (delivery.state, delivery.status, delivery.answer) == (State.WAITING, 500, "not now")
    again()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, len(receiver.heard)) == (State.FAILED, 10, 10)
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1


def test_after_the_last_try_it_is_switched_off_and_the_brand_team_is_told(delivery, receiver, leo, mia, work):
    receiver.answer = (500, {}, b"")
    Delivery.objects.update(tries=9)
    again()
    work()
    endpoint = Endpoint.objects.get()
    assert (endpoint.is_on, endpoint.reason) == (False, "no_answer")
    assert [line.url for line in inbox_lines(leo)] == [f"/cms/endpoints/edit/{endpoint.pk}/"]
    assert inbox_lines(mia) == []


def inbox_lines(member):
    told = Event.objects.filter(messages__member=member, messages__channel="inbox", name="endpoint.stopped")
    return list(lines_for(member, told.select_related("actor")).values())


def test_a_receiver_that_is_gone_is_asked_no_more(delivery, receiver):
    receiver.answer = (410, {}, b"")
    again()
    endpoint = Endpoint.objects.get()
    assert (endpoint.is_on, endpoint.reason) == (False, "gone")
    again()
    assert len(receiver.heard) == 1 and Event.objects.filter(name="endpoint.stopped").count() == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 500])
def test_nothing_but_a_yes_is_a_yes_and_nothing_is_followed(delivery, receiver, status):
    with receiving() as other:
        receiver.answer = (status, {"Location": other.url}, b"")
        again()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, other.heard) == (State.WAITING, status, [])


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_yes_is_a_yes(delivery, receiver, status):
    receiver.answer = (status, {}, b"")
    again()
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


@pytest.mark.parametrize("status", [429, 502, 504])
def test_who_has_too_much_to_do_is_left_alone_with_everything(delivery, receiver, leo, status):
    receiver.answer = (status, {}, b"")
    again()
    endpoint = Endpoint.objects.get()
    assert now() + timedelta(seconds=20) < endpoint.rests_until < now() + timedelta(seconds=31)
    actions.send_test(endpoint, by=leo)
    sending.drain()
    assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("9999999", 86400), ("Wed, 21 Oct 2015 07:28:00 GMT", 5), ("soon", 5), ("-5", 5), ("", 5)]
)
def test_how_long_it_asks_to_be_left_alone_is_kept_to_but_for_a_day_at_most(delivery, receiver, said, seconds):
    receiver.answer = (503, {"Retry-After": said}, b"")
    again()
    assert timedelta(seconds=seconds - 2) < wait_of(delivery) <= timedelta(seconds=seconds * 1.1 + 1)


@pytest.mark.parametrize(("talk", "why"), [(receivers.silent, "timeout"), (receivers.dripping, "timeout")])
def test_no_answer_is_told_in_the_log(delivery, talk, why, monkeypatch):
    monkeypatch.setitem(request.__kwdefaults__, "timeout", 0.4)  # ten seconds, but for the test
    with raw(talk) as url:
        Endpoint.objects.update(url=url)
        again()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status) == (State.WAITING, None) and delivery.answer.startswith(why)


def test_an_address_that_leads_inside_is_never_asked_however_it_came_there(delivery, receiver, settings):
    settings.OUTGOING_ALLOWED_HOSTS = []
    again()
    delivery.refresh_from_db()
    assert receiver.heard == [] and delivery.answer.startswith("not_public") and delivery.state == State.WAITING


def test_what_waited_while_it_was_off_leaves_when_it_is_switched_on(delivery, receiver, leo):
    endpoint = Endpoint.objects.get()
    assert actions.disable_endpoint(endpoint, by=leo) and not actions.disable_endpoint(endpoint, by=leo)
    again()
    assert receiver.heard == []
    actions.enable_endpoint(endpoint, by=leo)
    again()
    assert len(receiver.heard) == 1


def test_what_was_given_up_gets_its_tries_again_when_it_is_switched_on(delivery, receiver, leo):
    receiver.answer = (500, {}, b"")
    Delivery.objects.update(tries=9)
    again()
    receiver.answer = receivers.OK
    actions.enable_endpoint(Endpoint.objects.get(), by=leo)
    sending.drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (State.SENT, 1)


def test_one_that_died_with_it_in_hand_gives_it_back_and_its_late_word_counts_for_nothing(delivery, receiver):
    (held,) = actions.hand_out(delivery.endpoint_id, most=5)
    assert actions.hand_out(delivery.endpoint_id, most=5) == []
    Delivery.objects.update(at=now())  # as if the lease were over
    sending.drain()
    actions.settle([actions.Outcome(handed=held, status=500)])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, held.errand.message_id) == (State.SENT, 1, receiver.heard[0].headers["webhook-id"])


def test_what_cannot_be_written_is_shown_and_stops_nothing(delivery, receiver, leo, monkeypatch):
    second = actions.send_test(Endpoint.objects.get(), by=leo)
    Endpoint.objects.update(secret="broken")
    sending.drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer, receiver.heard) == (State.FAILED, "InvalidToken", [])
    actions.rotate_secret(Endpoint.objects.get(), by=leo)
    Endpoint.objects.update(old_secret="")
    actions.resend(second, by=leo)
    sending.drain()
    assert len(receiver.heard) == 1


def test_the_log_goes_back_ninety_days(delivery, receiver):
    sending.drain()
    assert actions.forget_old_deliveries() == 0
    Delivery.objects.update(made_at=F("made_at") - timedelta(days=91))
    assert actions.forget_old_deliveries() == 1
    assert len(rules.WAITS) == 9
