"""What holds of balances whatever happens (recognition.md 3.5, P1, P5 and P10): nothing below nought can be spent, every debit
names its lots, no lot gives more than it has, what has ended is of no use, and what ends first is used first."""

from contextlib import suppress
from datetime import timedelta
from itertools import count

from django.core.exceptions import ValidationError
from django.db.models import Sum
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from community import clock
from community.events import worker
from community.verdict import Refused
from engagement.credit import actions, reconcile, rules
from engagement.credit.models import Consumption, Lot
from engagement.recognition.models import Balance, Entry
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward
from tests.credit import buy, give_back, switch_on
from tests.engagement.facts import NOON
from tests.environment import STORIES
from tests.people import make_editor, make_member

amounts = st.integers(0, 400)


@given(amounts, st.lists(st.integers(0, 100), max_size=8))
def test_what_is_taken_is_what_there_is_and_in_order(amount, lefts):
    shares = rules.share_out(amount, lefts)
    assert sum(shares) == min(amount, sum(lefts))
    assert all(0 <= share <= left for share, left in zip(shares, lefts, strict=True))
    used = [place for place, share in enumerate(shares) if share]
    assert all(shares[place] == lefts[place] for place in range(used[-1] if used else 0))


@given(st.integers(0, 10**9), st.integers(1, 5000), st.integers(0, 10**9))
def test_a_purchase_never_earns_more_than_its_share_and_nothing_for_what_was_given_back(paid, cents, back):
    assert 0 <= rules.earned(paid - back, cents=cents) <= max(paid - back, 0) / cents
    assert rules.earned(paid - paid, cents=cents) == 0


@given(
    st.integers(0, 6 * 365 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
    st.integers(1, 60),
)
def test_it_is_good_to_the_end_of_a_day_that_the_month_has(earned_at, months):
    end = rules.ends_at(earned_at, months=months)
    day = (end - timedelta(seconds=1)).astimezone(end.tzinfo)
    assert (end.hour, end.minute) == (0, 0) and end > earned_at
    assert (day.year * 12 + day.month) - (
        earned_at.astimezone(end.tzinfo).year * 12 + earned_at.astimezone(end.tzinfo).month
    ) == months


DEEDS = (
    *("buy", "spend", "till") * 3,
    "refund",
    "refund",
    "part",
    "cancel",
    "till_back",
    "add",
    "remove",
    "later",
    "much_later",
    "work",
)
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(1, 60)), min_size=12, max_size=24)


A_PART_COMES_BACK_WHEN_ALL_HAS_ENDED = [
    ("buy", 0, 43),
    ("till", 0, 5),
    ("till", 0, 55),
    ("much_later", 0, 1),
    ("later", 0, 60),
    ("till_back", 1, 5),
]


class TestWhateverHappens(TestCase):
    """Two members buy, spend, give back, are put right, and time goes by, in any order."""

    @given(deeds)
    @example(A_PART_COMES_BACK_WHEN_ALL_HAS_ENDED)
    @settings(max_examples=5 * STORIES, deadline=None)
    def test_every_invariant_holds(self, acts):
        story = Story()
        for deed, one, size in acts:
            story.play(deed, one, size)
        story.play("work", 0, 0)
        story.hold()


def nth(things, number):
    """IndexError where there is none."""
    return things[number % len(things)] if things else things[0]


NUMBERS = count(1)


