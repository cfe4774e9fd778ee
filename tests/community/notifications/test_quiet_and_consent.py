"""A mail that can wait waits for the morning; one for a purpose goes only while it is allowed."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from community.events.door import emit
from community.events.models import Due, Event
from community.members import actions as members
from community.members.consent import may
from community.members.models import Consent
from community.members.rules import end_of_quiet
from community.notifications.models import Message, Preference
from tests.facts import a_fact, a_notice
from tests.posts import make_answer, make_question

MADRID = ZoneInfo("Europe/Madrid")
TOMORROW = datetime.now(MADRID).date() + timedelta(days=1)  # what the cast did before the test is past then, on every day
EVENING = datetime.combine(TOMORROW, time(21, 30), MADRID)
MORNING = datetime.combine(TOMORROW + timedelta(days=1), time(8), MADRID)
NEWS = {"purpose": "news", "channel": "mail"}


def ring(bell, member):
    with transaction.atomic():
        emit(bell(subject_id=member.pk))


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        ("2026-11-27T20:59+01:00", (21, 8), None),
        ("2026-11-27T21:00+01:00", (21, 8), "2026-11-28T08:00+01:00"),
        ("2026-11-28T07:59+01:00", (21, 8), "2026-11-28T08:00+01:00"),
        ("2026-11-28T08:00+01:00", (21, 8), None),
        ("2026-11-28T13:15+01:00", (13, 16), "2026-11-28T16:00+01:00"),
        ("2026-11-28T16:00+01:00", (13, 16), None),
        ("2026-11-28T03:00+01:00", (0, 0), None),
        ("2026-11-28T03:00+01:00", (9, 9), None),
        ("2026-12-31T23:30+01:00", (21, 8), "2027-01-01T08:00+01:00"),
        ("2026-10-24T22:00+02:00", (21, 8), "2026-10-25T08:00+01:00"),  # the night that has an hour more
        ("2026-03-28T22:00+01:00", (21, 8), "2026-03-29T08:00+02:00"),  # and the one that has an hour less
    ],
)
def test_quiet_hours_are_those_of_the_members_own_day(moment, hours, end):
    expected = datetime.fromisoformat(end) if end else None
    assert end_of_quiet(datetime.fromisoformat(moment), time_zone="Europe/Madrid", hours=hours) == expected


def test_a_mail_in_the_quiet_hours_waits_for_the_morning_and_is_not_lost(ana, ben, work, settings):
    settings.QUIET_HOURS = (21, 8)
    type(ana).objects.filter(pk=ana.pk).update(time_zone="Europe/Madrid")
    with time_machine.travel(EVENING) as clock:
        make_answer(make_question(ana), ben)
        work()
        assert mail.outbox == [] and Message.objects.filter(member=ana, channel="inbox").exists()  # the bell waits for nothing
        due = Due.objects.get(reaction__endswith="tell_by_mail")
        assert (due.at, due.tries, due.lease) == (MORNING, 0, "")
        clock.move_to(MORNING - timedelta(minutes=30))
        assert work() == 0 and mail.outbox == []
        clock.move_to(MORNING + timedelta(minutes=1))
        work()
    assert [letter.to for letter in mail.outbox] == [["ana@example.com"]]


def test_hours_a_member_chose_stand_before_the_brands(ana, ben, work, settings):
    settings.QUIET_HOURS = (21, 8)
    members.choose_reach(ana, reached_by="mail", quiet_from=6, quiet_until=6, by=ana)
    with time_machine.travel(EVENING + timedelta(hours=3)):
        make_answer(make_question(ana), ben)
        work()
    assert len(mail.outbox) == 1


def test_who_wants_to_hear_here_only_gets_no_mail(ana, ben, work):
    members.choose_reach(ana, reached_by="here", quiet_from=21, quiet_until=8, by=ana)
    make_answer(make_question(ana), ben)
    work()
    assert mail.outbox == [] and Message.objects.filter(member=ana, channel="inbox").exists()


def test_what_is_urgent_comes_at_night_too_and_offers_no_way_to_end_it(ana, work, settings, client):
    settings.QUIET_HOURS = (0, 23)
    members.choose_reach(ana, reached_by="here", quiet_from=0, quiet_until=23, by=ana)
    with a_fact() as bell, a_notice(bell, urgent=True):
        ring(bell, ana)
        work()
        client.force_login(ana)
        assert b"A bell" not in client.get("/notifications/preferences/").content
    assert len(mail.outbox) == 1 and "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "concerns your account" in mail.outbox[0].body


def test_mail_for_a_purpose_goes_only_while_it_is_allowed_asked_when_it_leaves(ana, work):
    with a_fact() as bell, a_notice(bell, purpose="news"):
        ring(bell, ana)
        work()
        assert mail.outbox == []
        members.allow(ana, **NEWS, where="settings", by=ana)
        ring(bell, ana)
        work()
        assert len(mail.outbox) == 1 and "you allowed it: News and offers" in mail.outbox[0].body
        ring(bell, ana)  # on its way, and then:
        members.withdraw(ana, **NEWS, where="settings", by=ana)
        work()
        assert len(mail.outbox) == 1


def test_one_link_in_the_mail_takes_the_consent_back_without_signing_in(ana, work, client):
    members.allow(ana, **NEWS, where="settings", by=ana)
    with a_fact() as bell, a_notice(bell, purpose="news"):
        ring(bell, ana)
        work()
        letter = mail.outbox[0]
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = re.search(r"<https?://[^/]+(/.*)>", letter.extra_headers["List-Unsubscribe"])[1]
        assert client.get(path).status_code == 200 and may(ana, "news", "mail")  # a scanner followed the link
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "News and offers" in answer.content.decode()
        assert not may(ana, "news", "mail")
        client.post(path)
    last = ana.consents.get(allowed=False)
    assert (last.where, last.by) == (Consent.Where.MAIL, ana) and not Preference.objects.exists()
    assert Event.objects.filter(name="consent.changed", subject=ana).count() == 2


def test_the_page_of_choices_keeps_hours_and_refuses_what_is_no_hour(ana, client):
    client.force_login(ana)
    said = {"reached_by": "here", "quiet_from": "22", "quiet_until": "7"}
    assert client.post("/settings/reach/", said).status_code == 302
    ana.refresh_from_db()
    assert (ana.reached_by, ana.quiet_hours) == ("here", (22, 7))
    assert client.post("/settings/reach/", said | {"quiet_from": "24"}).status_code == 400
    ana.refresh_from_db()
    assert ana.quiet_hours == (22, 7)
    assert '<option value="22" selected>' in client.get("/notifications/preferences/").content.decode()
