"""Photos in texts: nobody's but the sender's until they stand in a text, then whoever's may read it."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from community import clock
from community.forum import actions, reconcile, rules
from community.forum.models import Answer, Draft, Picture, Question
from community.members import pictures
from tests.posts import make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def photo(size=(400, 300), kind="JPEG", **how):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **how)
    return SimpleUploadedFile("me.jpg", out.getvalue())


def client_of(member=None):
    client = Client()
    if member:
        client.force_login(member)
    return client


def test_a_photo_is_its_senders_until_it_stands_in_a_text_and_then_its_readers(ana, ben, zed, mia):
    anas, zeds, guest = client_of(ana), client_of(zed), client_of()
    notes = Image.Exif()
    notes[0x010E] = "secret place"
    address = anas.post("/pictures/", {"picture": photo((3000, 1500), exif=notes)}).json()["address"]
    assert address.endswith("-1600x800.webp") and zeds.get(address).status_code == guest.get(address).status_code == 404
    shown = anas.get(address)
    data = b"".join(shown)
    assert shown["Content-Type"] == "image/webp" and "private" in shown["Cache-Control"] and b"secret" not in data
    assert Image.open(io.BytesIO(data)).size == (1600, 800)

    words = f"See here ![Picture]({address})"
    question = actions.ask_question(title="My serial number and invoice", body=words, visibility="private", by=ana)
    assert f'src="{address}"' in question.html and 'width="1600" height="800"' in question.html
    assert client_of(mia).get(address).status_code == 200 and zeds.get(address).status_code == 404

    stolen = actions.ask_question(title="Whose picture is this one?", body=words, by=zed)
    assert not stolen.pictures.exists() and guest.get(address).status_code == 404

    public = make_question(ana, "Why does the lamp look like this?", body=words)
    assert guest.get(address).status_code == 200
    actions.edit_question(public, title=public.title, body="Never mind.", by=ana)
    assert guest.get(address).status_code == 404


def test_a_photo_of_a_hidden_answer_is_gone_with_it(ana, ben, mia):
    guest = client_of()
    added = actions.add_picture(photo(), by=ben)
    answer = actions.post_answer(make_question(ana), body=f"![Picture]({added.get_absolute_url()})", by=ben)
    assert guest.get(added.get_absolute_url()).status_code == 200
    actions.hide_text(answer, reason="personal", by=mia)
    assert guest.get(added.get_absolute_url()).status_code == 404


def test_without_scripts_a_photo_comes_with_the_form_and_stays_when_the_form_is_refused(ana, ben):
    question, bens = make_question(ana), client_of(ben)
    composer = f"/questions/{question.pk}/acts/answer/"
    bens.post(composer, {"body": "Like this:", "picture": photo()})
    added = Picture.objects.get()
    assert Answer.objects.get().body == f"Like this:\n\n![Picture]({added.get_absolute_url()})"
    refused = bens.post("/questions/ask/", {"title": "Short", "body": "", "picture": photo()})
    assert refused.status_code == 400 and Picture.objects.latest("pk").key in refused.content.decode()
    for address, title in ((composer, ""), ("/questions/ask/", "A title that is long enough")):
        broken = bens.post(address, {"title": title, "body": "Kept words", "picture": SimpleUploadedFile("a.jpg", b"no picture")})
        assert broken.status_code == 400 and "Kept words" in broken.content.decode() and "as a picture" in broken.content.decode()
    assert Answer.objects.count() == Question.objects.count() == 1


def test_what_is_no_picture_or_too_many_is_refused_with_a_sentence(monkeypatch, ben):
    bens = client_of(ben)
    assert client_of().post("/pictures/", {"picture": photo()}).status_code == 401
    refused = bens.post("/pictures/", {"picture": SimpleUploadedFile("a.jpg", b"<svg>")})
    assert refused.status_code == 400 and "as a picture" in refused.json()["problem"]
    monkeypatch.setattr(rules, "PICTURES_A_DAY", 0)
    assert bens.post("/pictures/", {"picture": photo()}).status_code == 429
    assert not Picture.objects.exists()


def test_photos_nobody_used_are_removed_but_not_one_that_a_draft_waits_with(ana):
    unused, waiting, fresh = (actions.add_picture(photo(), by=ana) for _ in range(3))
    Draft.objects.create(member=ana, place="ask", words={"body": waiting.get_absolute_url()}, writer="0" * 32)
    long_ago = clock.now() - timedelta(days=settings.KEEP_DAYS["pictures"], hours=1)
    Picture.objects.exclude(pk=fresh.pk).update(added_at=long_ago)
    assert [found[1] for found in reconcile.differences(fix=True)] == [unused.key]
    assert set(Picture.objects.all()) == {waiting, fresh}


def test_a_removed_photo_has_no_file_left(ana, django_capture_on_commit_callbacks):
    added = actions.add_picture(photo(), by=ana)
    assert default_storage.exists(pictures.photo_file(added.key))
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_picture(added)
    assert not default_storage.exists(pictures.photo_file(added.key))
