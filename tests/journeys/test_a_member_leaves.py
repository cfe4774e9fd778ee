"""A member takes everything with them, leaves, thinks again, leaves for good, and is forgotten; what they gave stays."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from PIL import Image

from community.events import jobs, worker
from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Answer, Question
from community.importers.models import ImportedRow
from community.members import actions as members
from community.members.models import OWNERS, Export, Identity, Leaving, Member
from community.verdict import Refused
from engagement.loyalty import actions as loyalty
from tests.people import PASSWORD, make_member
from tests.posts import make_answer, make_question
from tests.traces import traces

STAYS = "Turn the little brass screw, zqpublic."
ADDRESS, NETWORK = "zqmail@example.com", "203.0.113.77"


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return SimpleUploadedFile("zqfile.png", out.getvalue())


@pytest.fixture
def own_places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = tmp_path / "media", tmp_path / "exports"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    (settings.EMAIL_FILE_PATH / "1.log").write_text(f"To: {ADDRESS}\n\nHello zqname")


def sign_in(member):
    client = Client(HTTP_USER_AGENT="zqagent", REMOTE_ADDR=NETWORK)
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    return client


@pytest.fixture
def life(transactional_db, own_places, ben, leo):
    """Somebody who left a word in every corner."""
    zoe = make_member("zqold", name="Zqname Zqfamily", email=ADDRESS)
    members.change_profile(zoe, name="Zqname Zqfamily", bio="zqbio", language="es", time_zone="Asia/Kuala_Lumpur", by=zoe)
    members.rename_handle(zoe, handle="zqhandle", by=zoe)
    members.set_avatar(zoe, photo(), by=zoe)
    members.create_token(zoe, name="zqkey", by=zoe)
    members.allow(zoe, purpose="share", channel="systems", where="settings", by=zoe)
    Identity.objects.create(member=zoe, kind="number", value="zqnumber")
    picture = forum.add_picture(photo("blue"), by=zoe)
    question = make_question(ben)
    answer = make_answer(question, zoe, f"{STAYS}\n\n![zqphoto]({picture.get_absolute_url()})")
    forum.accept_answer(answer, by=ben)
    mine = make_question(zoe, "Which bell is loud enough for a road?")
    helped = make_answer(mine, ben)
    forum.write_note(helped, words="You saved my evening.", public=True, by=zoe)
    forum.doubt_answer(
        make_answer(make_question(ben, "Is a steel chain better?"), ben), kind="outdated", reason="zqdoubt", by=zoe
    )
    private = make_question(zoe, "My zqserial number and invoice", body="It is zqsecret.", visibility="private")
    reply = make_answer(private, leo, "Your zqserial is fine.")
    forum.post_comment(private, answer=reply, body="Then zqcomment.", by=zoe)
    forum.save_draft("ask", words={"title": "zqdraft"}, writer="5f0c6a44-6f0e-4b52-9d3c-0c5d2f9a7e11", by=zoe)
    ImportedRow.objects.create(
        source="old", kind="user", source_id="7", object_kind="member", object_id=zoe.pk, raw={"x": "zqraw"}
    )
    order = {"source": "shop", "source_id": "77", "number": "zqorder", "amount": 900, "currency": "EUR", "placed_at": now()}
    loyalty.place_orders([loyalty.Purchase(member=zoe, **order)])
    loyalty.note_contact(zoe, direction="in", where="Shop", summary="zqspoken", by=leo)
    loyalty.note_look([zoe.pk], what=["all"], because="zqbecause", by=leo)
    loyalty.say_wrong(zoe, words="zqwrong", by=zoe)
    sign_in(zoe)
    worker.drain()
    zoe.refresh_from_db()
    return zoe


PLANTED = """
    zqold zqname zqfamily zqbio zqhandle zqkey zqnumber zqphoto zqdoubt zqserial zqsecret zqcomment zqdraft zqraw zqorder
    zqspoken zqbecause zqwrong zqagent zqmail@example.com 203.0.113.77
