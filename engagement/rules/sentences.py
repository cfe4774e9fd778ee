"""A rule in words, from the rule itself: what members read is what is evaluated."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import tree as t
from .memory import Step
from .vocabulary import TERMS


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
    parts = [_counted(leaf), *filter(None, (_test(leaf, test) for test in leaf.where))]
    if leaf.people > 1:
        parts.append(
            ngettext("from %(n)s person", "from at least %(n)s different people", leaf.people) % {"n": number_format(leaf.people)}
        )
    if leaf.days:
        parts.append(ngettext("within %(n)s day", "within %(n)s days", leaf.days) % {"n": number_format(leaf.days)})
    return ", ".join(parts)


def _counted(leaf: t.Count) -> str:
    shown = {"n": number_format(leaf.at_least)}
    if not leaf.distinct:
        words = _(" or ").join(str(TERMS[name].one_or_many % {"n": leaf.at_least}) for name in leaf.facts)
        return words.replace(str(leaf.at_least), shown["n"])
    shown["things"] = _(" or ").join(str(TERMS[name].many) for name in leaf.facts)
    match leaf.distinct:
        case "object":
            return ngettext("%(things)s, on %(n)s text", "%(things)s, on %(n)s different texts", leaf.at_least) % shown
        case "question":
            return ngettext("%(things)s, on %(n)s question", "%(things)s, on %(n)s different questions", leaf.at_least) % shown
        case "day":
            return ngettext("%(things)s, on %(n)s day", "%(things)s, on %(n)s different days", leaf.at_least) % shown
    return ngettext("%(things)s, from %(n)s person", "%(things)s, from %(n)s different people", leaf.at_least) % shown


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
    shown = {"have": number_format(step.have), "need": number_format(step.need)}
    if step.people_needed <= 1:
        return _("%(have)s of %(need)s") % shown
    shown |= {"people": number_format(step.people), "people_needed": number_format(step.people_needed)}
    return _("%(have)s of %(need)s, from %(people)s of %(people_needed)s people") % shown
