"""What a purchase earns, what a refund takes back, and that neither depends on when or how often it is told."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from community import clock
from community.events.models import Event
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused
from engagement.credit import actions, shown
from engagement.credit.models import Lot, Terms
from engagement.credit.reconcile import differences
from engagement.recognition.models import Balance, Entry
from tests.credit import buy, give_back, spend_in_shop, switch_on
from tests.people import make_known

pytestmark = pytest.mark.django_db


def has(member):
    state = shown.state_of(member)
    return state.available, state.owed


def kinds(member):
    return list(Entry.objects.filter(unit="credit", member=member).order_by("pk").values_list("kind", "amount"))


def test_nobody_has_a_balance_until_the_brand_says_so(ana, leo, work):
    buy(ana, 10_000)
    work()
    assert not Balance.objects.filter(unit="credit").exists() and not Lot.objects.exists()
    switch_on(leo)
    buy(ana, 4_999)
    work()
    assert has(ana) == (49, 0)  # rounded down; what was bought before counts for nothing


def test_each_purchase_goes_by_the_terms_of_its_day(ana, leo, terms, work):
    early, late = now(), now() + timedelta(days=2)
    with clock.at(early + timedelta(days=1)):
        switch_on(leo, cents=1000)
    with clock.at(late + timedelta(days=1)):
        actions.set_terms(Terms(is_on=False, unit="miles"), by=leo)
    with clock.at(late + timedelta(days=2)):
        for at in (early, late, late + timedelta(days=1, hours=1)):
            buy(ana, 5_000, at=at)
        work()
    assert kinds(ana) == [("earn", 50), ("earn", 5)]


def test_another_currency_the_team_and_people_without_an_account_earn_nothing(ana, leo, terms, work):
    stranger = make_known(mail="nia@example.com")
    buy(ana, 5_000, currency="USD")
    buy(leo, 5_000)
    buy(stranger, 5_000)
    work()
    assert not Entry.objects.filter(unit="credit").exists() and not Balance.objects.filter(unit="credit").exists()
    assert list(differences()) == []


def test_what_somebody_bought_before_they_had_an_account_earns_when_it_is_theirs(ana, terms, work):
    stranger = make_known(system="shop:7")
    order = buy(stranger, 5_000)
    give_back(order, 1_000)
    members.merge_member(stranger, into=ana)
    work()
    assert has(ana) == (40, 0) and not Balance.objects.filter(unit="credit", member=stranger).exists()
    give_back(order)
    work()
    assert has(ana) == (0, 0) and list(differences()) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_told_in_any_order_and_twice_it_comes_to_the_same(ana, terms, work, order):
    at = now()
    tellings = [
        lambda: buy(ana, 10_000, key="o1", at=at),
        lambda: give_back("o1", 2_550, key="r1", at=at),
        lambda: give_back("o1", 1_000, key="r2", at=at),
    ]
    for number in (*order, *order):
        tellings[number]()
        work()
    assert has(ana) == (64, 0)  # of 64.50
    for event in Event.objects.filter(object_kind="order").order_by("-pk"):
        actions.count_purchases(event)
    assert has(ana) == (64, 0) and list(differences()) == []


def test_a_refund_takes_from_its_own_lot_first_then_from_others_and_the_rest_is_owed(ana, terms, work):
    first, second = buy(ana, 10_000), buy(ana, 5_000)
    work()
    give_back(second)
    work()
    assert [lot.left for lot in Lot.objects.order_by("pk")] == [100, 0]
    third = buy(ana, 5_000)
    work()
    spend_in_shop(ana, 120)
    assert [lot.left for lot in Lot.objects.order_by("pk")] == [0, 0, 30]
    give_back(first)
    work()
    assert has(ana) == (0, 70) and Balance.objects.get(unit="credit").amount == -70
    told = Event.objects.filter(name="credit.taken_back").latest("pk")
    assert (told.extras["amount"], told.extras["owed"]) == (100, 70)
    with pytest.raises(Refused, match="there are 0"):
        spend_in_shop(ana, 1)
    buy(ana, 9_000)  # what is earned next makes up for it
    work()
    assert has(ana) == (20, 0)
    void = Entry.objects.filter(kind="void").latest("pk")
    assert sorted(void.consumptions.values_list("amount", flat=True)) == [30, 70]
    give_back(third)
    work()
    assert has(ana) == (0, 30) and list(differences()) == []


def test_what_ended_unused_is_not_taken_a_second_time(ana, terms, work):
    order = buy(ana, 10_000)
    work()
    spend_in_shop(ana, 60)
    with clock.at(now() + timedelta(days=400)):
        assert actions.expire_due() == 1 and has(ana) == (0, 0)
        give_back(order, 5_000, key="r1")
        work()
        assert has(ana) == (0, 10)  # of 50 kept they spent 60
        give_back(order, key="r2")
        work()
        assert has(ana) == (0, 60)
        assert list(differences()) == []


def test_it_ends_at_the_end_of_a_day_and_its_member_hears_thirty_days_before(ana, terms, work):
    at = now()
    buy(ana, 10_000, at=at)
    work()
    lot = Lot.objects.get()
    assert 365 <= (lot.expires_at - at).days <= 366 and lot.last_day.day == at.astimezone().day
    with clock.at(lot.expires_at - timedelta(days=31)):
        assert actions.remind_due() == 0
    with clock.at(lot.expires_at - timedelta(days=29)):
        assert (actions.remind_due(), actions.remind_due(), actions.expire_due()) == (1, 0, 0)
        spend_in_shop(ana, 30)
    told = Event.objects.get(name="credit.expiring")
    assert told.extras == {"amount": 100, "until": lot.last_day.isoformat()}
    with clock.at(lot.expires_at):
        assert has(ana) == (0, 0)  # also before the clock writes it down
        with pytest.raises(Refused):
            spend_in_shop(ana, 1)
        assert (actions.expire_due(), actions.expire_due()) == (1, 0)
    assert kinds(ana) == [("earn", 100), ("spend", -30), ("expire", -70)]


def test_a_purchase_told_after_its_time_earns_what_is_over(ana, terms, work):
    with clock.at(now() + timedelta(days=800)):
        buy(ana, 10_000, at=now() + timedelta(days=1))
        work()
        assert has(ana) == (0, 0) and kinds(ana) == [("earn", 100), ("expire", -100)]


def test_while_it_is_off_nothing_can_be_spent_and_on_again_it_is_all_there(ana, leo, terms, work):
    order = buy(ana, 10_000)
    work()
    actions.set_terms(Terms(is_on=False, unit="miles"), by=leo)
    with pytest.raises(Refused) as refusal:
        spend_in_shop(ana, 1)
    assert refusal.value.status == 404
    give_back(order, 4_000)  # the books go on
    buy(ana, 3_000)
    work()
    switch_on(leo)
    assert has(ana) == (60, 0)


def test_terms_that_cannot_be_are_refused_and_only_the_brands_team_decides(ana, mia, leo):
    for wrong in ({"cents": 0}, {"currency": "eur"}, {"months": 0}, {"value": 0}, {"unit": ""}):
        with pytest.raises(ValidationError):
            switch_on(leo, **wrong)
    for stranger in (ana, mia):
        with pytest.raises(Refused):
            switch_on(stranger)
    assert not Terms.objects.exists()


def test_a_person_puts_a_balance_right_once_with_a_reason_and_never_their_own(ana, leo, mia, terms):
    said = {"why": "The till was broken.", "ticket": "1"}
    for _turn in range(2):
        assert actions.correct(ana, amount=25, **said, by=leo) == 25
    assert actions.correct(ana, amount=-5, why="Too many.", ticket="2", by=leo) == 20
    with pytest.raises(Refused) as refusal:
        actions.correct(ana, amount=-21, why="More.", ticket="3", by=leo)
    assert refusal.value.status == 409
    for by, member in ((leo, leo), (mia, ana), (ana, ana)):
        with pytest.raises(Refused):
            actions.correct(member, amount=5, why="So.", ticket="4", by=by)
    stranger = make_known(mail="nia@example.com")
    with pytest.raises(Refused):
        actions.correct(stranger, amount=5, why="So.", ticket="5", by=leo)
    assert kinds(ana) == [("adjust", 25), ("adjust", -5)]
    lines, _older = shown.lines_of(ana)
    assert [(line.more, line.by) for line in lines] == [("Too many.", "Leo"), ("The till was broken.", "Leo")]
    assert not Balance.objects.filter(unit="credit", member__in=Member.objects.exclude(pk=ana.pk)).exists()


def test_a_member_who_leaves_takes_nothing_along_and_owes_nothing(ana, ben, terms, work):
    order = buy(ana, 10_000)
    buy(ben, 10_000)
    work()
    spend_in_shop(ben, 100)
    give_back(Event.objects.get(name="order.placed", subject=ben).source_id)
    work()
    for member in (ana, ben):
        actions.forget(member)
        assert has(member) == (0, 0)
    Member.objects.filter(pk=ana.pk).update(erased_at=now())
    give_back(order)
    work()
    assert has(ana) == (0, 0) and list(differences()) == []
