"""What holds of invitations whatever happens: nobody invites themselves, states keep to the table, rewards to the cap, and who
invited does not depend on the order in which clicks arrive."""

from contextlib import suppress
from datetime import timedelta
from itertools import count

from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from community import clock
from community.events import worker
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from community.verdict import Refused
from engagement.integrity.actions import note_signs
from engagement.recognition import reconcile as recognition
from engagement.recognition.models import Balance
from engagement.referrals import actions, reconcile, rules
from engagement.referrals.models import Code, Referral
from engagement.referrals.rules import WAYS, State, Touch
from tests.engagement.facts import NOON
from tests.environment import STORIES
from tests.invitations import find_help
from tests.people import make_editor, make_member, make_moderator

CODES = ("ana-2222", "ben-3333", "eva-4444")
touches = st.builds(
    lambda code, hours, typed: Touch(code, NOON + timedelta(hours=hours), typed),
    st.sampled_from(CODES),
    st.integers(-40 * 24, 2),
    st.booleans(),
)


@given(st.lists(touches, max_size=8), st.sets(st.sampled_from(CODES)), st.randoms())
def test_the_order_in_which_clicks_arrive_changes_nothing(clicks, own, shuffled):
    chosen = rules.choose(clicks, own=own, now=NOON, days=30)
    mixed = list(clicks) + clicks[:2]
    shuffled.shuffle(mixed)
    assert rules.choose(mixed, own=own, now=NOON, days=30) == chosen
    fit = [one for one in clicks if one.code not in own and NOON - timedelta(days=30) <= one.at <= NOON]
    assert (chosen is None) == (not fit)
    if chosen:
        assert chosen in fit and (chosen.typed or not any(one.typed for one in fit))
        assert all(one.at <= chosen.at for one in fit if one.typed == chosen.typed)


def test_terminal_states_lead_on_by_an_appeal_or_by_evidence_that_stands_again_only():
    assert WAYS.keys() == set(State)
    assert WAYS[State.EXPIRED] == set() and WAYS[State.REWARDED] == {State.REVERSED}
    assert WAYS[State.REVERSED] == {State.QUALIFIED} and WAYS[State.REJECTED] == {State.ATTRIBUTED, State.HELD}


OFTEN = ("join", "confirm", "help", "work") * 3
DEEDS = (*OFTEN, "unaccept", "hide", "restore", "take_off", "fair", "unfair", "appeal", "later", "resume")
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 3)), min_size=12, max_size=40)


class TestWhateverHappens(TestCase):
    """People, by number, invite each other, join, help, hide and decide in any order, and time goes by."""

    @given(deeds)
    @settings(max_examples=6 * STORIES, deadline=None)
    def test_every_invariant_holds(self, acts):
        story = Story()
        for deed, one, other in acts:
            story.play(deed, one, other)
        story.play("work", 0, 0)
        story.hold()


def nth(things, number):
    """IndexError where there is none."""
    return things[number % len(things)] if things else things[0]


