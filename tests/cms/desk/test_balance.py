"""Balances on the desk: terms, the report that adds up, and a person who puts one right with a reason."""

import csv
import io
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from engagement.credit import actions, liability, shown
from engagement.credit.models import Lot, Terms
from engagement.rewards.models import Reward
from tests.credit import buy, give_back, spend_in_shop, switch_on

pytestmark = pytest.mark.django_db

TERMS = {"is_on": "on", "unit": "miles", "currency": "EUR", "cents": "100", "months": "12", "minimum": "1", "value": "2"}


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def words(client, path="/cms/balance/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_team_is_warned_decides_and_changes_its_mind(leo):
    leos = browser(leo)
    assert "A balance is money you owe." in words(leos) and leos.get("/cms/balance/correct/").status_code == 404
    assert leos.get("/cms/balance/balances.csv").status_code == 404
    answer = leos.post("/cms/balance/terms/", TERMS | {"cents": "0", "currency": "euro", "unit": "Kept words"})
    assert answer.status_code == 400 and "Kept words" in answer.content.decode() and not Terms.objects.exists()
    assert "Members have a balance now." in leos.post("/cms/balance/terms/", TERMS, follow=True).content.decode()
    assert "each whole 1.00 EUR of a purchase adds 1" in words(leos)
    assert 'value="miles"' in leos.get("/cms/balance/terms/").content.decode()
    off = {key: value for key, value in TERMS.items() if key != "is_on"}
    assert "see nothing of it" in leos.post("/cms/balance/terms/", off, follow=True).content.decode()
    assert Terms.objects.count() == 2 and Terms.current() is None and "Off since" in words(leos)


def test_only_the_brands_team_gets_there(ana, mia, leo):
    switch_on(leo)
    for path in ("", "terms/", "correct/", "balances.csv"):
        assert browser(ana).get(f"/cms/balance/{path}").status_code in (302, 403)
        assert browser(mia).get(f"/cms/balance/{path}").status_code == 403
    assert browser(mia).post("/cms/balance/terms/", TERMS).status_code == 403 and Terms.objects.count() == 1
    assert "/cms/balance/" not in browser(mia).get("/cms/").content.decode()


def test_a_person_puts_a_balance_right_once_and_the_member_reads_why(ana, leo):
    switch_on(leo)
    leos = browser(leo)
    ticket = re.search(r'name="ticket" value="([^"]+)"', leos.get("/cms/balance/correct/").content.decode())[1]
    said = {"who": "ana", "amount": "25", "why": "The till was broken.", "ticket": ticket}
    for _turn in range(2):
        assert "They can spend 25 now" in leos.post("/cms/balance/correct/", said, follow=True).content.decode()
    for wrong, reason in (
        ({"amount": "-26"}, "Only 25 can be taken"),
        ({"amount": "0"}, "Nought changes nothing."),
        ({"who": "nobody"}, "No member has this handle."),
        ({"who": "leo"}, "Somebody else of the team"),
        ({"why": ""}, "This field is required."),
    ):
        answer = leos.post("/cms/balance/correct/", said | {"ticket": "2"} | wrong)
        assert answer.status_code == 400 and reason in answer.content.decode(), wrong
    assert shown.available_of(ana) == 25 and shown.lines_of(ana)[0][0].by == "Leo"


def test_the_report_adds_up_to_the_unit_and_the_cent(ana, ben, leo, work):
    switch_on(leo)
    buy(ana, 10_000)
    second = buy(ben, 5_050)
    work()
    spend_in_shop(ana, 30)
    spend_in_shop(ben, 50, key="s1")
    actions.give_back(spending="s1", source="till", source_id="b1", at=now(), amount=20)
    give_back(second)
    actions.correct(ana, amount=7, why="So.", ticket="1", by=leo)
    work()
    report = liability.report()
    steps = {step.key: step.units for step in report.steps}
    assert steps == {"earn": 150, "void": -50, "adjust": 7, "spend": -80, "back": 20, "expire": 0, "left": 0}
    assert (report.outstanding, report.owed, report.money, report.adds_up) == (77, 30, 154, True)
    assert report.breakage is None and sum(row.units for row in report.rows) == 77
    with clock.at(Lot.objects.earliest("expires_at").expires_at + timedelta(days=1)):
        late = liability.report()  # the clock has not run: it is counted as ended all the same
        assert (late.outstanding, late.ending, late.adds_up) == (0, 77, True)
        actions.expire_due()
        done = liability.report()
        assert (done.outstanding, done.ending, done.owed, done.adds_up) == (0, 0, 30, True)
        assert (done.expired, done.redeemed, done.matured) == (77, 60, 157)
        assert done.breakage == Fraction(77, 137)


def test_the_file_says_what_the_page_says(ana, leo, work):
    switch_on(leo)
    buy(ana, 10_000)
    switch_on(leo, months=None, value=3)
    buy(ana, 1_000)
    work()
    leos = browser(leo)
    answer = leos.get("/cms/balance/balances.csv")
    assert answer.headers["Content-Type"].startswith("text/csv") and "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    months = [row for row in rows if row["section"] == "outstanding" and row["key"] != "total"]
    total = next(row for row in rows if row["section"] == "outstanding" and row["key"] == "total")
    assert [row["key"] for row in months][-1] == "no-end" and len(months) == 2
    assert sum(int(row["units"]) for row in months) == int(total["units"]) == 110
    assert sum(int(row["cents"]) for row in months) == int(total["cents"]) == 330
    moves = [int(row["units"]) for row in rows if row["section"] == "moves"]
    assert sum(moves[:-1]) == moves[-1] == 110 and "3.30 EUR" in words(leos)


def test_connections_offer_what_is_told_of_balances_only_where_there_are_some(leo):
    leos = browser(leo)
    page = leos.get("/cms/endpoints/new/").content.decode()
    assert "answer.accepted" in page and "credit.earned" not in page and 'value="credit"' not in page
    switch_on(leo)
    page = leos.get("/cms/endpoints/new/").content.decode()
    assert "credit.earned" in page and 'value="credit"' in page


def test_prices_can_be_set_only_where_members_have_a_balance(leo):
    leos = browser(leo)
    said = {"name": "Oil", "slug": "oil", "kind": "voucher", "words": "Oil.", "price": "40", "is_on": "on"}
    assert 'name="price"' not in leos.get("/cms/rewards/new/").content.decode()
    leos.post("/cms/rewards/new/", said)
    assert Reward.objects.get().price is None
    switch_on(leo)
    assert 'name="price"' in leos.get("/cms/rewards/new/").content.decode()
    leos.post("/cms/rewards/new/", said | {"slug": "oil-2"})
    assert Reward.objects.get(slug="oil-2").price == 40
    assert leos.post("/cms/rewards/new/", said | {"slug": "oil-3", "price": "0"}).status_code == 200
    assert Reward.objects.count() == 2
