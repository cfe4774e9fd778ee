"""The inbox, the preferences and the way out, as pages."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.events import door
from community.events.models import Event
from community.forum import actions as forum
from community.notifications import actions, reactions, registry
from community.notifications.mail import stop_token
from community.notifications.models import Message, Preference
from tests.posts import make_answer, make_question


@pytest.fixture
def tell_all(db):
    """What the worker does for the inbox, without what other rooms make of the same facts."""

    def tell():
        for event in Event.objects.filter(name__startswith="answer.").order_by("pk"):
            if event.name in registry.notices:
                reactions.tell(door.load(event), event)

    return tell


@pytest.fixture
def told(ana, ben, work):
    """Ana has two answers to one question; returns the question."""
    question = make_question(ana)
    for number in range(2):
        make_answer(question, ben, body=f"Check the earth wire at the rear light, part {number}.")
    work()
    return question


def test_the_inbox_groups_by_question_and_marks_what_is_unread(client, ana, told):
    client.force_login(ana)
    page = client.get(reverse("inbox")).content.decode()
    assert page.count("Ben answered your question.") >= 2
    assert page.count(f">{told.title}<") == 1
    assert page.count('class="unread"') == 2


def test_reading_the_inbox_writes_nothing(client, ana, told):
    client.force_login(ana)
    client.get(reverse("inbox"))
    assert actions.unread_count(ana.pk) == 2


def test_one_line_or_all_can_be_marked_as_read(client, ana, told):
    client.force_login(ana)
    message = Message.objects.inbox_of(ana.pk).first()
    client.post(reverse("inbox_read", args=[message.pk]))
    assert actions.unread_count(ana.pk) == 1
    assert client.post(reverse("inbox_read_all"), {"until": message.pk}).status_code == 302
    assert actions.unread_count(ana.pk) == 0


def test_mark_all_leaves_what_came_after_the_page_unread(client, ana, told):
    client.force_login(ana)
    oldest = Message.objects.inbox_of(ana.pk).last()
    client.post(reverse("inbox_read_all"), {"until": oldest.pk})
    assert actions.unread_count(ana.pk) == 1


@pytest.mark.parametrize("until", ["", "x", "9" * 40, "-1", "²"])
def test_a_nonsense_limit_marks_nothing(client, ana, told, until):
    client.force_login(ana)
    assert client.post(reverse("inbox_read_all"), {"until": until}).status_code == 302
    assert actions.unread_count(ana.pk) == 2


def test_nobody_marks_the_messages_of_others(client, ana, ben, told):
    client.force_login(ben)
    message = Message.objects.inbox_of(ana.pk).first()
    client.post(reverse("inbox_read", args=[message.pk]))
    client.post(reverse("inbox_read_all"), {"until": message.pk})
    assert actions.unread_count(ana.pk) == 2


def test_guests_are_sent_to_sign_in(client, db):
    for name in ("inbox", "notification_preferences"):
        assert client.get(reverse(name)).headers["Location"].startswith("/accounts/login/")


def test_an_empty_inbox_says_so(client, ana):
    client.force_login(ana)
    assert "Nothing yet." in client.get(reverse("inbox")).content.decode()


def test_older_messages_are_reached_by_a_link_and_none_is_shown_twice(client, ana, ben, tell_all):
    for number in range(35):
        make_answer(make_question(ana, title=f"Which tyre fits wheel number {number}?"), ben)
    tell_all()
    client.force_login(ana)
    seen, address = [], "?"
    while address:
        page = client.get(reverse("inbox") + address).content.decode()
        seen += re.findall(r"wheel number (\d+)\?</h3>", page)
        found = re.search(r'href="(\?before=\d+)"', page)
        address = found[1] if found else None
    assert seen == [str(number) for number in reversed(range(35))]


def test_the_inbox_costs_the_same_for_one_message_and_for_thirty(client, ana, ben, tell_all):
    client.force_login(ana)
    client.get(reverse("inbox"))  # what a process remembers is remembered
    costs = []
    for count in (1, 15):
        for number in range(count):
            make_answer(make_question(ana, title=f"Which tyre fits wheel {count} {number}, please?"), ben)
            mine = make_answer(make_question(ben, title=f"Which bell fits bar {count} {number}, please?"), ana)
            forum.accept_answer(mine, by=ben)
        tell_all()
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("inbox"))
        costs.append(len(spent))
    assert costs[0] == costs[1]


def test_preferences_are_kept_and_shown(client, ana):
    client.force_login(ana)
    address = reverse("notification_preferences")
    assert client.get(address).content.decode().count(" checked") >= 6
    client.post(address, {"answer.posted:inbox": "on", "nonsense:mail": "on"})
    page = client.get(address).content.decode()
    assert page.count(" checked") == 1
    assert not Preference.objects.filter(kind="nonsense").exists()
    assert actions.wants(ana, kind="answer.posted", channel="inbox")
    assert not actions.wants(ana, kind="answer.posted", channel="mail")


def test_one_click_in_a_mail_program_ends_that_kind_of_mail_without_signing_in(client, ana, ben, told, work):
    way_out = re.search(r"<http://[^/]+(/[^>]+)>", mail.outbox[0].extra_headers["List-Unsubscribe"])[1]
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert "End these e-mails" in strict.get(way_out).content.decode()
    assert actions.wants(ana, kind="answer.posted", channel="mail")  # looking is not pressing
    assert strict.post(way_out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not actions.wants(ana, kind="answer.posted", channel="mail")
    assert actions.wants(ana, kind="answer.posted", channel="inbox")
    mail.outbox.clear()
    make_answer(told, ben, body="And have a look at the fuse as well.")
    work()
    assert not mail.outbox and actions.unread_count(ana.pk) == 3


@pytest.mark.parametrize("token", ["x", "WzEsICJ4Il0:abc:def", "."])
def test_a_way_out_that_nobody_signed_is_unknown(client, db, token):
    assert client.post(reverse("unsubscribe", args=[token])).status_code == 404


def test_a_way_out_for_a_kind_that_is_no_more_is_unknown(client, ana):
    assert client.post(reverse("unsubscribe", args=[stop_token(ana.pk, "gone.kind")])).status_code == 404


def test_the_bell_counts_on_every_page(client, ana, told):
    client.force_login(ana)
    page = client.get(reverse("notification_preferences")).content.decode()
    assert re.search(r"data-inbox-count>\s*2<", page)


def test_a_members_messages_are_exported_and_erased(ana, told):
    from community.notifications import privacy

    actions.stop_mail(member=ana, kind="answer.posted")
    assert {row["channel"] for row in privacy.export(ana)["messages"]} == {"inbox", "mail"}
    privacy.erase(ana)
    assert privacy.export(ana) == {"messages": [], "unwanted": []}
