"""Members on the desk: found by filters, seen whole with a reason that they read, thanked by name."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import clock
from community.forum import actions as forum
from community.members import actions as members
from community.members.models import MODERATORS, OWNERS, Member
from community.notifications.models import Message
from community.verdict import Refused
from engagement.cases.models import Case
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import HandOver, Look, Membership, Thanks, Tier
from engagement.recognition.models import Balance, Entry
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward
from tests.people import make_editor, make_known, make_member, make_moderator

pytestmark = pytest.mark.django_db
LIST = "/cms/members/"


def as_(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def listed(browser: Client, **said: str) -> list[str]:
    answer = browser.get(LIST, said)
    assert answer.status_code == 200, said
    return [row.handle for row in answer.context["rows"]]


def look(browser: Client, member: Member) -> None:
    assert browser.post(f"{LIST}{member.pk}/", {"because": "Your message of today"}).status_code == 302


@pytest.fixture
def crowd(ana, ben, zed, mia, leo) -> None:
    """Ana speaks Spanish and owns a lamp, ben helped much, zed is switched off, nia has no account."""
    Member.objects.filter(pk=ana.pk).update(language="es")
    Balance.objects.create(member=ben, highest_level=3)
    Member.objects.filter(pk=zed.pk).update(is_active=False)
    make_known(system="shop:7", name="Nia")
    members.sign_up(name="Never confirmed", email="never@example.com")
    lamp = forum.create_product(name="Lamp", category=forum.create_category(name="Lights"))
    loyalty.say_owned(ana, product=lamp, since=date(2024, 3, 1), by=ana)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {"nia", "leo", "mia", "zed", "ben", "ana"}),
        ({"q": "an"}, {"ana"}),
        ({"q": "@ben"}, {"ben"}),
        ({"q": "ANA@example.com"}, {"ana"}),
        ({"q": "ana@example"}, set()),
        ({"language": "es"}, {"ana"}),
        ({"level": "3"}, {"ben"}),
        ({"level": "1"}, {"nia", "leo", "mia", "zed", "ana"}),
        ({"state": "off"}, {"zed"}),
        ({"state": "unclaimed"}, {"nia"}),
        ({"state": "team"}, {"leo", "mia"}),
        ({"state": MODERATORS}, {"mia"}),
        ({"state": "suspended"}, set()),
        ({"joined": "7", "language": "es"}, {"ana"}),
        ({"seen": "not-90"}, {"leo", "mia", "zed", "ben", "ana"}),
    ],
    ids=lambda one: " ".join(sorted(map(str, one.items() if isinstance(one, dict) else one))),
)
def test_filters_find_who_is_meant(crowd, leo, said, expected):
    browser = as_(leo)
    Member.objects.update(last_login=None)
    assert set(listed(browser, **said)) == expected


@pytest.mark.parametrize(
    "said", [{"level": "x"}, {"joined": "-1"}, {"product": "99999"}, {"language": "<b>"}, {"state": "\x00"}], ids=str
)
def test_nonsense_is_said_and_breaks_nothing(crowd, leo, said):
    assert as_(leo).get(LIST, said).status_code == 400
    assert as_(leo).get(LIST, {"before": "9" * 40, "q": "\x00‮"}).status_code in (200, 400)


def test_what_is_private_is_filtered_with_a_reason_that_each_of_them_reads(crowd, leo, ana, ben):
    tier = Tier.objects.create(name="Copper", slug="copper", threshold=1)
    Membership.objects.create(member=ben, tier=tier, since=clock.now())
    browser, product = as_(leo), {"product": ana.owned.get().product_id}
    answer = browser.get(LIST, product)
    assert answer.context["rows"] == [] and b"Each member of the list reads that you looked" in answer.content
    assert not Look.objects.exists()
    assert browser.post(LIST, product | {"because": ""}).status_code == 400
    answer = browser.post(LIST, product | {"because": "A recall of this lamp"})
    assert [row.handle for row in answer.context["rows"]] == ["ana"]
    seen = Look.objects.get()
    assert (seen.member, seen.by, seen.because, seen.what) == (ana, leo, "A recall of this lamp", ["products"])
    answer = browser.post(LIST, {"membership": "copper", "because": "To say thank you"})
    assert [row.handle for row in answer.context["rows"]] == ["ben"]
    assert Look.objects.get(member=ben).what == ["membership"]


def test_moderators_see_who_is_here_and_no_addresses_purchases_or_memberships(crowd, mia, ana):
    browser = as_(mia)
    assert listed(browser, q="ana@example.com") == []
    assert listed(browser, product=str(ana.owned.get().product_id), membership="copper") == listed(browser)
    look(browser, ana)
    page = browser.get(f"{LIST}{ana.pk}/").content.decode()
    assert "@ana" in page and "ana@example.com" not in page and "Lamp" not in page and "Between us" not in page
    assert Look.objects.get().what == ["given"]


def test_members_and_guests_find_no_list(ana):
    for browser, status in ((Client(), 302), (as_(ana), 403)):
        for address in (LIST, f"{LIST}{ana.pk}/"):
            assert browser.get(address).status_code == status
        assert browser.post(f"{LIST}{ana.pk}/thank/", {"words": "Well done"}).status_code == status
    assert not Thanks.objects.exists() and not Look.objects.exists()


def test_one_member_is_seen_whole_after_saying_why_and_reads_who_looked(crowd, leo, ana):
    browser, page = as_(leo), f"{LIST}{ana.pk}/"
    answer = browser.get(page)
    assert b"sees that you looked" in answer.content and b"ana@example.com" not in answer.content and not Look.objects.exists()
    assert browser.post(page, {"because": ""}).status_code == 400
    look(browser, ana)
    Case.objects.create(member=ana, kind=Case.Kind.HAND, summary="The lamp came broken", due_at=clock.now())
    shown = browser.get(page).content.decode()
    for words in (
        "The lamp came broken",
        "ana@example.com",
        "Lamp",
        "Who looked",
        "Your message of today",
        "News and offers",
        "You joined.",
    ):
        assert words in shown, words
    assert "Your message of today" in as_(ana).get("/me/history/").content.decode()
    assert as_(make_editor("lia")).get(page).context.get("standing") is None, "everybody says why for themselves"
    with_look = Look.objects.get()
    assert with_look.what == ["all", "history"]


def test_acts_need_the_look_too(leo, ana):
    browser = as_(leo)
    for act in ("thank/", "give/"):
        assert browser.post(f"{LIST}{ana.pk}/{act}", {"words": "Well done", "why": "x"}).status_code == 403
    assert not Thanks.objects.exists() and not Gift.objects.exists()
    assert browser.get(f"{LIST}99999/").status_code == 404


# --- thanks -----------------------------------------------------------------------------------------------------


def test_a_thank_you_is_signed_told_and_counts_towards_nothing(mia, ana, work):
    browser = as_(mia)
    look(browser, ana)
    answer = browser.post(f"{LIST}{ana.pk}/thank/", {"words": "You stayed with three newcomers last week."})
    assert answer.status_code == 302
    work()
    assert {told.event.name for told in Message.objects.filter(member=ana)} == {"team.thanked"}
    inbox = as_(ana).get("/notifications/").content.decode()
    assert "Mia of" in inbox and "thanks you" in inbox
    assert "You stayed with three newcomers last week." in as_(ana).get("/me/history/").content.decode()
    assert not Entry.objects.exists()
    browser.post(f"{LIST}{ana.pk}/thank/", {"words": "You stayed with three newcomers last week."})
    assert Thanks.objects.count() == 1, "sent twice it is one"


def test_everybody_has_so_many_a_month(mia, leo, ana, ben, settings):
    settings.TEAM_THANKS_A_MONTH = 2
    from community import clock

    for n in range(2):
        loyalty.thank(ana, words=f"Thanks {n}", by=mia)
    with pytest.raises(Refused):
        loyalty.thank(ben, words="One too many", by=mia)
    browser = as_(mia)
    look(browser, ben)
    answer = browser.post(f"{LIST}{ben.pk}/thank/", {"words": "One too many"})
    assert answer.status_code == 400 and b"for this month" in answer.content and b"One too many" in answer.content
    loyalty.thank(ben, words="From somebody else", by=leo)
    with clock.at(clock.now() + timedelta(days=32)):
        assert loyalty.thanks_left(mia) == 2
    assert Thanks.objects.count() == 3


@pytest.mark.parametrize("words", ["", "   ", "x" * 301], ids=["none", "blank", "long"])
def test_a_thank_you_has_words(mia, ana, words):
    browser = as_(mia)
    look(browser, ana)
    assert browser.post(f"{LIST}{ana.pk}/thank/", {"words": words}).status_code == 400
    assert not Thanks.objects.exists()


def test_nobody_is_thanked_by_members_by_themselves_or_within_the_team(mia, leo, ana, ben):
    for by, member in ((ana, ben), (mia, mia), (mia, leo)):
        with pytest.raises(Refused):
            loyalty.thank(member, words="Well done", by=by)
    assert not Thanks.objects.exists()


# --- rewards and hand-over --------------------------------------------------------------------------------------


@pytest.fixture
def evening(leo) -> Reward:
    reward = Reward(slug="evening", name="Evening in the workshop", words="Come.", kind="experience", is_on=True)
    rewards.save_reward(reward, by=leo)
    return reward


def test_a_reward_is_given_with_words_and_taken_back(leo, ana, evening):
    browser = as_(leo)
    look(browser, ana)
    said = {"reward": evening.pk, "why": "You asked so well.", "ticket": "7"}
    for _twice in range(2):
        assert browser.post(f"{LIST}{ana.pk}/give/", said).status_code == 302
    gift = Gift.objects.get()
    assert (gift.member, gift.why, gift.by) == (ana, "You asked so well.", leo)
    assert browser.post(f"{LIST}{ana.pk}/gifts/{gift.pk}/take-back/").status_code == 302
    gift.refresh_from_db()
    assert gift.status == Gift.Status.CANCELLED
    assert browser.post(f"{LIST}{ana.pk}/gifts/999/take-back/").status_code == 404


def test_moderators_give_no_rewards(mia, ana, evening):
    browser = as_(mia)
    look(browser, ana)
    assert browser.post(f"{LIST}{ana.pk}/give/", {"reward": evening.pk, "why": "x", "ticket": "1"}).status_code == 400
    assert not Gift.objects.exists()


def test_a_promise_is_handed_over_with_a_note_that_both_read(leo, ana, work):
    lia = make_editor("lia")
    contact = loyalty.note_contact(ana, direction="in", summary="The lamp flickers", next_step="Send a new one", by=leo)
    browser = as_(leo)
    look(browser, ana)
    page = f"{LIST}{ana.pk}/contacts/{contact.pk}/hand-over/"
    assert browser.post(page, {"to": lia.pk, "note": " "}).status_code == 400
    assert browser.post(page, {"to": ana.pk, "note": "Yours"}).status_code == 400, "never to a member"
    for _twice in range(2):
        assert browser.post(page, {"to": lia.pk, "note": "She is away until Monday."}).status_code == 302
    contact.refresh_from_db()
    assert contact.owner == lia and HandOver.objects.get().before == leo
    work()
    assert "Send a new one" in as_(lia).get("/notifications/").content.decode()
    assert "She is away until Monday." in as_(ana).get("/me/history/").content.decode()
    loyalty.finish_contact(contact, outcome="Sent", by=lia)
    assert browser.post(page, {"to": leo.pk, "note": "Back to me"}).status_code == 400, "nothing is open any more"


# --- cost -------------------------------------------------------------------------------------------------------


def test_the_list_costs_ten_statements_however_many_there_are(leo):
    browser = as_(leo)

    def count() -> int:
        with CaptureQueriesContext(connection) as told:
            browser.get(LIST)
        return len(told)

    browser.get(LIST)
    few = count()
    for n in range(60):
        make_moderator(f"m{n:03}") if n < 5 else make_member(f"m{n:03}")
    assert count() == few <= 10, "nine of them are Wagtail's own frame"
    second = browser.get(LIST, {"before": browser.get(LIST).context["older"]})
    assert len(second.context["rows"]) == 11


def test_owners_see_what_the_brand_team_sees(ana):
    owner = make_member("olga")
    members.set_groups(owner, [OWNERS], by=None)
    browser = as_(owner)
    look(browser, ana)
    assert "ana@example.com" in browser.get(f"{LIST}{ana.pk}/").content.decode()
