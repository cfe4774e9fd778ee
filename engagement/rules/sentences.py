"""A rule in words, from the rule itself: what members read is what is evaluated."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import tree as t
from .memory import Step
from .vocabulary import TERMS


def shown_number(n: int) -> str:
    """With the thousands apart, as the reader's language has it."""
    return number_format(n, force_grouping=True)


def sentence(tree: t.Tree) -> str:
    """One sentence with a capital and a full stop."""
    words = phrase(tree)
    return words[:1].upper() + words[1:] + "."


def phrase(tree: t.Tree) -> str:
    match tree:
        case t.Count():
            return _leaf(tree)
        case t.AllOf(parts):
            return _("; and ").join(_bracketed(part) for part in parts)
        case t.AnyOf(parts):
            return _("; or ").join(_bracketed(part) for part in parts)
        case t.Not(part):
            return _("not: %(rule)s") % {"rule": _bracketed(part)}


def _bracketed(tree: t.Tree) -> str:
    words = phrase(tree)
    return f"({words})" if isinstance(tree, t.AllOf | t.AnyOf) else words


def _leaf(leaf: t.Count) -> str:
    tests = sorted(leaf.where, key=lambda test: test.field != "own")  # whose question it was belongs beside the noun
    parts = [_counted(leaf), *filter(None, (_test(leaf, test) for test in tests))]
    if leaf.people > 1:
        parts.append(
            ngettext("from %(n)s person", "from at least %(n)s different people", leaf.people) % {"n": shown_number(leaf.people)}
        )
    if leaf.days:
        parts.append(ngettext("within %(n)s day", "within %(n)s days", leaf.days) % {"n": shown_number(leaf.days)})
    return ", ".join(parts)


def _counted(leaf: t.Count) -> str:
    shown = {"n": shown_number(leaf.at_least), "things": _(" or ").join(str(TERMS[name].many) for name in leaf.facts)}
    match leaf.distinct:
        case "":
            return _(" or ").join(_number_of(TERMS[name].one_or_many, leaf.at_least) for name in leaf.facts)
        case "object":
            return _(" or ").join(_number_of(TERMS[name].objects, leaf.at_least) for name in leaf.facts)
        case "question":
            return ngettext("%(things)s, on %(n)s question", "%(things)s, on %(n)s different questions", leaf.at_least) % shown
        case "day":
            return ngettext("%(things)s, on %(n)s day", "%(things)s, on %(n)s different days", leaf.at_least) % shown
    return ngettext("%(things)s, from %(n)s person", "%(things)s, from %(n)s different people", leaf.at_least) % shown


def _number_of(words: Any, n: int) -> str:
    """A lazy plural picks its form by the number; the number shown has its thousands apart."""
    return str(words % {"n": n}).replace(str(n), shown_number(n), 1)


def _test(leaf: t.Count, test: t.Where) -> str:
    """The words of a filter: the fact's own where it has them, else its name and the comparison."""
    wording = TERMS[leaf.facts[0]].wording
    if (test.field, test.op, test.value) in wording:
        return str(wording[test.field, test.op, test.value])
    if (test.field, test.op) in wording:
        return str(wording[test.field, test.op] % {"n": test.value})
    return f"{test.field} {test.op} {test.value}"


def way(step: Step) -> str:
    """How far, in words: "3 of 5", "3 of 5, from 2 of 3 people"."""
    shown = {"have": shown_number(step.have), "need": shown_number(step.need)}
    if step.people_needed <= 1:
        return _("%(have)s of %(need)s") % shown
    shown |= {"people": shown_number(step.people), "people_needed": shown_number(step.people_needed)}
    return _("%(have)s of %(need)s, from %(people)s of %(people_needed)s people") % shown
