"""The database and the memory give the same answer for any rule over any facts."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.events.models import Event
from community.members.models import Member
from engagement.rules import facts as facts_of
from engagement.rules import memory, sql
from engagement.rules import tree as t
from engagement.rules.vocabulary import TERMS
from tests.engagement.facts import NOON

AT = NOON + timedelta(days=40)
WHERES = [
    ("answer.accepted", t.Where("own", "=", False)),
    ("answer.accepted", t.Where("minutes", "<=", 60)),
    ("answer.accepted", t.Where("waited_days", ">=", 7)),
    ("answer.accepted", t.Where("asker_days", "<", 30)),
    ("answer.helped", t.Where("on_solved", "=", True)),
    ("answer.helped", t.Where("own", "=", False)),
    ("answer.thanked", t.Where("public", "=", True)),
    ("answer.thanked", t.Where("outcome", "=", "solved")),
    ("", t.Where("by_staff", "=", False)),
    ("", t.Where("language", "=", "es")),
    ("", t.Where("product_id", "=", 2)),
]
KINDS = ["answer.accepted", "answer.helped", "answer.thanked", "question.asked"]


@st.composite
def leaf(draw):
    names = tuple(sorted(draw(st.sets(st.sampled_from(KINDS), min_size=1, max_size=2))))
    fitting = [where for name, where in WHERES if not name or names == (name,)]
    distinct = draw(st.sampled_from(["", "question", "person", "day"] + (["object"] if len(names) == 1 else [])))
    return t.Count(
        facts=names,
        at_least=draw(st.integers(1, 3)),
        distinct=distinct,
        where=tuple(draw(st.lists(st.sampled_from(fitting), max_size=2, unique=True))),
        people=draw(st.integers(0, 2)),
        days=draw(st.sampled_from([None, None, 10, 30])),
    )


trees = st.recursive(
    leaf(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: t.AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: t.AnyOf(tuple(parts))),
        inner.map(t.Not),
    ),
    max_leaves=4,
)
happenings = st.fixed_dictionaries(
    {
        "name": st.sampled_from([*KINDS, "answer.hidden", "answer.deleted", "question.hidden"]),
        "subject": st.integers(0, 2),
        "actor": st.integers(0, 3),
        "object_id": st.integers(1, 3),
        "question_id": st.integers(1, 2),
        "day": st.floats(0, 40),
        "staff": st.booleans(),
        "language": st.sampled_from(["en", "es"]),
        "product_id": st.sampled_from([None, 1, 2]),
        "extras": st.fixed_dictionaries(
            {
                "own": st.booleans(),
                "minutes": st.sampled_from([5, 60, 61]),
                "waited_days": st.sampled_from([0, 7]),
                "asker_days": st.sampled_from([0, 29, 30]),
                "on_solved": st.booleans(),
                "public": st.booleans(),
                "outcome": st.sampled_from(["", "solved"]),
                "abuse": st.booleans(),
            }
        ),
        "reversed_after": st.sampled_from([None, None, None, -1.0, 0.0, 2.0]),
    }
)


def write(data, people):
    """The facts of one example, with what takes them back."""
    rows = []
    for i, one in enumerate(data):
        kind = one["name"].split(".")[0]
        extras = one["extras"] | {"asker_id": [0, *(p.pk for p in people)][one["actor"]]}
        rows.append(
            Event(
                name=one["name"],
                subject=people[one["subject"]],
                actor_id=None if one["actor"] == 0 else people[one["actor"] - 1].pk,
                object_kind=kind,
                object_id=one["object_id"],
                question_id=one["question_id"] if kind != "question" else one["object_id"],
                by_staff=one["staff"],
                language=one["language"],
                product_id=one["product_id"],
                occurred_at=NOON + timedelta(days=one["day"]),
                source="test",
                source_id=str(i),
                extras=extras,
            )
        )
        if one["reversed_after"] is not None:
            rows.append(
                Event(
                    name="answer.restored",
                    subject=people[one["subject"]],
                    object_kind="taken back",
                    object_id=one["object_id"],
                    occurred_at=NOON + timedelta(days=one["day"] + one["reversed_after"]),
                    source="test",
                    source_id=f"not {i}",
                    reverses_source="test",
                    reverses_source_id=str(i),
                )
            )
    Event.objects.bulk_create(rows)


PLAIN = [t.Count(facts=(name,), distinct=distinct) for name in KINDS for distinct in ("", "object", "question", "person", "day")]


def check(tree, people):
    amounts = sql.amounts(PLAIN, [person.pk for person in people])
    found = set(sql.members(tree, at=AT).values_list("pk", flat=True))
    for person in people:
        happened = facts_of.read(Event.objects.filter(facts_of.of_members([person.pk]), name__in=TERMS))
        assert memory.holds(tree, happened, at=AT) == (person.pk in found), (tree, person)
        assert {leaf: len(memory.tally(leaf, happened).things) for leaf in PLAIN} == amounts[person.pk]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees, data=st.lists(happenings, max_size=14))
def test_the_database_and_the_memory_agree_on_any_rule(ana, ben, zed, mia, tree, data):
    with transaction.atomic():
        write(data, [ana, ben, zed])
        check(tree, [ana, ben, zed, mia])
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees, data=st.lists(happenings, max_size=14))
def test_they_agree_when_one_member_was_merged_into_another(ana, ben, zed, tree, data):
    with transaction.atomic():
        write(data, [ana, ben, zed])
        Member.objects.filter(pk=zed.pk).update(merged_into=ana)
        check(tree, [ana, ben])
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees, data=st.lists(happenings, min_size=1, max_size=14))
def test_a_rule_that_holds_now_for_lasting_facts_has_once_held(ana, ben, zed, tree, data):
    """Where nothing is void and no window has slid since, what holds now was reached."""
    calm = [one | {"extras": one["extras"] | {"abuse": False}, "day": 39.9, "reversed_after": None} for one in data]
    with transaction.atomic():
        write(calm, [ana, ben, zed])
        happened = facts_of.read(Event.objects.filter(facts_of.of_members([ana.pk]), name__in=TERMS))
        if any(fact.in_force and fact.name in t.facts_named(tree) for fact in happened):
            reached = memory.ever(tree, happened, at=AT)
            matched = any(memory.matches(leaf, fact) for leaf in t.leaves(tree) for fact in happened if fact.in_force)
            if memory.holds(tree, happened, at=AT) and matched:
                assert reached is not None
        transaction.set_rollback(True)
