"""What the database itself refuses is there after every migrate, also when a migration rebuilt the table."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from community.events import guards
from community.events.checks import guards_are_present
from community.events.models import Event


@pytest.mark.django_db
def test_every_guard_is_there_after_migrating():
    assert list(guards.all_guards()) and guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_guards_return_after_a_later_migration_rebuilt_the_table(ana):
    rebuild(Event)
    if connection.vendor == "sqlite":  # PostgreSQL alters in place and keeps triggers
        assert guards.missing() != []
        assert [problem.id for problem in guards_are_present(databases=["default"])] != []
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(name="other")


@pytest.mark.django_db(transaction=True)
def test_a_lost_guard_is_seen_by_the_check_and_mended_by_migrate():
    guard = next(guards.all_guards())
    name = guard.name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{guard.table}"' if connection.vendor != "sqlite" else ""))
    assert guards.missing() == [name]
    assert [problem.id for problem in guards_are_present(databases=["default"])] == ["events.E001"]
    call_command("migrate", verbosity=0, skip_checks=False)
    assert guards.missing() == []


def rebuild(model: type[models.Model]) -> None:
    """What a migration that changes a column does: on SQLite a new table, filled from the old one, in its place."""
    old = model._meta.get_field("object_kind")
    new = models.CharField(max_length=31, blank=True)
    new.set_attributes_from_name("object_kind")
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new, strict=False)
