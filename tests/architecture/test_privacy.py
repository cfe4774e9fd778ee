"""Nothing is known of a member that no room answers for: what is exported, what is forgotten, how long it is kept."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation

from community.members.holdings import Fate, holdings, rooms
from community.members.management.commands.privacy import as_markdown
from community.members.models import Member

NAMED = re.compile(r"(^|_)(member|subject|actor|author|email|mail|ip|ip_address|user|user_id|member_id|advocate|friend|phone)$")


def tables() -> dict[str, type[models.Model]]:
    """{label: model} of every table with a column that points at a member or is named as if it did."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        ours = (field for field in model._meta.local_fields if field.remote_field and field.remote_field.model is Member)
        named = (field for field in model._meta.local_fields if NAMED.search(field.name))
        if not model._meta.proxy and model._meta.managed and (any(ours) or any(named)):
            found[model._meta.label] = model
    return found


def test_every_table_that_knows_a_member_is_answered_for():
    answered = {holding.model._meta.label for held in holdings().values() for holding in held}
    assert set(tables()) - answered == set()


def test_a_room_answers_for_what_is_its_own_or_has_no_room():
    """No table is told of twice, and none of a room of ours by another room."""
    told = [(room, holding.model._meta) for room, held in holdings().items() for holding in held]
    assert len({meta.label for _room, meta in told}) == len(told)
    astray = [(room, meta.label) for room, meta in told if meta.app_label in rooms() and meta.app_label != room]
    assert astray == []


def test_every_room_gives_out_and_forgets():
    for room, module in rooms().items():
        assert callable(module.export) and callable(module.erase) and module.HOLDS, room
        assert all(holding.leaving in Fate and holding.kept in ("", *settings.KEEP_DAYS) for holding in module.HOLDS), room


def test_the_data_map_is_current():
    with translation.override("en"):
        assert (Path(settings.BASE_DIR) / "docs/data-map.md").read_text() == as_markdown()
