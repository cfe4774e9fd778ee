"""What help is worth reaches Salesforce and HubSpot in their own shapes; both are played by strict local systems."""

import pytest
from django.db import transaction

from community.events.door import emit, key_of
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from engagement.connections import actions, sending
from engagement.connections.models import Delivery, Endpoint, State
from engagement.connections.telling import id_of
from engagement.loyalty.events import OrderPlaced, OrderRefunded
from engagement.recognition.models import Award
from tests.posts import make_answer, make_question
from tests.receivers import receiving

from .systems import HubSpot, Salesforce

pytestmark = pytest.mark.django_db
KEYS = {"client_id": "an-id", "client_secret": "a secret &"}


@pytest.fixture
def org():
    return Salesforce()


@pytest.fixture
def salesforce(add, org):
    with receiving(org) as there:
        add(
            there.url.removesuffix("/hook"),
            *("answer.accepted", "answer.unaccepted", "badge.awarded", "badge.revoked", "order.placed", "order.refunded"),
            shape="salesforce",
            purpose="share",
            options={"program": "Inner circle & more"},
            credentials=KEYS,
        )
        yield there


@pytest.fixture
def portal():
    return HubSpot()


@pytest.fixture
def hubspot(add, portal):
    with receiving(portal) as there:
        add(
            there.url.removesuffix("/hook"),
            *("answer.accepted", "profile.changed", "badge.awarded"),
            shape="hubspot",
            payload="full",
            fields=["level", "standing", "badges", "contribution"],
            purpose="share",
            options={"hub_id": "123456", "prefix": "community_"},
            credentials={"token": "a-token"},
        )
        yield there


def allow(member):
    members.allow(member, purpose="share", channel="systems", where="settings", by=member)


def states() -> set[str]:
    return set(Delivery.objects.values_list("state", flat=True))


def test_an_accepted_answer_is_a_journal_and_its_badge_a_member_badge(ana, ben, org, salesforce, deliver):
    allow(ben)
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    deliver()
    accepted = Event.objects.get(name="answer.accepted")
    journal = org.journals[id_of(accepted)]
    assert journal["JournalSubTypeName"] == "Community: answer accepted" and journal["MembershipNumber"] == str(ben.public_id)
    award = Award.objects.filter(member=ben).select_related("badge").first()
    badge = org.badges[f"{ben.public_id}.{award.badge.slug}"]
    assert (badge["Status"], badge["LoyaltyProgramBadge"]["Name"]) == ("Active", award.badge.name)
    assert states() == {State.SENT} and org.tokens == 1


def test_what_is_taken_back_is_a_reversing_journal_of_its_own(ana, ben, org, salesforce, deliver):
    allow(ben)
    answer = make_answer(make_question(ana), ben)
    forum.accept_answer(answer, by=ana)
    forum.unaccept_answer(answer, by=ana)
    deliver()
    names = [journal["JournalSubTypeName"] for journal in org.journals.values()]
    assert sorted(names) == ["Community: answer accepted", "Community: answer accepted reversed"] and states() == {State.SENT}


def test_orders_carry_their_amount_and_a_refund_turns_it_round(ben, org, salesforce, deliver):
    allow(ben)
    with transaction.atomic():
        order = emit(OrderPlaced(subject_id=ben.pk, amount=12950, currency="EUR"))
        emit(OrderRefunded(subject_id=ben.pk, amount=12950, currency="EUR"), reverses=key_of(order))
        emit(OrderPlaced(subject_id=ben.pk, amount=1300, currency="JPY"))
    deliver()
    amounts = {(journal["TransactionAmount"], journal["CurrencyIsoCode"]) for journal in org.journals.values()}
    assert amounts == {("129.5", "EUR"), ("-129.5", "EUR"), ("1300", "JPY")} and states() == {State.SENT}


def test_without_consent_nothing_reaches_it_not_even_the_sign_in(ana, ben, org, salesforce, deliver):
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    deliver()
    assert (org.journals, org.badges, org.tokens, salesforce.heard) == ({}, {}, 0, []) and states() == {State.WITHHELD}


def test_a_token_that_no_longer_holds_is_asked_for_again(ben, leo, org, salesforce):
    postman, endpoint = sending.Postman(), Endpoint.objects.get()
    for token in ("token-1", "lost", "token-2"):
        delivery = actions.send_test(endpoint, by=leo)
        Endpoint.objects.update(rests_until=None)
        if token == "lost":
            org.token = "another"
        while postman.turn(wait=0.2) or postman.waits_for_answers:
            pass
        assert Delivery.objects.get(pk=delivery.pk).status == (401 if token == "lost" else 201)
    assert org.tokens == 2


def test_wrong_keys_are_told_in_the_log_and_never_written_there(leo, salesforce, add):
    endpoint = Endpoint.objects.get()
    said = {"name": endpoint.name, "url": endpoint.url, "shape": endpoint.shape, "options": endpoint.options}
    wrong = {"client_id": "an-id", "client_secret": "wrong-secret"}
    actions.change_endpoint(endpoint, by=leo, facts=endpoint.facts, credentials=wrong, **said)
    delivery = actions.send_test(endpoint, by=leo)
    sending.drain()
    delivery.refresh_from_db()
    assert delivery.answer.startswith("no_token") and "wrong-secret" not in delivery.answer and delivery.state == State.WAITING


def test_facts_are_occurrences_in_hubspot_and_the_profile_is_the_contact(ana, ben, portal, hubspot, deliver):
    allow(ben)
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    deliver()
    occurrence = portal.occurrences[id_of(Event.objects.get(name="answer.accepted"))]
    assert (occurrence["eventName"], occurrence["email"]) == ("pe123456_answer_accepted", ben.email)
    contact = portal.contacts[ben.email]
    assert contact["community_standing"] > 0 and contact["community_contribution_accepted"] == 1
    assert contact["community_level_number"] == 1 and "community_badges" in contact
    assert set(portal.contacts) == {ben.email}
    assert {one["email"] for one in portal.occurrences.values()} == {ben.email}


def test_a_repetition_is_the_same_occurrence(ana, ben, leo, portal, hubspot, deliver):
    allow(ben)
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    deliver()
    before = dict(portal.occurrences)
    for delivery in Delivery.objects.filter(event__name="answer.accepted"):
        actions.resend(delivery, by=leo)
    sending.drain()
    assert portal.occurrences == before and before
