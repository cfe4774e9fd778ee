"""One member choosing what they are told, in several places in the same moment."""

from functools import partial

import pytest

from community.notifications import actions
from community.notifications.models import Preference
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_choosing_twice_at_once_leaves_one_choice(ana):
    at_once([partial(actions.choose, set(), by=ana)] * 6)
    kinds = Preference.objects.filter(member=ana).values_list("kind", "channel")
    assert len(kinds) == len(set(kinds)) > 0
