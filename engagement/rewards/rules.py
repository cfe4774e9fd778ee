"""What a reward can be given for, and its times. Data only; the rules are said in the one rule tree."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.rules.tree import Count, Tree, Where, facts_named

REMINDED = timedelta(days=7)  # so long before its end the member is reminded
LONGEST_CODE = 80
_OTHERS, _MEMBER = Where("own", "=", False), Where("by_staff", "=", False)


@dataclass(frozen=True)
class Preset:
    """Something a reward can be given for: its key and words on the desk, and the rule."""

    key: str
    label: Promise
    tree: Tree


def _accepted(at_least: int) -> Tree:
    return Count(facts=("answer.accepted",), distinct="object", at_least=at_least, where=(_OTHERS, _MEMBER))


PRESETS = (
    Preset("accepted", _("An accepted answer"), _accepted(1)),
    Preset("accepted-5", _("5 accepted answers"), _accepted(5)),
    Preset("accepted-25", _("25 accepted answers"), _accepted(25)),
    Preset("membership", _("A higher step of membership"), Count(facts=("membership.raised",))),
    Preset("friend", _("A friend who found help"), Count(facts=("referral.rewarded",))),
    Preset("badge", _("A badge"), Count(facts=("badge.awarded",))),
)
BY_KEY = {preset.key: preset for preset in PRESETS}
NAMED = frozenset(name for preset in PRESETS for name in facts_named(preset.tree))
