"""The badges a new site has: outcomes only, as rule data. `actions.install_presets` keeps the database like this."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from .models import Badge

_MEMBER = {"field": "by_staff", "op": "=", "value": False}
_OTHERS = {"field": "own", "op": "=", "value": False}
F, S, M = Badge.Family, Badge.Shape, Badge.Metal


def _accepted(at_least: int, *where: dict[str, Any], **more: int) -> dict[str, Any]:
    return {"count": ["answer.accepted"], "distinct": "object", "at_least": at_least, "where": [_MEMBER, _OTHERS, *where], **more}


def _helped(*where: dict[str, Any]) -> dict[str, Any]:
    return {"count": ["answer.helped"], "where": [_MEMBER, _OTHERS, *where]}


def _friends(at_least: int) -> dict[str, Any]:
    return {"count": ["referral.rewarded"], "distinct": "object", "at_least": at_least, "where": [_MEMBER]}


_WITHIN_AN_HOUR = {"field": "minutes", "op": "<=", "value": 60}
_WAITED = {"field": "waited_days", "op": ">=", "value": 7}
_NEWCOMER = {"field": "asker_days", "op": "<", "value": 30}
_SOLVED_ALREADY = {"field": "on_solved", "op": "=", "value": True}
SEASON = 92  # days


@dataclass(frozen=True, kw_only=True)
class Preset:
    slug: str
    name: str
    says: str
    family: str
    shape: str
    metal: str
    glyph: str
    rule: dict[str, Any]


def _helper(slug: str, metal: str, glyph: str, name: str, says: str, rule: dict[str, Any]) -> Preset:
    return Preset(slug=slug, name=name, says=says, family=F.HELPER, shape=S.HEXAGON, metal=metal, glyph=glyph, rule=rule)


def _newcomers(slug: str, metal: str, glyph: str, name: str, says: str, rule: dict[str, Any]) -> Preset:
    return Preset(slug=slug, name=name, says=says, family=F.NEWCOMERS, shape=S.CIRCLE, metal=metal, glyph=glyph, rule=rule)


def _ambassador(slug: str, metal: str, glyph: str, name: str, says: str, rule: dict[str, Any]) -> Preset:
    return Preset(slug=slug, name=name, says=says, family=F.AMBASSADOR, shape=S.DIAMOND, metal=metal, glyph=glyph, rule=rule)


PRESETS = (
    _helper("first-help", M.BRONZE, "message-circle", _("First help"), _("An answer that helped someone"), _helped()),
    _helper("solver-bronze", M.BRONZE, "wrench", _("Solver"), _("An answer that solved a question"), _accepted(1)),
    _helper("solver-silver", M.SILVER, "wrench", _("Solver"), _("10 answers that solved a question"), _accepted(10, people=5)),
    _helper("solver-gold", M.GOLD, "wrench", _("Solver"), _("50 answers that solved a question"), _accepted(50, people=25)),
    _helper("fast-hand", M.SILVER, "zap", _("Fast hand"), _("10 solutions within an hour"), _accepted(10, _WITHIN_AN_HOUR)),
    _helper("rescuer", M.SILVER, "life-buoy", _("Rescuer"), _("Solved after a week without answers"), _accepted(1, _WAITED)),
    _helper(
        "second-opinion",
        M.BRONZE,
        "split",
        _("Second opinion"),
        _("Another answer that helped too"),
        _helped(_SOLVED_ALREADY),
    ),
    _newcomers("welcomer-bronze", M.BRONZE, "sprout", _("Welcomer"), _("A solution for a newcomer"), _accepted(1, _NEWCOMER)),
    _newcomers("welcomer-silver", M.SILVER, "sprout", _("Welcomer"), _("25 solutions for newcomers"), _accepted(25, _NEWCOMER)),
    _newcomers(
        "guide",
        M.GOLD,
        "compass",
        _("Guide"),
        _("50 solutions for newcomers in one season"),
        _accepted(50, _NEWCOMER, people=40, days=SEASON),
    ),
    _ambassador("first-friend", M.BRONZE, "user-plus", _("First friend"), _("An invited friend who found help"), _friends(1)),
    _ambassador("connector", M.SILVER, "users", _("Connector"), _("5 invited friends who found help"), _friends(5)),
    _ambassador("champion", M.GOLD, "crown", _("Champion"), _("15 invited friends who found help"), _friends(15)),
)
