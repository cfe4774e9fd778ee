"""What the brand keeps: its rewards, and the codes its shop made for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import require
from engagement.recognition.actions.presets import version_for

from .. import policy, rules
from ..models import Reward, Voucher
from .giving import fill

BATCH = 1000  # codes written in one statement
SHOWN = 20  # refused lines of a report


@transaction.atomic
def save_reward(reward: Reward, *, preset: str = "", by: Member) -> Reward:
    """A new or changed reward. A rule looks at nothing that happened before it was chosen, or before it was switched on."""
    require(policy.can_keep_rewards(by))
    before = Reward.objects.select_for_update(no_key=True).filter(pk=reward.pk).first()
    reward.rule = version_for(rules.BY_KEY[preset].tree) if preset else None
    reward.since = before.since if before else None
    if before is None or before.rule != reward.rule or not before.is_on:
        reward.since = clock.now()
    reward.full_clean()
    reward.save()
    return reward


@dataclass
class Filled:
    """What became of the lines of a file: new codes, codes the pool had, and lines that are no code, with their numbers."""

    new: int = 0
    known: int = 0
    refused: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def add_codes(reward: Reward, lines: Iterable[str], *, by: Member) -> Filled:
    """Add codes, one a line, or the first column of a table. Read as it comes; each thousand stands by itself."""
    require(policy.can_keep_rewards(by))
    report = Filled()
    left = _codes(lines, report)
    while codes := list(islice(left, BATCH)):
        with transaction.atomic():
            Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
            wanted = list(dict.fromkeys(codes))
            known = set(Voucher.objects.filter(reward=reward, code__in=wanted).values_list("code", flat=True))
            new = [Voucher(reward=reward, code=code) for code in wanted if code not in known]
            Voucher.objects.bulk_create(new)
            report.new += len(new)
            report.known += len(codes) - len(new)
    with transaction.atomic():
        Reward.objects.filter(pk=reward.pk).update(told_empty_at=None)
        fill(reward)
    return report


def _codes(lines: Iterable[str], report: Filled) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        code = line.strip().lstrip("\ufeff").partition(";")[0].partition(",")[0].strip().strip('"').strip()
        if not line.strip() or (number == 1 and code.lower() in ("code", "codes")):
            continue
        problem = _problem(code)
        if problem:
            report.refused += 1
            if len(report.problems) < SHOWN:
                report.problems.append((number, problem))
        else:
            yield code


def _problem(code: str) -> str:
    if not code:
        return _("no code")
    if len(code) > rules.LONGEST_CODE:
        return _("longer than %(n)s characters") % {"n": rules.LONGEST_CODE}
    return "" if code.isprintable() and " " not in code else _("a code has no spaces")
