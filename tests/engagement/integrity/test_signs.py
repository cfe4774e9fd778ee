"""What speaks for one person behind two accounts, how much, and how little is kept of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.forum import actions as forum
from engagement.integrity import actions, pairs, privacy, rules
from engagement.integrity.models import NetworkKey, Sign, Subject, Trace
from tests.invitations import find_help, invited, referral_of, signed_up
from tests.people import PASSWORD
from tests.posts import make_answer, make_question

HOME, FIREFOX, CHROME = "203.0.113.7", "Mozilla/5.0 Firefox/140.0", "Mozilla/5.0 Chrome/140.0 Safari/537"


def seen(member, address=HOME, agent=FIREFOX):
    actions.note_trace(member, address=address, user_agent=agent)


def joining(advocate, friend, *, opened=None):
    return set(pairs.signs_of_joining(advocate, friend, opened_at=opened or now() - timedelta(hours=1)))


@given(st.sets(st.sampled_from(sorted(rules.KINDS))))
def test_a_score_is_between_0_and_100_and_more_signs_never_lower_it(names):
    assert 0 <= rules.score(names) <= 100
    assert all(rules.score(names - {name}) <= rules.score(names) for name in names)


def test_what_the_network_says_alone_is_never_enough():
    assert rules.score({"network"}) == 10
    assert rules.score({"network", "browser", "quick"}) == 25
    assert rules.score({"network", "browser", "quick", "disposable"}) == 65


@pytest.mark.parametrize(
    ("one", "other"),
    [("A.N.A+shop@Gmail.com", "ana@googlemail.com"), ("ana+1@brand.example", "ANA@brand.example")],
)
def test_one_mailbox_is_known_in_every_spelling(one, other):
    assert rules.canonical(one) == rules.canonical(other)
    assert rules.canonical("a.na@brand.example") != rules.canonical("ana@brand.example")


def test_addresses_are_similar_at_a_domain_of_ones_own_only():
    assert rules.similar("ana1@brand.example", "ana22@brand.example")
    assert not rules.similar("ana1@gmail.com", "ana2@gmail.com")
    assert not rules.similar("ana@brand.example", "benjamin@brand.example")
    assert not rules.similar("ana@brand.example", "ana@other.example")


def test_a_network_is_a_neighbourhood_and_nothing_finer():
    assert rules.network_of("203.0.113.7") == rules.network_of("203.0.113.200") == "203.0.113.0/24"
    assert rules.network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert rules.network_of("::ffff:203.0.113.7") == "203.0.113.0/24"
    assert rules.network_of("unknown") == ""


def test_the_same_network_within_a_day_is_a_sign_and_the_browser_there_another(ana, ben):
    seen(ana)
    seen(ben, "203.0.113.99")
    assert joining(ana, ben) == {"network", "browser"}
    Trace.objects.filter(member=ben).update(browser="chrome")
    assert joining(ana, ben) == {"network"}
    Trace.objects.filter(member=ana).update(at=now() - timedelta(hours=25))
    assert joining(ana, ben) == set()


def test_joining_at_once_counts_on_the_same_network_only(ana, ben):
    seen(ana, agent=CHROME)
    seen(ben)
    assert joining(ana, ben, opened=now() - timedelta(seconds=30)) == {"network", "quick"}
    Trace.objects.filter(member=ana).delete()
    assert joining(ana, ben, opened=now() - timedelta(seconds=30)) == set()


def test_a_sunday_and_a_monday_can_be_compared(ana, ben):
    monday = now().replace(hour=1) - timedelta(days=now().weekday())
    with clock.at(monday - timedelta(days=3)):
        seen(ben, "198.51.100.1")
    with clock.at(monday - timedelta(hours=2)):
        seen(ana)
    with clock.at(monday):
        seen(ben)
    assert NetworkKey.objects.count() == 2
    assert "network" in joining(ana, ben)


def test_no_address_is_kept_and_after_30_days_neither_the_trace_nor_its_key(client, ana):
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD}, REMOTE_ADDR=HOME, headers={"user-agent": FIREFOX})
    trace = Trace.objects.get(member=ana)
    assert trace.browser == "firefox" and "203" not in trace.network[:3] + trace.network_before and len(trace.network) == 32
    assert HOME not in str(list(Trace.objects.values())) + str(privacy.export(ana))
    with clock.at(now() + timedelta(days=29)):
        assert actions.forget_old() == 0
    with clock.at(now() + timedelta(days=45)):
        assert actions.forget_old() == 1
    assert not Trace.objects.exists() and not NetworkKey.objects.exists()


def test_reading_leaves_no_trace(ana):
    browser = Client()
    browser.force_login(ana)
    for path in ("/", "/invite/", f"/invite/{signed_up(ana, 'nia').referral.code.text}/"):
        browser.get(path)
    assert not Trace.objects.exists()


def test_who_only_acts_for_one_person_from_the_first_minute_on_is_noticed(ana, ben):
    eva = invited(ana, "eva")
    answer = make_answer(make_question(ben), ana)
    assert set(pairs.signs_of_acting(ana, eva)) == set()
    forum.mark_helped(answer, by=eva)
    assert set(pairs.signs_of_acting(ana, eva)) == {"only_for_one"}
    other = make_answer(make_question(ana, "Which bell is loud enough?"), ben)
    forum.mark_helped(other, by=eva)
    assert set(pairs.signs_of_acting(ana, eva)) == set()


def test_marks_have_a_share_only_when_there_are_some(ana, ben):
    eva = invited(ana, "eva")
    answers = [make_answer(make_question(ben, f"Which bell is loud enough, {n}?"), ana, f"This one, {n}.") for n in range(4)]
    for n, answer in enumerate(answers):
        assert "marks_for_one" not in set(pairs.signs_of_acting(ana, eva)), n
        forum.mark_helped(answer, by=eva)
    assert "marks_for_one" in set(pairs.signs_of_acting(ana, eva))


def test_a_sign_is_noted_once_and_the_score_is_of_all_that_was_seen(db):
    about = Subject("referral", 1)
    assert actions.note_signs(about, ["disposable"]) == 25
    assert actions.note_signs(about, ["disposable", "similar_address"]) == 50
    assert Sign.objects.count() == 2


@pytest.mark.parametrize(("checks", "state"), [("relaxed", "rewarded"), ("moderate", "held"), ("strict", "held")])
def test_how_strict_the_brand_is_moves_the_limits(settings, ana, ben, checks, state):
    settings.FRAUD_CHECKS = checks
    eva = invited(ana, "eva")
    actions.note_signs(referral_of(eva).subject, ["disposable", "similar_address"])
    find_help(eva, ben)
    assert referral_of(eva).state == state


def test_many_signs_pause_the_invitation_until_the_team_has_looked(ana, ben, mia):
    from engagement.referrals import actions as referrals

    eva = invited(ana, "eva")
    actions.note_signs(referral_of(eva).subject, ["disposable", "similar_address", "rejected_before"])
    find_help(eva, ben)
    code = referral_of(eva).code
    assert referral_of(eva).state == "held" and not code.is_open and code.paused_by_team
    browser = Client()
    browser.force_login(ana)
    assert browser.post("/invite/code/resume/").status_code == 403
    code.refresh_from_db()
    assert not code.is_open
    referrals.decide(referral_of(eva), by=mia)
    code.refresh_from_db()
    assert code.is_open
