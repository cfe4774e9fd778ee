from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from community import clock
from community.events.door import receive
from community.events.models import Event
from community.forum import actions as forum
from community.verdict import Refused
from engagement.loyalty import actions
from engagement.loyalty.events import OrderPlaced, OrderRefunded
from engagement.loyalty.models import Membership, Programme, Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(leo):
    actions.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)


def buy(member, key, amount, *, currency="EUR", days_ago=0.0):
    fact = OrderPlaced(subject_id=member.pk, object_id=1, amount=amount, currency=currency)
    receive(fact, source="shop", source_id=key, occurred_at=clock.now() - timedelta(days=days_ago))


def names(member):
    return list(
        Event.objects.filter(subject=member, name__startswith="membership.").order_by("pk").values_list("name", flat=True)
    )


def step_of(member):
    return Membership.objects.select_related("tier").get(member=member).tier.slug


def help_somebody(*, asker, helper):
    answer = forum.post_answer(
        forum.ask_question(title="How do I descale it?", body="It drips.", by=asker), body="Acid.", by=helper
    )
    forum.accept_answer(answer, by=asker)


def later(days, work):
    """Each day of this time the clock looks."""
    for day in range(1, days + 1):
        with clock.at(clock.now() + timedelta(days=day)):
            actions.look_at_due()
    work()


def test_purchases_raise_it_at_once_and_a_refund_takes_back_what_they_added(programme, ana, work):
    buy(ana, "o1", 60_000)
    work()
    assert (step_of(ana), names(ana)) == ("copper", ["membership.raised"])
    whole = OrderRefunded(subject_id=ana.pk, object_id=1, amount=60_000, currency="EUR")
    receive(whole, source="shop", source_id="r1", reverses=("shop", "o1"))
    work()
    assert Membership.objects.get(member=ana).amounts["bought"] == 0
    assert names(ana)[-1] != "membership.lowered"  # never at once


def test_a_part_given_back_is_a_part_less_and_another_currency_counts_nothing(programme, ana, work):
    buy(ana, "o1", 60_000)
    buy(ana, "o2", 900_000, currency="USD")
    receive(
        OrderRefunded(subject_id=ana.pk, object_id=1, amount=20_000, currency="EUR", whole=False), source="shop", source_id="r1"
    )
    work()
    assert Membership.objects.get(member=ana).amounts["bought"] == 40


def test_it_goes_down_only_after_notice_and_grace(programme, ana, work):
    buy(ana, "o1", 60_000, days_ago=364)
    work()
    later(3, work)
    assert names(ana) == ["membership.raised", "membership.noticed"] and step_of(ana) == "copper"
    later(55, work)
    assert step_of(ana) == "copper"
    later(63, work)
    assert (step_of(ana), names(ana)[-1]) == ("member", "membership.lowered")


def test_helping_keeps_it_without_buying(programme, ana, ben, zed, work):
    buy(ben, "o1", 60_000, days_ago=364)
    work()
    later(3, work)
    assert names(ben)[-1] == "membership.noticed"
    for asker in (ana, zed):
        with clock.at(clock.now() + timedelta(days=5)):
            help_somebody(asker=asker, helper=ben)
            work()
    later(70, work)
    kept = Event.objects.filter(subject=ben, name="membership.kept").last()
    assert step_of(ben) == "copper" and kept.extras["why"] == "helping"


def test_the_team_has_none_and_nobody_has_one_while_it_is_off(ana, leo, work):
    buy(ana, "o1", 60_000)
    work()
    assert not Membership.objects.exists()
    actions.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    actions.look_at_due()
    assert step_of(ana) == "copper"  # what was before counts
    buy(leo, "o2", 60_000)
    work()
    assert not Membership.objects.filter(member=leo).exists()


def test_only_the_brand_team_decides_and_one_step_is_everybodys(ana, leo):
    with pytest.raises(Refused):
        actions.set_programme(is_on=True, currency="EUR", cents=1000, by=ana)
    with pytest.raises(ValidationError):
        actions.set_programme(is_on=True, currency="euro", cents=1000, by=leo)
    assert not Programme.objects.get().is_on
    with pytest.raises(ValidationError):
        actions.save_tier(Tier(slug="high", name="High", threshold=10), benefits=(), by=leo)
    assert not Tier.objects.exists()


def test_its_owner_sees_why_and_nobody_else(programme, client, ana, ben, leo, work):
    tier = Tier.objects.get(slug="copper")
    actions.save_tier(tier, benefits=[("free-shipping", "Free shipping")], by=leo)
    buy(ana, "o1", 60_000)
    work()
    client.force_login(ana)
    page = client.get("/me/membership/").content.decode()
    assert "Copper" in page and "Free shipping" in page and "140 more for Cobalt" in page
    assert client.get("/me/loyalty/download/").json()["membership"]["benefits"] == ["free-shipping"]
    client.force_login(ben)
    assert "Copper" not in client.get(ana.get_absolute_url()).content.decode()


def test_without_a_programme_there_is_no_page(client, ana):
    client.force_login(ana)
    assert client.get("/me/membership/").status_code == 404
    assert "membership" not in client.get("/me/loyalty/download/").json()