class Story:
    CAP = 2

    def __init__(self) -> None:
        Referral.objects.all().delete()
        self.moment = NOON
        with clock.at(self.moment):
            actions.change_programme(monthly_cap=self.CAP)
            number = next(NUMBERS)
            self.people = [make_member(f"old-{number}-{n}") for n in range(2)]
            self.mia, self.leo = make_moderator(f"mia-{number}"), make_editor(f"leo-{number}")
            worker.drain()
        self.begin = Event.objects.latest("pk").pk
        self.answers: list = []
        for deed in ("join", "join", "join", "confirm", "confirm", "work"):
            self.play(deed, 0, 1)

    def play(self, deed: str, one: int, other: int) -> None:
        self.moment += timedelta(hours=1)
        with clock.at(self.moment), suppress(Refused, IndexError):  # what is not open to them just now
            getattr(self, deed)(one, other)

    def code(self, n: int) -> Code:
        return actions.make_code(self.people[n % len(self.people)])

    def friends(self) -> list[Referral]:
        return list(Referral.objects.order_by("pk"))

    def in_state(self, state: State, number: int) -> Referral:
        return nth([row for row in self.friends() if row.state == state], number)

    def join(self, one: int, other: int) -> None:
        name = f"new-{next(NUMBERS)}"
        domain = "mailinator.com" if other == 0 else f"{name}.example"
        friend = members.sign_up(handle=name, email=f"{name}@{domain}")
        actions.attribute(friend, touch=Touch(self.code(one).text, self.moment))

    def confirm(self, one: int, other: int) -> None:
        friend = self.in_state(State.ATTRIBUTED, one).friend
        members.confirm_address(friend, at=self.moment)
        self.people.append(friend)

    def help(self, one: int, other: int) -> None:
        friend = nth([row.friend for row in self.friends() if row.friend.claimed_at], one)
        if other == 0:
            note_signs(friend.referral.subject, ("similar_address", "disposable"))
        self.answers.append(find_help(friend, self.mia))

    def unaccept(self, one: int, other: int) -> None:
        answer = nth(self.answers, one)
        forum.unaccept_answer(answer, by=answer.question.author)

    def hide(self, one: int, other: int) -> None:
        answer = nth(self.answers, one)
        forum.hide_text(answer if other else answer.question, reason="abuse", by=self.leo if other > 1 else self.mia)

    def restore(self, one: int, other: int) -> None:
        answer = nth(self.answers, one)
        forum.restore_text(answer if other else answer.question, by=self.mia)

    def take_off(self, one: int, other: int) -> None:
        row = nth(self.friends(), one)
        actions.take_off(row, by=row.friend)

    def fair(self, one: int, other: int) -> None:
        actions.decide(self.in_state(State.HELD, one), by=self.mia)

    def unfair(self, one: int, other: int) -> None:
        actions.decide(self.in_state(State.HELD, one), refusal="other", by=self.leo)

    def appeal(self, one: int, other: int) -> None:
        row = self.in_state(State.REJECTED, one)
        actions.appeal(row, words="Please look again.", by=row.advocate)

    def later(self, one: int, other: int) -> None:
        self.moment += timedelta(days=(1, 9, 20, 95)[one])
        with clock.at(self.moment):
            actions.expire_late()
            actions.reward_waiting()

    def resume(self, one: int, other: int) -> None:
        actions.resume_code(self.code(one), by=self.leo)

    def work(self, one: int, other: int) -> None:
        worker.drain()

    def hold(self) -> None:
        assert not Referral.objects.filter(advocate=F("friend")).exists()
        for row in self.friends():
            above, seen = row.advocate_id, {row.friend_id}
            while above is not None:  # the graph is a forest: whoever is walked up to is new
                assert above not in seen
                seen.add(above)
                above = Referral.objects.filter(friend=above).values_list("advocate_id", flat=True).first()
        moves = Event.objects.filter(pk__gt=self.begin, name__in=reconcile.MOVES).order_by("pk")
        states: dict[int, list[State]] = {}
        for object_id, name in moves.values_list("object_id", "name"):
            states.setdefault(object_id, []).append(State(name.removeprefix("referral.")))
        for told in states.values():
            assert told[0] == State.ATTRIBUTED
            for before, after in zip(told, told[1:], strict=False):
                assert after in WAYS[before] or (before, after) == (State.ATTRIBUTED, State.ATTRIBUTED)
        rewarded = Referral.objects.filter(state=State.REWARDED)
        months = [(row.advocate_id, rules.month_of(row.rewarded_at)) for row in rewarded]
        assert all(months.count(month) <= self.CAP for month in months)
        for member_id in {member.pk for member in self.people}:
            invited = rewarded.filter(advocate=member_id).count()
            friends = Balance.objects.filter(member=member_id).values_list("amount", flat=True).first() or 0
            assert friends == 20 * invited
        assert [*reconcile.differences(), *recognition.differences()] == []


NUMBERS = count(1)