class Story:
    def __init__(self) -> None:
        self.number, self.moment = next(NUMBERS), NOON
        with clock.at(self.moment):
            self.people = [make_member(f"p{self.number}-{n}") for n in range(2)]
            self.leo = make_editor(f"leo-{self.number}")
            switch_on(self.leo, months=3)
            self.reward = Reward(slug=f"oil-{self.number}", name="Oil", words="Oil.", is_on=True, price=20)
            rewards.save_reward(self.reward, by=self.leo)
            rewards.add_codes(self.reward, [f"oil-{self.number}-{n}" for n in range(6)], by=self.leo)
            worker.drain()
        self.orders: list[str] = []
        self.spent: list[str] = []
        for one in range(4):
            self.play("buy", one, 40 + one)

    def play(self, deed: str, one: int, size: int) -> None:
        self.moment += timedelta(hours=1)
        with clock.at(self.moment), suppress(Refused, ValidationError, IndexError):  # what is not open to them just now
            getattr(self, deed)(one, size)

    def member(self, one: int):
        return self.people[one % 2]

    def buy(self, one: int, size: int) -> None:
        self.orders.append(buy(self.member(one), size * 100 + 50, at=self.moment - timedelta(days=20 * (one // 2))))
        if size % 3:  # else it earns later, when its refund may be known
            worker.drain()

    def refund(self, one: int, size: int) -> None:
        give_back(nth(self.orders, size))

    def part(self, one: int, size: int) -> None:
        give_back(nth(self.orders, one), size * 50)

    def in_order(self, member, spend) -> None:
        """Spend, and see that nothing that ends earlier was left over."""
        before = {lot.pk: lot.left for lot in Lot.objects.usable().filter(member=member).in_order()}
        available, owing = sum(before.values()), Balance.objects.filter(member=member, unit="credit", amount__lt=0).exists()
        assert not (available and owing)
        latest = Consumption.objects.order_by("pk").last()
        amount = spend()
        used = Consumption.objects.filter(pk__gt=latest.pk if latest else 0, entry__kind="spend")
        shares = dict(used.values_list("lot", "amount"))
        assert amount <= available and sum(shares.values()) == amount and set(shares) <= set(before)
        assert [shares.get(pk, 0) for pk in before] == rules.share_out(amount, before.values())

    def spend(self, one: int, size: int) -> None:
        member = self.member(one)
        self.in_order(member, lambda: rewards.buy(self.reward, ticket=str(next(NUMBERS)), price=20, by=member).price)

    def till(self, one: int, size: int) -> None:
        member, key = self.member(one), f"spent-{next(NUMBERS)}"

        def take() -> int:
            actions.spend(member, amount=size, source="till", source_id=key, at=self.moment)
            return size

        self.in_order(member, take)
        self.spent.append(key)

    def cancel(self, one: int, size: int) -> None:
        rewards.cancel(nth(list(Gift.objects.filter(reward=self.reward).order_by("pk")), size), by=self.leo)

    def till_back(self, one: int, size: int) -> None:
        about = {"source": "till", "source_id": f"back-{next(NUMBERS)}", "at": self.moment}
        actions.give_back(spending=nth(self.spent, one), amount=size if one else None, **about)

    def add(self, one: int, size: int) -> None:
        actions.correct(self.member(one), amount=size, why="A kindness.", ticket=str(next(NUMBERS)), by=self.leo)

    def remove(self, one: int, size: int) -> None:
        actions.correct(self.member(one), amount=-size, why="A mistake.", ticket=str(next(NUMBERS)), by=self.leo)

    def later(self, one: int, size: int) -> None:
        self.moment += timedelta(days=size)
        with clock.at(self.moment):
            actions.remind_due()
            actions.expire_due()

    def much_later(self, one: int, size: int) -> None:
        self.moment += timedelta(days=80)  # no clock ran: what has ended is of no use all the same

    def work(self, one: int, size: int) -> None:
        worker.drain()

    def hold(self) -> None:
        with clock.at(self.moment):
            actions.expire_due()
            assert list(reconcile.differences()) == []
        for member in self.people:
            entries = Entry.objects.filter(unit="credit", member=member)
            sums = entries.aggregate(sum=Sum("amount"))["sum"] or 0
            balance = Balance.objects.filter(unit="credit", member=member).first()
            assert (balance.amount if balance else 0) == sums
            lots = list(Lot.objects.filter(member=member))
            for lot in lots:
                taken = lot.consumptions.aggregate(sum=Sum("amount"))["sum"] or 0
                assert 0 <= taken <= lot.amount and lot.left == lot.amount - taken
                assert not (lot.left and lot.has_ended(self.moment))
            uncovered = 0
            for debit in entries.filter(amount__lt=0):
                taken = debit.consumptions.aggregate(sum=Sum("amount"))["sum"] or 0
                assert taken == -debit.amount or (debit.kind == "void" and 0 <= taken < -debit.amount)
                uncovered += -debit.amount - taken
            assert sum(lot.left for lot in lots) - uncovered == sums and not (uncovered and any(lot.left for lot in lots))
        given = Gift.objects.filter(reward=self.reward, voucher__isnull=False).values_list("voucher", flat=True)
        assert len(set(given)) == len(given) <= 6