""".split()  # noqa: SIM905 - a list of words is read best as words


def test_nothing_of_who_left_is_found_anywhere_and_what_they_gave_stays(life, ben, settings, tmp_path):
    kept = traces(PLANTED, files=[tmp_path])
    assert set(kept) == set(PLANTED)  # the scan finds what is there, in tables and in the database's own file
    assert connection.vendor != "sqlite" or any(str(connection.settings_dict["NAME"]) in place for place in kept["zqbio"])
    members.make_export(members.ask_export(by=life))
    before = {name: getattr(Member.objects.get(pk=ben.pk), name) for name in ("people_helped", "flair")}
    facts, standing = Event.objects.filter(subject=ben).count(), loyalty_of(ben)

    members.ask_to_leave(texts_too=False, by=life)
    members.forget(life)
    worker.drain()
    forum.mark_helped(Answer.objects.get(author=life, question__author=ben), by=leo_of(ben))  # life goes on beside it
    worker.drain()

    assert traces(PLANTED, files=[tmp_path]) == {}
    assert not list(settings.EXPORT_ROOT.glob("*")) and not [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]
    assert {name: getattr(Member.objects.get(pk=ben.pk), name) for name in before} == before
    assert Event.objects.filter(subject=ben).count() == facts and loyalty_of(ben) == standing
    answer = Answer.objects.get(author=life, question__author=ben)
    assert "zqpublic" in answer.body and "/pictures/" not in answer.html and "brass screw" in answer.html
    page = Client().get(answer.question.get_absolute_url()).content.decode()
    assert "A former member" in page and "zqpublic" in page
    assert Client().get("/members/zqhandle/").status_code == 404
    assert Client().get(f"/members/{Member.objects.get(pk=life.pk).handle}/").status_code == 410
    assert Event.objects.filter(name="member.erased", subject=life).count() == 1


def loyalty_of(member):
    from engagement.loyalty.bodies import profile_of

    return profile_of(member).body


def leo_of(ben):
    return Member.objects.get(handle="leo")


def test_who_wants_their_words_gone_as_well_has_them_gone_and_others_keep_their_numbers(life, ben, tmp_path):
    members.ask_to_leave(texts_too=True, by=life)
    before = loyalty_of(ben)
    members.forget(life)
    worker.drain()
    assert traces([*PLANTED, "zqpublic", "loud enough"], files=[tmp_path]) == {}
    assert loyalty_of(ben) == before and Question.objects.filter(author=life).count() == 2
    assert Client().get(Question.objects.get(author=ben, title__contains="flicker").get_absolute_url()).status_code == 200


def test_who_was_merged_into_them_is_forgotten_with_them(life, tmp_path):
    twin = make_member("zqtwin", name="Zqother", email="zqtwin@example.com")
    Member.objects.filter(pk=twin.pk).update(merged_into=life)
    assert {"zqtwin", "zqother"} <= set(traces(["zqtwin", "zqother"]))
    members.forget(life)
    assert traces(["zqtwin", "zqother"], files=[tmp_path]) == {}


@pytest.mark.django_db
def test_a_member_downloads_everything_in_three_clicks_and_nobody_else_can(ana, ben, mia, own_places, work, settings):
    make_answer(make_question(ben), ana, "=Check the earth wire")
    forum.save_draft("ask", words={"title": "Half a thought"}, writer="5f0c6a44-6f0e-4b52-9d3c-0c5d2f9a7e11", by=ana)
    browser = sign_in(ana)
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 6 * 60  # who has signed in a moment ago is not asked again
    session.save()
    asked = browser.post("/settings/privacy/export/")
    assert asked["Location"].startswith("/accounts/reauthenticate/") and not Export.objects.exists()
    browser.post(asked["Location"], {"password": PASSWORD, "next": "/settings/privacy/export/"})
    export = Export.objects.get(member=ana, ready_at=None)
    assert browser.get(f"/settings/privacy/export/{export.pk}/").status_code == 404  # not ready
    work()
    assert "lies ready" in mail.outbox[-1].subject and mail.outbox[-1].to == [ana.email]
    answer = browser.get(f"/settings/privacy/export/{export.pk}/")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith('attachment; filename="ana-')

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = json.loads(archive.read("everything.json"))
        sheet = list(csv.DictReader(io.StringIO(archive.read("csv/forum-answers.csv").decode())))
        words = archive.read("README.txt").decode()
    assert told["members"]["profile"][0]["email"] == ana.email and told["forum"]["drafts"][0]["words"] == {
        "title": "Half a thought"
    }
    assert sheet[0]["body"] == "'=Check the earth wire" and "Your answers" in words
    assert told["members"]["devices"][0]["ip"] == NETWORK and {"notifications", "loyalty", "recognition"} <= set(told)

    for other in (sign_in(ben), sign_in(mia)):
        other.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert other.get(f"/settings/privacy/export/{export.pk}/").status_code == 404
    assert Client().get(f"/settings/privacy/export/{export.pk}/").status_code == 302
    with time_machine.travel(now() + timedelta(days=8)):
        jobs.run_due()
    assert not Export.objects.exists()


@pytest.mark.django_db
def test_asking_twice_is_once_and_too_often_a_day_is_refused(ana, own_places, work):
    first = members.ask_export(by=ana)
    assert members.ask_export(by=ana) == first
    for _turn in range(4):
        work()
        members.ask_export(by=ana)
    work()
    with pytest.raises(Refused) as refused:
        members.ask_export(by=ana)
    assert refused.value.status == 429 and Export.objects.count() == 5


@pytest.mark.django_db
def test_a_member_leaves_thinks_again_and_leaves_for_good(ana, own_places, work):
    browser = sign_in(ana)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.post("/settings/privacy/leave/", {"handle": "anna"}).status_code == 400 and not Leaving.objects.exists()
    assert browser.post("/settings/privacy/leave/", {"handle": "ana"})["Location"] == "/settings/privacy/"
    work()
    link = re.search(r"http://[^/]+(/stay/\S+)", mail.outbox[-1].body)[1]
    assert "will be deleted on" in mail.outbox[-1].subject
    assert "will be deleted on" in sign_in(ana).get("/").content.decode()  # whoever signs in is told

    stranger = Client()
    assert "Stay after all?" in stranger.get(link).content.decode() and Leaving.objects.exists()
    assert "You stay" in stranger.post(link).content.decode() and not Leaving.objects.exists()
    with time_machine.travel(now() + timedelta(days=15)):
        jobs.run_due()
    assert Member.objects.get(pk=ana.pk).erased_at is None

    members.ask_to_leave(texts_too=False, by=ana)
    with time_machine.travel(now() + timedelta(days=13)):
        jobs.run_due()
    assert Member.objects.get(pk=ana.pk).erased_at is None
    with time_machine.travel(now() + timedelta(days=16)):
        jobs.run_due()
    gone = Member.objects.get(pk=ana.pk)
    assert gone.erased_at and gone.email is None and not Leaving.objects.exists()
    assert stranger.post(link).status_code == 404
    assert browser.get("/settings/")["Location"].startswith("/accounts/login/")  # their sessions ended
    assert not sign_in(ana).session.get("_auth_user_id")
    assert [event.name for event in Event.objects.filter(object_kind="leaving").order_by("pk")] == [
        "member.leaving",
        "member.stays",
        "member.leaving",
    ]


@pytest.mark.django_db
def test_the_last_owner_stays_until_there_is_another(ana, ben):
    members.set_groups(ana, [OWNERS], by=None)
    with pytest.raises(Refused) as refused:
        members.ask_to_leave(texts_too=False, by=ana)
    assert "only owner" in str(refused.value) and not Leaving.objects.exists()
    browser = sign_in(ana)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "only owner" in browser.get("/settings/privacy/leave/").content.decode()
    members.set_groups(ben, [OWNERS], by=None)
    members.ask_to_leave(texts_too=False, by=ana)
    members.set_groups(ben, [], by=None)  # and is the last one again when the day comes
    with time_machine.travel(now() + timedelta(days=15)):
        assert members.forget_due() == 0
    members.set_groups(ben, [OWNERS], by=None)
    with time_machine.travel(now() + timedelta(days=15)):
        assert members.forget_due() == 1
    assert not Member.objects.get(pk=ana.pk).is_team


@pytest.mark.django_db
def test_who_has_no_password_signs_in_once_more_before(ana, own_places):
    ana.set_unusable_password()
    ana.save()
    browser = Client()
    browser.force_login(ana)
    assert browser.post("/settings/privacy/leave/", {"handle": "ana"})["Location"].startswith("/accounts/login/")
    assert not Leaving.objects.exists() and "_auth_user_id" not in browser.session
