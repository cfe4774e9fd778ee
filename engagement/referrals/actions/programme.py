from typing import Any

from django.db import transaction

from community import clock
from engagement.recognition.models import RuleVersion
from engagement.rules import tree

from ..models import Programme


def active_programme() -> Programme:
    """The terms in force now, with their rule."""
    return Programme.objects.select_related("rule").get(is_active=True)


@transaction.atomic
def change_programme(*, rule: "tree.Tree | None" = None, **values: Any) -> Programme:
    """New terms from now on; whoever joined before keeps the ones they joined under. RuleError for a rule that asks nothing."""
    old = Programme.objects.select_for_update(no_key=True, of=("self",)).select_related("rule").get(is_active=True)
    rule = rule or old.tree
    if tree.holds_for_nobody_yet(rule):
        raise tree.RuleError("", "a friend must do something to qualify")
    kept = ("sign_up_days", "qualify_days", "monthly_cap", "standing", "advocate_gets", "friend_gets")
    said = {name: getattr(old, name) for name in kept} | values
    version, _made = RuleVersion.objects.get_or_create(version=tree.version_of(rule), defaults={"rule": tree.dump(rule)})
    Programme.objects.filter(pk=old.pk).update(is_active=False)
    return Programme.objects.create(version=old.version + 1, rule=version, since=clock.now(), **said)
