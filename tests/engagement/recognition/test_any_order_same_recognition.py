"""The same facts give the same recognition, whatever order they arrive in, however often each is delivered."""

import random
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.events.door import load
from community.events.models import Event
from community.forum import events as f
from engagement.recognition import actions
from engagement.recognition.models import Award, Balance, Entry
from engagement.recognition.reactions import evaluate
from tests.engagement.facts import tell
from tests.engagement.recognition.scenes import make_answer, make_question

pytestmark = pytest.mark.django_db
CALM = {"deadline": None, "suppress_health_check": list(HealthCheck)}

acts = st.lists(
    st.tuples(
        st.sampled_from(["accept", "accept", "mark", "mark", "thank", "hide", "hide question", "delete"]),
        st.integers(0, 3),  # which answer
        st.integers(0, 2),  # who does it
        st.floats(0, 3),  # when, in days
        st.booleans(),  # abuse, or a newcomer's question
        st.sampled_from([None, None, 0.5, 1.5]),  # taken back after so many days
    ),
    min_size=1,
    max_size=8,
)


class Scene:
    """Two authors with two answers each on two questions, three who mark and ask."""

    def __init__(self, authors, others):
        self.authors, self.others = authors, others
        self.questions = [make_question(others[0]), make_question(others[1])]
        self.answers = [make_answer(self.questions[i % 2], authors[i // 2]) for i in range(4)]

    def facts(self, acts):
        """(fact, key, at, takes back) for every act and what took it back."""
        for i, (kind, which, who, day, flag, undone) in enumerate(acts):
            answer, actor = self.answers[which], self.others[who]
            about = {
                "subject_id": answer.author_id,
                "actor_id": actor.pk,
                "object_id": answer.pk,
                "question_id": answer.question_id,
            }
            on_question = about | {"subject_id": answer.question.author_id, "object_id": answer.question_id}
            fact, undo = self.act(kind, about, on_question, answer.question.author_id, flag)
            yield fact, f"act {i}", day, ""
            if undone:
                yield undo, f"undo {i}", day + undone, f"act {i}"

    @staticmethod
    def act(kind, about, on_question, asker_id, flag):
        if kind == "accept":
            days = 3 if flag else 90
            return f.AnswerAccepted(**about, asker_id=asker_id, asker_days=days), f.AnswerUnaccepted(**about)
        if kind == "mark":
            return f.AnswerHelped(**about), f.AnswerHelpWithdrawn(**about)
        if kind == "thank":
            return f.AnswerThanked(**about), f.AnswerThanksWithdrawn(**about)
        if kind == "hide question":
            return f.QuestionHidden(**on_question, abuse=flag), f.QuestionRestored(**on_question)
        if kind == "hide":
            return f.AnswerHidden(**about, abuse=flag), f.AnswerRestored(**about)
        return f.AnswerDeleted(**about), f.AnswerRestored(**about)

    def recognition(self):
        """What came of it, without ids that depend on the order of arrival."""
        keys = dict(Event.objects.values_list("pk", "source_id"))
        awards = Award.objects.standing().values_list("member_id", "badge__slug", "awarded_at", "evidence")
        return (
            dict(Balance.objects.filter(amount__gt=0).values_list("member_id", "amount")),
            sorted((member, slug, at, sorted(keys[pk] for pk in evidence)) for member, slug, at, evidence in awards),
        )

    def check_ledger(self):
        sums = Counter({row["member_id"]: row["sum"] for row in Entry.objects.values("member_id").annotate(sum=Sum("amount"))})
        for balance in Balance.objects.all():
            assert balance.amount == sums[balance.member_id] >= 0


def deliver(event):
    evaluate(load(event), event)


@pytest.fixture
def scene(ana, ben, zed, mia, leo):
    return Scene([ben, zed], [ana, mia, leo])


@settings(max_examples=12, **CALM)
@given(acts=acts, seed=st.integers(0, 10_000))
def test_shuffled_and_repeated_delivery_ends_the_same_as_a_back_fill(scene, acts, seed):
    chance = random.Random(seed)
    with transaction.atomic():
        told = list(scene.facts(acts))
        chance.shuffle(told)  # reversals may come before what they reverse
        waiting = []
        for fact, key, at, takes_back in told:
            waiting.append(tell(fact, key, at=at, takes_back=takes_back))
            for event in chance.sample(waiting, k=chance.randint(0, min(2, len(waiting)))):
                deliver(event)
                scene.check_ledger()
        for event in chance.sample(waiting, k=len(waiting)):
            deliver(event)
        live = scene.recognition()
        scene.check_ledger()
        written = Entry.objects.count()
        actions.back_fill()
        assert scene.recognition() == live
        assert Entry.objects.count() == written
        transaction.set_rollback(True)
    with transaction.atomic():
        for fact, key, at, takes_back in scene.facts(acts):
            tell(fact, key, at=at, takes_back=takes_back)
        actions.back_fill()
        assert scene.recognition() == live
        scene.check_ledger()
        assert not Event.objects.filter(name__in=["badge.awarded", "level.reached", "standing.changed"]).exists()
        transaction.set_rollback(True)


@settings(max_examples=8, **CALM)
@given(acts=acts)
def test_voiding_everything_leaves_nothing_and_restoring_it_brings_it_back(scene, acts):
    with transaction.atomic():
        for fact, key, at, takes_back in scene.facts(acts):
            deliver(tell(fact, key, at=at, takes_back=takes_back))
        before = scene.recognition()
        for i, question in enumerate(scene.questions):
            hidden = f.QuestionHidden(subject_id=question.author_id, object_id=question.pk, question_id=question.pk, abuse=True)
            deliver(tell(hidden, f"void {i}", at=10))
        assert scene.recognition() == ({}, [])
        scene.check_ledger()
        for i, question in enumerate(scene.questions):
            restored = f.QuestionRestored(subject_id=question.author_id, object_id=question.pk, question_id=question.pk)
            deliver(tell(restored, f"restore {i}", at=11, takes_back=f"void {i}"))
        assert scene.recognition() == before
        transaction.set_rollback(True)
