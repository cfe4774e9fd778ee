"""What a member sees of their balance, and that nothing of it shows where the brand has none."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from community import clock
from community.events.models import Event
from community.members.models import Member
from community.notifications.models import Preference
from engagement.connections import export
from engagement.credit import actions, privacy, shown
from engagement.credit.models import Lot, Terms
from engagement.loyalty.bodies import document, profile_of
from engagement.loyalty.reconcile import differences
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward
from tests.credit import buy, give_back, spend_in_shop, switch_on

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def oil(leo):
    reward = Reward(slug="oil", name="Chain oil", words="One bottle.", is_on=True, price=40)
    rewards.save_reward(reward, by=leo)
    rewards.add_codes(reward, ["OIL-1"], by=leo)
    return reward


def read(client, member, path="/me/balance/"):
    client.force_login(member)
    answer = client.get(path)
    words = re.sub(r"<[^>]+>", " ", answer.content.decode()) if answer.status_code == 200 else ""
    return " ".join(words.split()) or answer.status_code


def test_where_the_brand_has_none_nothing_shows(ana, oil, client, work):
    buy(ana, 10_000)
    work()
    assert read(client, ana) == 404 and read(client, ana, "/me/rewards/") == 404
    assert client.post(f"/me/rewards/have/{oil.pk}/", {"price": 40, "ticket": "1"}).status_code == 404
    for path in ("/me/loyalty/", "/members/ana/", "/notifications/preferences/"):
        page = read(client, ana, path)
        assert page != 404 and "balance" not in page.lower(), path
    assert "credit" not in document(profile_of(ana)) and not Event.objects.filter(name__startswith="credit.").exists()


def test_switched_off_again_it_is_gone_from_pages_profile_and_feeds(ana, leo, oil, terms, client, work):
    buy(ana, 10_000)
    work()
    assert document(profile_of(ana))["credit"]["available"] == 100
    actions.set_terms(Terms(is_on=False, unit="miles"), by=leo)
    assert read(client, ana) == 404 and read(client, ana, "/me/rewards/") == 404
    assert "balance" not in read(client, ana, "/me/loyalty/").lower()
    assert "credit" not in document(profile_of(ana)) and "credit" not in next(iter(export.documents({ana.pk})))
    assert "balance" not in read(client, ana, "/notifications/preferences/").lower()


def test_what_cannot_be_chosen_now_stays_as_it_was_chosen(ana, leo, terms, client):
    Preference.objects.create(member=ana, kind="credit.spent", channel="mail")
    actions.set_terms(Terms(is_on=False, unit="miles"), by=leo)
    client.force_login(ana)
    client.post("/notifications/preferences/", {"answer.posted:mail": "on"})
    kept = Preference.objects.filter(member=ana, kind__startswith="credit.")
    assert list(kept.values_list("kind", "channel")) == [("credit.spent", "mail")]


def test_the_page_says_what_there_is_what_ends_and_what_each_line_was_for(ana, leo, oil, terms, client, work):
    assert "Your first purchase will show here." in read(client, ana)
    order = buy(ana, 4_990)
    buy(ana, 10_000)
    work()
    rewards.buy(oil, ticket="1", price=40, by=ana)
    actions.correct(ana, amount=10, why="The till was broken.", ticket="1", by=leo)
    give_back(order)
    work()
    page = read(client, ana)
    assert "70 miles" in page and "You can spend all of it now." in page
    for words in ("Purchase of 49.90 EUR on", "For: Chain oil", "The till was broken.", "By Leo", "A purchase was given back"):
        assert words in page
    with clock.at(Lot.objects.usable().earliest("expires_at").expires_at - timedelta(days=5)):
        assert "of it end within 30 days" in read(client, ana)


def test_what_is_owed_is_said_in_words_and_never_as_a_negative_balance(ana, terms, client, work):
    order = buy(ana, 10_000)
    work()
    spend_in_shop(ana, 60)
    give_back(order)
    work()
    for path in ("/me/balance/", "/me/loyalty/"):
        page = read(client, ana, path)
        assert " 0 miles" in page and "60" in page and "-60 miles" not in page
    assert "You owe 60 miles" in read(client, ana)
    assert profile_of(ana).body["credit"] == {"available": 0, "owed": 60, "ends_next": None}
    assert "60 were spent already" in read(client, ana, "/notifications/")


def test_the_profile_and_the_books_agree(ana, ben, terms, work):
    buy(ana, 10_000)
    work()
    spend_in_shop(ana, 30)
    work()
    section = document(profile_of(ana))["credit"]
    last = Lot.objects.get().last_day.isoformat()
    assert section == {"unit": "miles", "available": 70, "owed": 0, "ends_next": {"on": last, "amount": 70}}
    assert "credit" not in document(profile_of(ben)) and list(differences()) == []


def test_a_reward_is_had_on_the_page_and_a_refusal_is_said_there(ana, oil, terms, client, work):
    buy(ana, 10_000)
    work()
    page = read(client, ana, "/me/rewards/")
    assert "40 miles" in page and "You have 100 miles" in page
    said = {"price": "40", "ticket": "t1"}
    for _turn in range(2):
        assert client.post(f"/me/rewards/have/{oil.pk}/", said).status_code == 302
    assert Gift.objects.count() == 1 and "You took it for 40 of your balance." in read(client, ana, "/me/rewards/")
    answer = client.post(f"/me/rewards/have/{oil.pk}/", said | {"ticket": "t2"})
    assert answer.status_code == 409 and "None is left at the moment. Nothing was taken" in answer.content.decode()
    for wrong in ({}, {"price": "x", "ticket": "t3"}, {"price": "40", "ticket": "t" * 41}, {"price": str(2**40), "ticket": "t"}):
        assert client.post(f"/me/rewards/have/{oil.pk}/", wrong).status_code == 400
    assert client.post("/me/rewards/have/999/", said).status_code == 404
    assert shown.available_of(ana) == 60


def test_the_statement_goes_on_page_by_page(ana, leo, terms, client):
    for n in range(25):
        actions.correct(ana, amount=n + 1, why=f"Reason {n}.", ticket=str(n), by=leo)
    page = client.force_login(ana) or client.get("/me/balance/").content.decode()
    older = re.search(r'href="(\?before=\d+)"', page)[1]
    assert "Reason 24." in page and "Reason 4." not in page
    assert "Reason 4." in client.get("/me/balance/" + older).content.decode()
    assert client.get("/me/balance/?before=nonsense").status_code == 200


def test_everything_kept_can_be_taken_along_and_forgotten(ana, leo, terms, work):
    buy(ana, 10_000)
    work()
    actions.correct(ana, amount=5, why="The till was broken.", ticket="1", by=leo)
    held = privacy.export(ana)
    assert [row["amount"] for row in held["balance"]] == [100, 5] and sum(row["left"] for row in held["balance_left"]) == 105
    assert held["balance"][1]["remark__words"] == "The till was broken."
    privacy.erase(ana)
    assert privacy.export(ana)["balance"][1]["remark__words"] == "" and shown.available_of(ana) == 0


def test_a_reminder_is_told_with_what_is_left_by_then(ana, terms, client, work):
    buy(ana, 10_000)
    work()
    end = Lot.objects.get().expires_at
    with clock.at(end - timedelta(days=10)):
        actions.remind_due()
        spend_in_shop(ana, 30)
        work()
        assert "70 miles are good until" in read(client, ana, "/notifications/")
        spend_in_shop(ana, 70)
        work()
        assert "are good until" not in read(client, ana, "/notifications/")


def test_a_balance_is_nobody_elses_to_see(ana, ben, terms, client, work):
    buy(ana, 12_300)
    work()
    assert (
        "123 miles" in read(client, ana)
        and "123 miles" not in read(client, ben, "/members/ana/")
        and " 0 miles" in read(client, ben)
    )
    assert Member.objects.filter(flair__icontains="miles").count() == 0 and now()


def test_other_terms_change_nothing_that_is_there(ana, leo, terms, client, work):
    buy(ana, 10_000)
    work()
    switch_on(leo, unit="stars", cents=1000, months=None)
    buy(ana, 10_000)
    work()
    page = read(client, ana)
    assert "110 stars" in page and "no end" in page and "It has no end." in page
