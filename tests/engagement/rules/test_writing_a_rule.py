import json

import pytest

from engagement.rules import tree as t
from engagement.rules.sentences import sentence

SOLVER = {
    "count": ["answer.accepted"],
    "at_least": 10,
    "people": 5,
    "where": [{"field": "own", "op": "=", "value": False}],
}


def test_a_rule_survives_being_written_down_and_read():
    tree = t.load({"any": [SOLVER, {"not": {"count": ["answer.helped"], "days": 30}}]})
    assert t.load(json.loads(t.canonical(tree))) == tree


def test_the_same_rule_typed_differently_is_the_same_version():
    one = t.load({"count": ["answer.thanked", "answer.helped"], "at_least": 2})
    other = t.load({"at_least": 2, "count": ["answer.helped", "answer.thanked"]})
    assert t.version_of(one) == t.version_of(other)
    assert t.version_of(one) != t.version_of(t.load({"count": ["answer.helped"], "at_least": 2}))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], ""),
        ({}, ""),
        ({"all": []}, "all"),
        ({"all": [SOLVER], "any": [SOLVER]}, ""),
        ({"count": []}, "count"),
        ({"count": ["page.viewed"]}, "count"),
        ({"count": ["answer.accepted"], "at_least": 0}, "at_least"),
        ({"count": ["answer.accepted"], "at_least": True}, "at_least"),
        ({"count": ["answer.accepted"], "at_least": "3"}, "at_least"),
        ({"count": ["answer.accepted"], "points": 3}, ""),
        ({"count": ["answer.accepted"], "distinct": "mood"}, "distinct"),
        ({"count": ["answer.accepted", "question.asked"], "distinct": "object"}, "distinct"),
        ({"count": ["answer.accepted"], "where": [{"field": "outcome", "op": "=", "value": ""}]}, "where[0].field"),
        ({"count": ["answer.accepted"], "where": [{"field": "own", "op": "<", "value": True}]}, "where[0].op"),
        ({"count": ["answer.accepted"], "where": [{"field": "own", "op": "=", "value": 1}]}, "where[0].value"),
        ({"count": ["answer.accepted"], "where": [{"field": "minutes", "op": "<=", "value": True}]}, "where[0].value"),
        ({"not": {"all": [SOLVER, {"count": ["answer.accepted"], "days": 0}]}}, "not.all[1].days"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_place(data, where):
    with pytest.raises(t.RuleError) as refused:
        t.load(data)
    assert refused.value.where == where


def test_a_rule_cannot_be_nested_without_end():
    data = SOLVER
    for _ in range(50):
        data = {"not": data}
    with pytest.raises(t.RuleError, match="levels deep"):
        t.load(data)


def test_a_rule_says_itself_in_words():
    assert sentence(t.load(SOLVER)) == "10 accepted answers, to somebody else's question, from at least 5 different people."
    both = sentence(t.load({"all": [SOLVER, {"not": {"count": ["answer.thanked"], "at_least": 1, "days": 30}}]}))
    assert both.endswith("; and not: 1 thank-you note, within 30 days.")


def test_a_rule_nobody_has_to_do_anything_for_is_told_apart():
    assert t.holds_for_nobody_yet(t.load({"not": SOLVER}))
    assert not t.holds_for_nobody_yet(t.load(SOLVER))
