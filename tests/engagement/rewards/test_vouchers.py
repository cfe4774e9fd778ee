"""A pool with codes, a person or a rule that gives one, the member who sees it, the shop that takes it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from community import clock
from community.events.door import receive
from community.events.models import Event
from community.notifications.models import Message
from community.verdict import Refused
from engagement.connections import actions as connections
from engagement.loyalty.events import MembershipRaised
from engagement.loyalty.models import Profile
from engagement.rewards import actions, privacy
from engagement.rewards.models import Gift, Reward, Voucher
from engagement.rewards.reconcile import differences
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def give(reward, member, by, ticket="1"):
    return actions.give(reward, member, why="You helped so many.", ticket=ticket, by=by)


def told(kind, code, key="r1", **more):
    return {"id": key, "source": "till", "type": f"voucher.{kind}", "time": now().isoformat(), "code": code} | more


def names(member):
    shown = Event.objects.filter(subject=member).filter(name__regex=r"^(reward|voucher)\.")
    return list(shown.order_by("pk").values_list("name", flat=True))


def test_it_is_given_seen_and_redeemed(voucher, ana, leo, client, work):
    gift = give(voucher, ana, leo)
    assert (gift.status, gift.code) == ("given", "OIL-1")
    work()
    client.force_login(ana)
    page = client.get("/me/rewards/").content.decode()
    assert "OIL-1" in page and "Leo gave it to you: You helped so many." in page
    assert Message.objects.filter(member=ana, kind="reward.given").exists()
    assert Profile.objects.get(member=ana).body["rewards"] == {"open": 1, "redeemed": 0}
    assert connections.take(told("redeemed", "OIL-1")).status == "recorded"
    assert connections.take(told("redeemed", "OIL-1")).status == "known"
    work()
    assert Profile.objects.get(member=ana).body["rewards"] == {"open": 0, "redeemed": 1}
    assert names(ana) == ["reward.given", "voucher.redeemed"]
    assert "History" in client.get("/me/rewards/").content.decode()
    assert "You used Chain oil." in client.get("/me/history/").content.decode()


def test_the_same_ticket_gives_once_and_another_gives_again(voucher, ana, leo):
    assert give(voucher, ana, leo).pk == give(voucher, ana, leo).pk
    assert give(voucher, ana, leo, ticket="2").code == "OIL-2"


def test_no_code_is_said_twice_and_what_cannot_be_redeemed_is_refused(voucher, ana, leo):
    give(voucher, ana, leo)
    assert connections.take(told("redeemed", "NO-SUCH")).http == 404
    assert connections.take(told("returned", "OIL-1")).http == 409
    assert names(ana) == ["reward.given"]
    assert connections.take(told("redeemed", "OIL-1")).status == "recorded"
    assert connections.take(told("redeemed", "OIL-1", "r2")).http == 409
    assert names(ana) == ["reward.given", "voucher.redeemed"]


def test_a_code_that_a_shop_took_before_anybody_was_given_it_is_never_given(voucher, ana, ben, leo):
    assert connections.take(told("redeemed", "OIL-1")).status == "recorded"
    assert connections.take(told("redeemed", "OIL-1")).status == "known"
    assert connections.take(told("redeemed", "OIL-1", "r2")).http == 409
    assert [give(voucher, one, leo).code for one in (ana, ben)] == ["OIL-2", "OIL-3"]
    assert not Event.objects.filter(name="voucher.redeemed").exists()  # nobody redeemed a reward of theirs
    assert connections.take(told("returned", "OIL-1", "b1")).status == "recorded"
    assert connections.take(told("returned", "OIL-1", "b1")).status == "known"
    assert connections.take(told("returned", "OIL-1", "b2")).http == 409
    assert give(voucher, ana, leo, "2").status == "waiting"  # somebody may know the code
    assert list(differences()) == []


def test_a_returned_voucher_can_be_used_again(voucher, ana, leo):
    gift = give(voucher, ana, leo)
    for kind, key in (("redeemed", "r1"), ("returned", "b1"), ("redeemed", "r2")):
        assert connections.take(told(kind, "OIL-1", key)).status == "recorded"
    gift.refresh_from_db()
    assert gift.status == "redeemed"
    returned = Event.objects.get(name="voucher.returned")
    assert (returned.reverses_source, returned.reverses_source_id) == ("till", "voucher.redeemed:r1")


def test_two_pools_may_have_one_code_and_then_the_reward_is_named(voucher, ana, leo):
    other = Reward(slug="bell", name="Bell", words="A bell.", is_on=True)
    actions.save_reward(other, by=leo)
    actions.add_codes(other, ["OIL-1"], by=leo)
    give(voucher, ana, leo)
    assert connections.take(told("redeemed", "OIL-1")).http == 409
    assert connections.take(told("redeemed", "OIL-1", reward="oil")).status == "recorded"


def test_where_codes_are_missing_it_waits_the_team_hears_once_and_it_is_filled_in_order(ana, ben, leo, work):
    reward = Reward(slug="bell", name="Bell", words="A bell.", is_on=True)
    actions.save_reward(reward, by=leo)
    gifts = [give(reward, member, leo) for member in (ana, ben)]
    assert [gift.status for gift in gifts] == ["waiting", "waiting"]
    assert list(Event.objects.filter(name="pool.emptied").values_list("subject_id", flat=True)) == [leo.pk]
    work()
    assert Message.objects.filter(member=leo, kind="pool.emptied").exists()
    actions.add_codes(reward, ["BELL-1"], by=leo)
    assert [Gift.objects.get(pk=gift.pk).status for gift in gifts] == ["given", "waiting"]
    actions.add_codes(reward, ["BELL-2"], by=leo)
    assert [Gift.objects.get(pk=gift.pk).voucher.code for gift in gifts] == ["BELL-1", "BELL-2"]


def test_it_reminds_a_week_before_its_end_and_ends(voucher, ana, leo):
    give(voucher, ana, leo)
    with clock.at(now() + timedelta(days=22)):
        assert actions.remind_due() == 0
    with clock.at(now() + timedelta(days=24)):
        assert (actions.remind_due(), actions.remind_due(), actions.expire_due()) == (1, 0, 0)
    with clock.at(now() + timedelta(days=31)):
        assert (actions.expire_due(), actions.expire_due()) == (1, 0)
    assert names(ana) == ["reward.given", "reward.expiring", "reward.expired"]
    assert Gift.objects.get().status == "expired"


def test_a_person_takes_back_what_is_not_used_and_its_code_is_not_given_again(voucher, ana, ben, leo):
    gift = give(voucher, ana, leo)
    assert actions.cancel(gift, by=leo) and not actions.cancel(gift, by=leo)
    assert connections.take(told("redeemed", "OIL-1")).http == 409
    assert give(voucher, ben, leo).code == "OIL-2"


def test_only_the_brands_team_gives_to_others_and_only_what_is_on(voucher, ana, ben, mia, leo):
    for giver, receiver in ((ana, ben), (mia, ben), (leo, leo)):
        with pytest.raises(Refused):
            give(voucher, receiver, giver)
    Reward.objects.update(is_on=False)
    voucher.refresh_from_db()
    with pytest.raises(Refused):
        give(voucher, ana, leo)
    assert not Gift.objects.exists() and Voucher.objects.filter(is_free=True).count() == 3


def help_somebody(asker, helper, *, title="How does it close?"):
    from community.forum import actions as forum

    forum.accept_answer(make_answer(make_question(asker, title), helper), by=asker)


def test_a_rule_gives_once_for_what_happens_from_now_on(voucher, ana, ben, leo, work, client):
    help_somebody(ana, ben)
    work()
    actions.save_reward(voucher, preset="accepted", by=leo)
    work()
    assert not Gift.objects.exists()  # what was before counts for nothing
    for n in range(2):
        help_somebody(ana, ben, title=f"How does number {n} close?")
    work()
    gift = Gift.objects.get()
    assert (gift.member, gift.code, gift.rule, gift.event.name) == (ben, "OIL-1", voucher.rule, "answer.accepted")
    client.force_login(ben)
    page = client.get("/me/rewards/").content.decode()
    assert "Given for this: 1 accepted answer" in page


def test_a_rule_gives_the_team_nothing_and_a_rule_for_membership_hears_of_rooms_above(voucher, ana, leo, mia, work):
    actions.save_reward(voucher, preset="membership", by=leo)
    for n, member in enumerate((mia, ana)):
        receive(MembershipRaised(subject_id=member.pk, object_id=1, tier="copper"), source="test", source_id=str(n))
    work()
    assert list(Gift.objects.values_list("member_id", flat=True)) == [ana.pk]


def test_an_invitation_is_answered_once_by_whom_it_is_for(ana, ben, leo, client):
    reward = Reward(slug="tour", name="Tour", words="Through the workshop.", kind="experience", is_on=True)
    actions.save_reward(reward, by=leo)
    gift = give(reward, ana, leo)
    client.force_login(ben)
    assert client.post(f"/me/rewards/{gift.pk}/answer/", {"accepted": "1"}).status_code == 404
    client.force_login(ana)
    assert "I take part" in client.get("/me/rewards/").content.decode()
    assert client.post(f"/me/rewards/{gift.pk}/answer/", {"accepted": "1"}).status_code == 302
    assert client.post(f"/me/rewards/{gift.pk}/answer/", {"accepted": "0"}).status_code == 403
    assert Gift.objects.get().status == "accepted" and names(ana) == ["reward.given", "reward.answered"]


def test_nobody_else_sees_a_code_and_without_rewards_there_is_no_page(voucher, ana, ben, mia, leo, client):
    give(voucher, ana, leo)
    for member in (ben, mia, leo):
        client.force_login(member)
        assert client.get("/me/rewards/").status_code == 404
        for address in ("/members/ana/", "/me/loyalty/", "/me/history/"):
            assert b"OIL-1" not in client.get(address).content


def test_a_file_of_codes_says_what_is_new_known_and_refused(voucher, leo, ana):
    lines = ["\ufeffcode;from", "NEW-1;2026", "OIL-1", "", "NEW-1", "two words", "x" * 81, '"NEW-2",9']
    report = actions.add_codes(voucher, lines, by=leo)
    assert (report.new, report.known, report.refused) == (2, 2, 2)
    assert [number for number, _ in report.problems] == [6, 7]
    with pytest.raises(Refused):
        actions.add_codes(voucher, ["MINE"], by=ana)
    assert Voucher.objects.filter(reward=voucher).count() == 5


def test_a_reward_needs_its_words(leo):
    with pytest.raises(ValidationError):
        actions.save_reward(Reward(slug="bell", name="Bell", words=""), by=leo)
    assert not Reward.objects.exists()


def test_codes_and_gifts_that_disagree_are_found_and_put_right(voucher, ana, leo):
    give(voucher, ana, leo)
    assert list(differences()) == []
    Voucher.objects.filter(code="OIL-1").update(is_free=True)
    assert len(list(differences(fix=True))) == 1
    assert list(differences()) == []


def test_who_leaves_takes_the_words_along_and_what_waited_goes_to_nobody(ana, ben, leo):
    reward = Reward(slug="bell", name="Bell", words="A bell.", is_on=True)
    actions.save_reward(reward, by=leo)
    give(reward, ana, leo)
    assert privacy.export(ana)["rewards"][0]["why"] == "You helped so many."
    privacy.erase(ana)
    assert (Gift.objects.get().why, Gift.objects.get().status) == ("", "cancelled")
    actions.add_codes(reward, ["BELL-1"], by=leo)
    assert give(reward, ben, leo).code == "BELL-1"
