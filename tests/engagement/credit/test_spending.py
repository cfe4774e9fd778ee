"""Spending: a reward for its price, or in a shop; what is given back; and that nothing is half done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from community import clock
from community.events.models import Event
from community.members.models import Member
from community.verdict import Refused
from engagement.credit import actions, shown
from engagement.credit.models import Consumption, Lot
from engagement.credit.reconcile import differences
from engagement.recognition.models import Entry
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward, Voucher
from tests.credit import buy, spend_in_shop
from tests.people import make_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(ana, terms, work):
    """Ana with a hundred miles."""
    buy(ana, 10_000)
    work()
    return ana


@pytest.fixture
def oil(leo):
    reward = Reward(slug="oil", name="Chain oil", words="One bottle.", valid_days=30, is_on=True, price=40)
    rewards.save_reward(reward, by=leo)
    rewards.add_codes(reward, ["OIL-1", "OIL-2"], by=leo)
    return reward


def have(reward, member, ticket="1", price=40):
    return rewards.buy(reward, ticket=ticket, price=price, by=member)


def refused(status, deed, *args, **said):
    before = (Entry.objects.count(), Gift.objects.count(), Event.objects.count(), Voucher.objects.filter(is_free=True).count())
    with pytest.raises(Refused) as refusal:
        deed(*args, **said)
    assert refusal.value.status == status
    after = (Entry.objects.count(), Gift.objects.count(), Event.objects.count(), Voucher.objects.filter(is_free=True).count())
    assert after == before
    return str(refusal.value.reason)


def test_a_reward_is_had_for_its_price_once_a_ticket(rich, oil):
    gift = have(oil, rich)
    assert (gift.status, gift.code, gift.price) == ("given", "OIL-1", 40) and shown.available_of(rich) == 60
    assert have(oil, rich).pk == gift.pk and shown.available_of(rich) == 60
    assert have(oil, rich, ticket="2").code == "OIL-2" and shown.available_of(rich) == 20
    line = shown.lines_of(rich)[0][0]
    assert (line.words, line.entry.amount) == ("For: Chain oil", -40) and list(differences()) == []


def test_what_cannot_be_had_takes_nothing(rich, oil, ben, leo):
    assert "there are 0" in refused(409, have, oil, ben)
    assert "price has changed" in refused(409, have, oil, rich, price=1)
    for ticket in ("1", "2"):
        have(oil, rich, ticket=ticket)
    assert "there are 20" in refused(409, have, oil, rich, ticket="3")
    actions.correct(rich, amount=100, why="So.", ticket="1", by=leo)
    assert "None is left" in refused(409, have, oil, rich, ticket="3")
    Reward.objects.update(is_on=False)
    refused(403, have, oil, rich, ticket="3")


def test_who_waits_for_a_code_comes_before_who_pays(rich, oil, ben, leo):
    Voucher.objects.update(is_free=False)
    rewards.give(oil, ben, why="Thanks.", ticket="1", by=leo)
    refused(409, have, oil, rich)


def test_places_of_an_experience_are_counted_and_a_cancelled_one_is_free_again(rich, ben, leo, terms):
    evening = Reward(slug="evening", name="Evening", words="Come.", kind="experience", places=1, is_on=True, price=10)
    rewards.save_reward(evening, by=leo)
    gift = have(evening, rich, price=10)
    assert gift.status == "accepted" and Reward.objects.get(pk=evening.pk).places == 0
    refused(409, have, evening, rich, ticket="2", price=10)
    assert rewards.give(evening, ben, why="Thanks.", ticket="1", by=leo).status == "waiting"
    assert rewards.cancel(gift, by=leo) and not rewards.cancel(gift, by=leo)
    assert shown.available_of(rich) == 100 and rewards.fill_all() == 1
    assert Reward.objects.get(pk=evening.pk).places == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Reward.objects.filter(pk=evening.pk).update(places=-1)


def test_a_cancelled_reward_gives_back_to_the_same_lots_with_their_end(rich, oil, leo, work):
    with clock.at(now() + timedelta(days=60)):
        buy(rich, 3_000)
        work()
        early, late = Lot.objects.in_order()
        spend_in_shop(rich, 70)
        gift = have(oil, rich)
        assert [lot.left for lot in Lot.objects.in_order()] == [0, 20]
        assert rewards.cancel(gift, by=leo)
        assert [lot.left for lot in Lot.objects.in_order()] == [30, 30]
    with clock.at(early.expires_at + timedelta(days=1)):
        assert shown.available_of(rich) == 30
        actions.expire_due()
        spent = Event.objects.get(name="credit.spent", source="till").source_id
        about = {"source": "till", "source_id": "back-1", "at": clock.now()}
        assert actions.give_back(spending=spent, **about) == (True, 30)  # what is over by now ends at once
    kinds = Entry.objects.filter(unit="credit").order_by("-pk").values_list("kind", "amount")
    assert list(kinds[:3]) == [("expire", -70), ("back", 70), ("expire", -30)] and list(differences()) == []
    assert late.expires_at > early.expires_at


def test_a_used_or_ended_reward_gives_nothing_back(rich, oil, leo):
    gift = have(oil, rich)
    rewards.redeem(code="OIL-1", source="shop", source_id="r1", at=now())
    assert not rewards.cancel(gift, by=leo) and shown.available_of(rich) == 60


def test_a_till_takes_once_whatever_it_sends_twice(rich, ben):
    assert spend_in_shop(rich, 30, key="s1") == (True, 70)
    assert spend_in_shop(rich, 30, key="s1") == (False, 70)
    refused(409, spend_in_shop, rich, 31, key="s1")
    refused(409, spend_in_shop, ben, 30, key="s1")
    refused(409, spend_in_shop, rich, 71, key="s2")
    assert Event.objects.filter(name="credit.spent").count() == 1


def test_a_till_gives_back_all_or_a_part_and_never_more_than_it_took(rich):
    spend_in_shop(rich, 30, key="s1")

    def back(key, amount=None, spending="s1"):
        return actions.give_back(spending=spending, source="till", source_id=key, at=now(), amount=amount)

    assert back("b1", 10) == (True, 80) and back("b1", 10) == (False, 80)
    refused(409, back, "b2", 21)
    refused(409, back, "b2", 0)
    refused(404, back, "b2", spending="nothing")
    refused(409, back, "s1")
    assert back("b3") == (True, 100)
    refused(409, back, "b4")
    whole = spend_in_shop(rich, 5, key="s2") and actions.give_back(spending="s2", source="till", source_id="b5", at=now())
    assert whole == (True, 100)
    reversal = Event.objects.get(source_id="b5")
    assert (reversal.reverses_source, reversal.reverses_source_id) == ("till", "s2") and list(differences()) == []


def test_what_is_given_back_pays_what_is_owed_first(rich, work):
    from tests.credit import give_back

    spend_in_shop(rich, 80, key="s1")
    give_back(Event.objects.get(name="order.placed").source_id)
    work()
    assert (shown.state_of(rich).available, shown.state_of(rich).owed) == (0, 80)
    actions.give_back(spending="s1", source="till", source_id="b1", at=now(), amount=50)
    assert (shown.state_of(rich).available, shown.state_of(rich).owed) == (0, 30)
    assert list(differences()) == []


def test_less_than_the_least_cannot_be_spent_in_a_shop(rich, leo):
    from tests.credit import switch_on

    switch_on(leo, minimum=20)
    refused(409, spend_in_shop, rich, 19)
    assert spend_in_shop(rich, 20) == (True, 80)


def test_the_database_itself_refuses_an_overdraft_and_a_changed_line(rich):
    spend_in_shop(rich, 30)
    for broken in (
        lambda: Lot.objects.update(left=-1),
        lambda: Lot.objects.update(left=101),
        lambda: Consumption.objects.update(amount=1),
        lambda: Consumption.objects.all().delete(),
        lambda: Entry.objects.filter(unit="credit").update(amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_who_is_meant_is_found_and_never_made(rich, ben):
    from community.members import actions as members

    number = members.give_number(rich)
    make_known(system="till:7", number=number)
    assert actions.who(number=number) == rich == actions.who(system="till:7")
    make_known(system="till:8")
    before = Member.objects.count()
    for said in ({"number": "0000000000"}, {"system": "till:8"}, {"system": "till:9"}):
        refused(404, actions.who, **said)
    assert Member.objects.count() == before
