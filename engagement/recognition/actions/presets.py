from collections.abc import Iterable

from django.db import transaction

from engagement.rules import tree

from ..models import Badge, RuleVersion
from ..presets import PRESETS, Preset


@transaction.atomic
def install_presets(presets: Iterable[Preset] = PRESETS) -> int:
    """Make the badges that are missing of these; how many. What a brand changed or retired is left alone."""
    known = set(Badge.objects.values_list("slug", flat=True))
    new = [(position, preset) for position, preset in enumerate(presets) if preset.slug not in known]
    for position, preset in new:
        values = {field: getattr(preset, field) for field in ("slug", "name", "says", "family", "shape", "metal", "glyph")}
        Badge.objects.create(rule=version_for(tree.load(preset.rule)), position=position, **values)
    return len(new)


def version_for(rule: tree.Tree) -> RuleVersion:
    """The immutable version of a badge's rule: the same rule is the same row. RuleError when it asks nothing of anybody."""
    if tree.holds_for_nobody_yet(rule):
        raise tree.RuleError("", "a badge must ask for something: this rule holds for members who have done nothing")
    return RuleVersion.objects.get_or_create(version=tree.version_of(rule), defaults={"rule": tree.dump(rule)})[0]
