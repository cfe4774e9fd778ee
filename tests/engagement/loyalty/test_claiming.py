"""Somebody other systems know becomes a member by proof, and what counts moves with them."""

import pytest

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.forum import reconcile as forum_counts
from community.forum.models import Answer, Helped
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused
from engagement.connections import actions as connections
from engagement.loyalty import actions
from engagement.loyalty import reconcile as profiles
from engagement.loyalty.models import Order, Profile, Refund
from engagement.recognition import reconcile as recognition
from engagement.recognition.models import Balance
from tests.people import make_ghost, make_member

pytestmark = pytest.mark.django_db


def bought(mail="nora@example.com", number="#1001", key="1", member_number=""):
    person = {"email": mail, "number": member_number}
    item = {"id": key, "source": "webshop", "type": "order.placed", "time": "2026-11-01T10:00:00Z", "member": person}
    assert connections.take(item | {"amount": 60_000, "currency": "EUR", "number": number}).status == "recorded"


def differences():
    return [*forum_counts.differences(), *recognition.differences(), *profiles.differences()]


def test_who_confirms_the_address_is_who_the_shop_knew(work):
    bought()
    stranger = Order.objects.get().member
    work()
    nora = make_member("nora")
    work()
    assert Order.objects.get().member == nora
    stranger.refresh_from_db()
    assert stranger.merged_into == nora
    assert Event.objects.filter(name="member.merged", subject=nora).count() == 1
    assert Profile.objects.get(member=nora).body
    assert differences() == []


def test_an_order_number_with_its_address_is_a_proof_and_either_alone_is_none(ana, work):
    bought()
    for number, mail in (("1001", "ana@example.com"), ("1002", "nora@example.com"), ("", "nora@example.com")):
        with pytest.raises(Refused):
            actions.claim_order(number=number, mail=mail, by=ana)
    assert Order.objects.get().member != ana
    assert actions.claim_order(number="1001", mail="Nora@example.com", by=ana) == 1
    work()
    assert Order.objects.get().member == ana


def test_nobody_takes_a_purchase_from_somebody_with_an_account(ana, ben, work):
    bought("ben@example.com")
    with pytest.raises(Refused):
        actions.claim_order(number="1001", mail="ben@example.com", by=ana)
    with pytest.raises(Refused):
        members.merge_member(ben, into=ana)
    assert Order.objects.get().member == ben


def test_a_member_number_names_its_member_and_is_made_once(ana):
    number = members.give_number(ana)
    assert members.give_number(ana) == number and len(number) == 10
    bought("", "#7", "7", member_number=number)
    assert Order.objects.get().member == ana


def test_only_the_team_decides_without_a_proof(ana, ben, leo):
    ghost = make_ghost(name="Ana", joined_at=ana.joined_at)
    with pytest.raises(Refused):
        members.merge_member(ghost, into=ana, by=ben)
    ghost.refresh_from_db()
    assert ghost.merged_into is None
    members.merge_member(ghost, into=ana, by=leo)
    members.merge_member(ghost, into=ana, by=leo)
    assert Event.objects.filter(name="member.merged").count() == 1


def test_what_somebody_wrote_and_said_before_is_theirs_and_each_number_is_exact(ana, ben, zed, leo, work):
    """Ben was here before under another account: what it answered, marked and helped counts for Ben, once."""
    ghost = make_ghost(name="Old Ben", joined_at=ben.joined_at)
    question = forum.ask_question(title="Why is it loud?", by=ana)
    old = forum.post_answer(question, body="The pump, surely.", by=ghost)
    forum.accept_answer(old, by=ana)
    other = forum.post_answer(forum.ask_question(title="Which oil for it?", by=zed), body="A dry one.", by=ana)
    for person in (ghost, ben):
        forum.mark_helped(other, by=person)
    mine = forum.post_answer(question, body="Or the valve.", by=ben)
    forum.mark_helped(mine, by=ghost)
    forum.mark_helped(mine, by=zed)
    work()
    before = Balance.objects.get(member=ana).amount
    members.merge_member(ghost, into=ben, by=leo)
    work()
    assert set(Answer.objects.filter(author=ben)) == {old, mine}
    assert Answer.objects.get(pk=other.pk).helped_count == 1 and Answer.objects.get(pk=mine.pk).helped_count == 1
    assert set(Helped.objects.filter(helper=ben, ended_at=None).values_list("helped", flat=True)) == {ana.pk, zed.pk}
    assert Member.objects.get(pk=ben.pk).people_helped == 2
    assert Balance.objects.get(member=ana).amount == before - 3  # two givers were one
    assert differences() == [], "\n".join(map(str, differences()))


def test_a_refund_told_in_the_same_moment_as_its_order_is_counted_by_the_clock(ana):
    bought("ana@example.com")
    about = {"source": "webshop", "source_id": "order.refunded:r1", "order_source_id": "order.placed:1"}
    Refund.objects.create(**about, amount=None, at=clock.now())  # neither saw the other
    assert [actions.count_waiting_refunds(), actions.count_waiting_refunds()] == [1, 0]
    assert Order.objects.get().refunded == 60_000 and Event.objects.filter(name="order.refunded").count() == 1
