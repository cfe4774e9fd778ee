"""Somebody bought once and only helps since: the membership stays. When the help ends, too, it goes down, told long before."""

from datetime import timedelta

import pytest
from django.test import Client

from community import clock
from community.forum import actions as forum
from engagement.connections import actions as connections
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Membership
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def test_a_helper_keeps_the_membership_without_buying(ana, ben, mia, leo, work):
    loyalty.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    today = clock.now()
    order = {"id": "1", "source": "till", "type": "order.placed", "amount": 65000, "currency": "EUR"}
    connections.take(order | {"time": today.isoformat(), "member": {"email": ben.email}})
    work()
    row = Membership.objects.get(member=ben)
    assert row.tier.slug == "copper"

    def on_day(days, act=lambda: None):
        with clock.at(today + timedelta(days=days)):
            act()
            work()
            loyalty.look_again([ben.pk])
        row.refresh_from_db()
        return row.tier.slug, row.noticed_at is not None, row.is_protected

    def help_two():
        for asker in (ana, mia):
            forum.accept_answer(make_answer(make_question(asker, f"Why does {asker.handle} need help?"), ben), by=asker)

    assert on_day(300, help_two) == ("copper", False, True)
    assert on_day(380) == ("copper", False, True)  # the purchase counts no more; two people were helped within 90 days
    browser = Client()
    browser.force_login(ben)
    assert "Helping keeps it" in browser.get("/me/membership/").content.decode()
    assert on_day(400) == ("copper", True, False)  # nobody was helped for a hundred days: 60 days of warning
    assert on_day(430, help_two) == ("copper", False, True)
    assert on_day(600) == ("copper", False, False)  # four accepted answers within a year are enough by themselves
    assert on_day(670) == ("copper", True, False) and on_day(731)[0] == "member"
