import pytest
from django.utils.timezone import now

from community.events.door import Past
from community.events.models import Event
from engagement.loyalty import actions, events
from engagement.loyalty.models import Programme, Tier, Touchpoint

pytestmark = pytest.mark.django_db


def test_the_brand_team_switches_membership_on_and_names_its_steps(client, leo):
    client.force_login(leo)
    assert client.get("/cms/programme/", follow=True).status_code == 200
    client.post("/cms/programme/edit/1/", {"is_on": "on", "currency": "EUR", "cents": "500"})
    assert Programme.objects.get().cents == 500
    copper = Tier.objects.get(slug="copper")
    said = {"name": "Kupfer", "slug": "copper", "threshold": "80", "benefits": "free-shipping: Free shipping\n"}
    assert client.post(f"/cms/tiers/edit/{copper.pk}/", said).status_code == 302
    copper.refresh_from_db()
    assert (copper.name, copper.threshold, [benefit.words for benefit in copper.benefits.all()]) == (
        "Kupfer",
        80,
        ["Free shipping"],
    )


@pytest.mark.parametrize(
    ("field", "value"), [("benefits", "no colon here"), ("threshold", "-1"), ("slug", "two words"), ("benefits", "a b: words")]
)
def test_what_is_wrong_stands_at_its_field_and_changes_nothing(client, leo, field, value):
    actions.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    client.force_login(leo)
    tier = Tier.objects.get(slug="copper")
    said = {"name": "Kupfer", "slug": "copper", "threshold": "80", "benefits": ""} | {field: value}
    answer = client.post(f"/cms/tiers/edit/{tier.pk}/", said)
    assert answer.status_code == 200 and answer.context["form"].errors[field]
    assert Tier.objects.get(slug="copper").name == "Copper"


def test_the_step_that_asks_for_nothing_stays(client, leo):
    actions.set_programme(is_on=True, currency="EUR", cents=1000, by=leo)
    client.force_login(leo)
    first = Tier.objects.get(threshold=0)
    said = {"name": "Member", "slug": "member", "threshold": "10", "benefits": ""}
    assert client.post(f"/cms/tiers/edit/{first.pk}/", said).context["form"].errors["threshold"]
    assert Tier.objects.get(pk=first.pk).threshold == 0


def test_touchpoints_say_how_much_they_told_and_which_are_silent(client, ana, leo):
    Touchpoint.objects.create(slug="shop-old", name="Old shop")
    fact = events.VisitMade(subject_id=ana.pk, touchpoint="shop-madrid")
    actions.hear_of([Past(fact=fact, source="till", source_id="v1", occurred_at=now())])
    assert Event.objects.filter(name="visit.made").count() == 1
    client.force_login(leo)
    page = client.get("/cms/touchpoints/").content.decode()
    assert "shop-madrid" in page and "Silent for 30 days" in page and "Heard of lately" in page


def test_members_and_moderators_stay_out(client, ana, mia):
    for member in (ana, mia):
        client.force_login(member)
        for address in ("programme", "tiers", "touchpoints", "product-codes"):
            assert client.get(f"/cms/{address}/").status_code in (302, 403)
            assert client.post(f"/cms/{address}/new/", {"name": "x"}).status_code in (302, 403, 404)
    assert not Tier.objects.exists()
