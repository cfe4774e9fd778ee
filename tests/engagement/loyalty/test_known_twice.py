"""Two who may be one person: proposed by equal signs, never by a name, and made one by a person of the team only."""

import hashlib

import pytest
from django.test import Client

from community.importers.models import ImportedRow
from community.members.models import Member
from community.verdict import Refused
from engagement.connections import actions as connections
from engagement.loyalty import actions, privacy
from engagement.loyalty.models import Look, Order, Proposal
from tests.people import make_known, make_member

pytestmark = pytest.mark.django_db


def bought(mail, key, *, number="", name="", amount=4900, source="shop"):
    item = {"id": key, "source": source, "type": "order.placed", "time": "2026-11-01T10:00:00Z", "number": number}
    connections.take(item | {"member": {"email": mail, "name": name}, "amount": amount, "currency": "EUR"})
    return Order.objects.get(source=source, source_id=f"order.placed:{key}").member


def imported(member, site, **raw):
    ImportedRow.objects.create(source=site, kind="user", source_id="7", object_kind="member", object_id=member.pk, raw=raw)


def proposed():
    actions.propose_merges()
    return {(row.other, row.member, *row.signs) for row in Proposal.objects.select_related("other", "member")}


def ghost(name="Zoe"):
    return make_known(system=f"site:{name}", name=name)


def test_the_same_mailbox_under_another_spelling_is_proposed(ana):
    other = bought("ana+shop@example.com", "1")
    assert proposed() == {(other, ana, "address")}


def test_the_same_order_number_is_a_sign_only_with_the_same_system_or_sum(ana):
    bought("ana@example.com", "1", number="#1001")
    same_shop = bought("ann@example.com", "2", number="1001", amount=100)
    bought("bob@example.com", "3", number="1001", amount=7, source="till")
    assert proposed() == {(same_shop, ana, "order")}


def test_two_dumps_same_account_and_the_fingerprint_of_an_address_are_proposed(ana):
    one, two = ghost("One"), ghost("Two")
    digest = hashlib.md5(b"ana@example.com").hexdigest()
    imported(one, "stackexchange:coffee", AccountId="42")
    imported(two, "stackexchange:tea", AccountId="42", EmailHash=digest)
    assert proposed() == {(two, one, "account"), (two, ana, "digest")}


def test_a_name_is_no_sign_and_two_with_accounts_are_never_proposed(ana):
    bought("somebody@example.com", "1", name=ana.shown_name)
    ghost(ana.shown_name)
    make_member("anna", email="a.n.a@gmail.com")
    make_member("annb", email="ana@gmail.com")
    assert proposed() == set()


def test_the_team_sees_both_side_by_side_after_saying_that_it_looks_and_makes_them_one(ana, leo, work):
    other = bought("ana+shop@example.com", "1", number="#1001")
    proposed()
    [row] = Proposal.objects.all()
    desk, address = Client(), f"/cms/proposals/{row.pk}/"
    desk.force_login(leo)
    assert "lead to the same mailbox" in desk.get("/cms/proposals/").content.decode()
    assert "ana+shop@example.com" not in desk.get(address).content.decode()
    desk.post(address + "look/")
    page = desk.get(address).content.decode()
    assert "ana+shop@example.com" in page and "#1001" in page and Look.objects.filter(member=ana, by=leo).exists()
    desk.post(address + "decide/", {"same": "1"})
    work()
    other.refresh_from_db()
    assert other.merged_into == ana and Order.objects.get().member == ana
    assert desk.get(address).status_code == 404 and proposed() == {(other, ana, "address")}
    actions.accept_proposal(row, by=leo)  # again changes nothing


def test_a_declined_pair_needs_a_reason_and_is_not_proposed_again(ana, leo):
    other = bought("ana+shop@example.com", "1", number="#1001")
    bought("ana@example.com", "9", number="#1001", amount=5)
    proposed()
    [row] = Proposal.objects.all()
    desk = Client()
    desk.force_login(leo)
    assert desk.post(f"/cms/proposals/{row.pk}/decide/", {"reason": "because"}).status_code == 400
    assert desk.post(f"/cms/proposals/{row.pk}/decide/", {"reason": "household"}).status_code == 302
    actions.propose_merges()
    row.refresh_from_db()
    assert (row.state, row.reason, row.by) == ("declined", "household", leo)
    assert not desk.get("/cms/proposals/").context["object_list"]
    with pytest.raises(Refused):
        actions.accept_proposal(row, by=leo)
    other.refresh_from_db()
    assert other.merged_into is None


def test_nothing_is_merged_by_a_clock_and_only_the_team_decides(ana, ben, mia, leo, work):
    bought("ana+shop@example.com", "1")
    proposed()
    work()
    [row] = Proposal.objects.all()
    for somebody in (ana, ben, mia):
        with pytest.raises(Refused):
            actions.accept_proposal(row, by=somebody)
        browser = Client()
        browser.force_login(somebody)
        for path in ("", f"{row.pk}/", f"{row.pk}/look/", f"{row.pk}/decide/"):
            assert browser.get(f"/cms/proposals/{path}").status_code in (302, 403, 404, 405)
        assert browser.post(f"/cms/proposals/{row.pk}/decide/", {"same": "1"}).status_code in (302, 403)
    about_leo = bought("leo+shop@example.com", "2")
    actions.propose_merges()
    with pytest.raises(Refused, match="Somebody else"):
        actions.accept_proposal(Proposal.objects.get(other=about_leo), by=leo)
    assert not Member.objects.exclude(merged_into=None).exists()


def test_who_proves_it_meanwhile_is_no_longer_proposed_and_who_leaves_takes_it_along(ana, ben, leo, work):
    other = bought("ana+shop@example.com", "1", number="#1001")
    bought("ben+shop@example.com", "2")
    proposed()
    actions.claim_order(number="1001", mail="ana+shop@example.com", by=ana)
    work()
    assert not Proposal.objects.filter(other=other).exists()
    assert privacy.export(ben)["proposals"]
    privacy.erase(ben)
    assert not Proposal.objects.exists()
