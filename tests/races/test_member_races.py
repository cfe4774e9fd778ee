"""Two people joining, renaming or being confirmed in the same moment."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from community.events.models import Event
from community.members import actions
from community.members.models import Member, OldHandle
from tests.people import make_member
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_four_who_want_one_handle_one_gets_it_and_the_others_are_told():
    wishes = [partial(actions.create_member, handle="zoe", email=f"{n}@example.com") for n in range(4)]
    results = at_once(wishes)
    assert sum(isinstance(result, Member) for result in results) == 1
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert len(refused) == 3 and all("handle" in problem.message_dict for problem in refused)
    assert Member.objects.count() == Event.objects.count() == 1


def test_four_with_one_name_all_get_in_with_handles_of_their_own():
    results = at_once([partial(actions.create_member, name="Zoe Kim", email=f"{n}@example.com") for n in range(4)])
    assert all(isinstance(result, Member) for result in results), results
    assert len({member.handle_key for member in results}) == 4


def test_one_address_sent_twice_is_one_member():
    results = at_once([partial(actions.sign_up, email="zoe@example.com") for _person in range(3)])
    assert sum(isinstance(result, Member) for result in results) == 1
    assert all("email" in result.message_dict for result in results if isinstance(result, ValidationError))
    assert Member.objects.count() == 1


def test_an_address_confirmed_twice_at_once_is_one_joining():
    member = actions.sign_up(email="zoe@example.com")
    results = at_once([partial(actions.confirm_address, Member.objects.get(pk=member.pk)) for _device in range(3)])
    assert sorted(map(str, results)) == ["False", "False", "True"]
    assert Event.objects.filter(name="member.joined").count() == 1


def test_nobody_takes_a_handle_in_the_moment_it_is_given_up():
    ana = make_member("ana")
    rename = partial(actions.rename_handle, ana, handle="anita", by=ana)
    take = partial(actions.create_member, handle="ana", email="thief@example.com")
    results = at_once([rename, take])
    assert results[0] is None and isinstance(results[1], ValidationError)
    assert OldHandle.objects.get().handle == "ana"
    assert Member.objects.count() == 1
