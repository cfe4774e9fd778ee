import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engagement.rewards.models import Gift, Reward, Voucher

pytestmark = pytest.mark.django_db
SAID = {"name": "Chain oil", "slug": "oil", "kind": "voucher", "words": "One bottle.", "valid_days": "30", "is_on": "on"}


def test_the_brand_team_makes_a_reward_fills_it_gives_one_and_takes_it_back(client, leo, ana):
    client.force_login(leo)
    assert "changes why people help" in client.get("/cms/rewards/new/").content.decode()
    assert client.post("/cms/rewards/new/", SAID | {"preset": "accepted"}).status_code == 302
    reward = Reward.objects.get()
    assert (reward.preset, reward.is_on) == ("accepted", True)
    file = SimpleUploadedFile("codes.csv", b"code\nOIL-1\nOIL-2\nOIL-1\nno good\n")
    page = client.post(f"/cms/rewards/{reward.pk}/codes/", {"codes": file}, follow=True).content.decode()
    assert "New codes: 2. Known before: 1. Refused lines: 1." in page and "Line 5: a code has no spaces" in page
    ticket = client.get(f"/cms/rewards/{reward.pk}/").context["give_form"]["ticket"].value()
    said = {"who": "Ana", "why": "You helped.", "ticket": ticket}
    for _ in range(2):  # sent twice
        assert client.post(f"/cms/rewards/{reward.pk}/give/", said).status_code == 302
    assert (Gift.objects.get().member, Gift.objects.get().code) == (ana, "OIL-1")
    page = client.get(f"/cms/rewards/{reward.pk}/").content.decode()
    assert "OIL-1" not in page and "ana" not in page.split("nice-padding")[1]
    assert client.get("/cms/rewards/").status_code == 200 == client.get(f"/cms/rewards/edit/{reward.pk}/").status_code
    client.post(f"/cms/rewards/{reward.pk}/cancel/", {"back-who": "ana"})
    assert Gift.objects.get().status == "cancelled"


def test_what_is_wrong_stands_at_its_field_and_changes_nothing(client, leo, ana):
    client.force_login(leo)
    client.post("/cms/rewards/new/", SAID | {"is_on": ""})
    reward = Reward.objects.get()
    bad = SimpleUploadedFile("codes.csv", b"\xff\xfe\x00")
    assert client.post(f"/cms/rewards/{reward.pk}/codes/", {"codes": bad}).context["codes_form"].errors["codes"]
    for said in ({"who": "nobody", "why": "x", "ticket": "1"}, {"who": "ana", "why": "", "ticket": "1"}):
        assert client.post(f"/cms/rewards/{reward.pk}/give/", said).context["give_form"].errors
    off = client.post(f"/cms/rewards/{reward.pk}/give/", {"who": "ana", "why": "x", "ticket": "1"})
    assert "Switch the reward on first." in off.content.decode()
    assert not Gift.objects.exists() and not Voucher.objects.exists()


def test_members_and_moderators_stay_out(client, leo, ana, mia):
    client.force_login(leo)
    client.post("/cms/rewards/new/", SAID)
    reward = Reward.objects.get()
    for member in (ana, mia):
        client.force_login(member)
        for place in ("", "new/", f"{reward.pk}/", f"edit/{reward.pk}/"):
            assert client.get(f"/cms/rewards/{place}").status_code in (302, 403)
        for act in ("codes", "give", "cancel"):
            said = {"who": "ana", "why": "x", "ticket": "1", "back-who": "ana"}
            assert client.post(f"/cms/rewards/{reward.pk}/{act}/", said).status_code in (302, 403)
    assert not Gift.objects.exists()
