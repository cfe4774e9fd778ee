"""The disk dies by day. Last night's backup, made while people wrote, comes back in an empty place: all of it, nothing later."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from community.events.models import Due
from community.forum.models import Answer, MeToo, Question
from community.members.models import Member
from tests.cms.config.test_backup import anew, place, run  # noqa: F401 - a fixture
from tests.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def browser(member):
    client = Client()
    client.force_login(member)
    return client


class Busy(threading.Thread):
    """Members press "I have this too", one after the other, until they are told that it is enough."""

    def __init__(self, question, members):
        super().__init__()
        self.question, self.browsers = question, [browser(member) for member in members]
        self.enough, self.answers = threading.Event(), []

    def run(self):
        for client in self.browsers:
            if not self.enough.is_set():
                self.answers.append(client.post(f"/questions/{self.question.pk}/acts/me-too/", {"me_too": "1"}).status_code)
        connection.close()


def test_a_nights_backup_comes_back(place, ana, ben, zed, work):  # noqa: F811
    anas, bens = browser(ana), browser(ben)
    anas.post("/questions/ask/", {"title": "Which oil for a squeaking chain?", "body": "It squeaks."})
    question = Question.objects.get()
    bens.post(f"/questions/{question.pk}/acts/answer/", {"body": "A drop of dry oil, and wipe it off."})
    answer = Answer.objects.get()
    anas.post(f"/answers/{answer.pk}/accept/")
    work()
    profile = Client().get(ben.get_absolute_url()).content.decode()
    assert "Which oil for a squeaking chain?" in profile

    busy = Busy(question, [make_member(f"busy{n}") for n in range(40)])
    busy.start()
    night = place / "night.tar"
    run("backup", night)
    busy.enough.set()
    busy.join(timeout=60)
    assert busy.answers and set(busy.answers) == {302}
    kept = run("digest", night)

    anas.post("/questions/ask/", {"title": "And which oil in winter?", "body": "It is cold."})
    bens.post(f"/answers/{answer.pk}/delete/")
    late = browser(make_member("late"))
    zed.set_password("another horse battery")
    zed.save(update_fields=["password"])
    (place / "media" / "avatars" / "ana.webp").write_bytes(b"another face")
    work()
    assert Question.objects.count() == 2 and run("digest") != kept
    winter = Question.objects.latest("pk").get_absolute_url()

    anew(place)
    assert not Member.objects.exists() and not (place / "media").exists()
    assert "Restored" in run("restore", night)
    assert run("digest") == kept
    assert (place / "media" / "avatars" / "ana.webp").read_bytes() == b"a face" * 50_000
    assert Client().get(winter).status_code == 404 and not Member.objects.filter(handle="late").exists()
    page = Client().get(question.get_absolute_url()).content.decode()
    assert (
        "A drop of dry oil" in page
        and "Which oil for a squeaking chain?" in Client().get(ben.get_absolute_url()).content.decode()
    )
    assert MeToo.objects.count() == Question.objects.get().me_too_count <= len(busy.answers)

    assert all(who.get("/settings/").status_code == 302 for who in (anas, late))  # sign-ins are not kept
    for member in (ana, zed):  # with the word zed had last night
        client = Client()
        assert client.post("/accounts/login/", {"login": member.email, "password": PASSWORD}).url == "/"
        assert client.get("/settings/").status_code == 200
    assert client.post(f"/questions/{question.pk}/acts/answer/", {"body": "Wax holds longer."}).status_code == 302
    call_command("work", "--drain")
    assert not Due.objects.exists() and run("reconcile") == "Nothing differs.\n"
