"""What a transactional test leaves behind is gone for the next one: rows, sequences and the form of tables."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page

from community.events import guards
from community.events.models import Event
from community.members.models import Member
from tests.people import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def pristine() -> tuple[object, ...]:
    rows = (Member.objects.count(), Event.objects.count(), list(Page.objects.values_list("pk", "title")))
    return rows, sorted(Group.objects.values_list("pk", "name")), make_member("eva").pk, guards.missing()


seen: list[tuple[object, ...]] = []


@pytest.mark.parametrize("turn", range(3))
def test_every_test_begins_with_the_same_database(turn):
    seen.append(pristine())
    assert seen[0] == seen[-1] and seen[0][0][0] == 0
    make_member("ana")
    Group.objects.exclude(name__startswith="B").delete()
    Page.objects.update(title="Changed")
    if turn == 1:
        with connection.cursor() as cursor:
            guard = next(guards.all_guards())
            cursor.execute(f'DROP TRIGGER "{guard.name}"' + (f' ON "{guard.table}"' if connection.vendor != "sqlite" else ""))
            cursor.execute("CREATE TABLE left_behind (pk integer)")
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.update(name="other")
    assert ("left_behind" in connection.introspection.table_names()) == (turn == 1)
