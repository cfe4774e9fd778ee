"""An empty site in the morning; by the list of first steps a place with a name, questions, a team and first helpers."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.forum.models import Answer, Product, Question
from community.members import actions as members
from community.members.models import MODERATORS, Member
from tests.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db
PRODUCTS = "name,intro,category\nAria Duo,Two cups at once,Machines\nAria Solo,One good cup,Machines\nMill,It grinds,Mills\n"
QUESTIONS = "question,details,answer,product,tags\n" + "".join(
    f'"How do I clean part {n} of the machine?",,"Warm water, nothing else.",Aria Duo,care\n' for n in range(12)
)


def bring(owner, address, text):
    looked = owner.post(address, {"file": SimpleUploadedFile("file.csv", text.encode(), content_type="text/csv")})
    assert 'name="sure"' in looked.content.decode()
    return owner.post(address, {"lines": text, "sure": "1"})


def publish(owner, address):
    """The paper as it is written: its form as the page shows it."""
    form = owner.get(address).context["form"]
    shown = {field.html_name: field.field.widget.format_value(field.value()) for field in form}
    return owner.post(address, {name: "" if value is None else value for name, value in shown.items()} | {"action-publish": "1"})


def name_it(owner, address):
    said = {"name": "Tazzoria", "colour": "#7a3b12", "hue": "75", "promise": "24", "levels": "", "logo": ""}
    return owner.post(address, said)


def add_moderator(owner, address):
    return owner.post(address, {"who": "mia@example.com", "groups": [Group.objects.get(name=MODERATORS).pk]})


def invite(owner, address):
    return owner.post(
        address, {"addresses": "\n".join(f"helper-{n}@example.com" for n in range(10)), "words": "You know it all."}
    )


DEEDS = {
    "brand": name_it,
    "mail": lambda owner, address: owner.post(address, {"address": "olga@example.com"}),
    "products": lambda owner, address: bring(owner, address, PRODUCTS),
    "questions": lambda owner, address: bring(owner, address, QUESTIONS),
    "guidelines": publish,
    "terms": publish,
    "roles": add_moderator,
    "helpers": invite,
}


def join(address, name):
    """Somebody new, by the link in their mail."""
    browser = Client()
    assert browser.get("/accounts/signup/").status_code == 200
    browser.post("/accounts/signup/", {"email": address, "name": name, "agreed": "on"})
    code = re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    assert browser.post("/accounts/confirm-email/", {"code": code}).status_code == 302
    return browser


def test_a_brand_launches_in_an_afternoon(db, work):
    make_member("mia")  # she was here first; the team is chosen from those who are
    members.create_owner(email="olga@example.com", password=PASSWORD, name="Olga")
    owner, guest = Client(), Client()
    assert owner.post("/accounts/login/", {"login": "olga@example.com", "password": PASSWORD}).status_code == 302
    assert guest.get("/").status_code == 200 and guest.get("/questions/").status_code == 200  # empty, and still pages

    done = []
    while step := owner.get("/cms/launch/").context["following"]:
        assert step.key not in done, f"{step.key} is done and the list does not know"
        assert owner.get(step.address).status_code == 200
        assert DEEDS[step.key](owner, step.address).status_code == 302, step.key
        done.append(step.key)
    assert sorted(done) == sorted(DEEDS)
    assert "Everything is done." in owner.get("/cms/launch/").content.decode()
    assert Product.objects.count() == 3 and Question.objects.count() == Answer.objects.filter(is_official=True).count() == 12

    mail.outbox.clear()
    work()
    asked = [letter for letter in mail.outbox if letter.to[0].startswith("helper-")]
    assert len(asked) == 10 and all("/accounts/signup/" in letter.body and "You know it all." in letter.body for letter in asked)

    home = guest.get("/").content.decode()
    assert (
        "Tazzoria" in home and "How do I clean part" in home and not re.search(r">\s*0 (answers|people|members|questions)", home)
    )
    helper = join("helper-1@example.com", "Hilde")
    newcomer = join("nia@example.com", "Nia")
    assert "the team answers within 24 hours" in newcomer.get("/questions/ask/").content.decode()
    newcomer.post("/questions/ask/", {"title": "Why does it hiss when it is cold?", "body": "Each morning."})
    question = Question.objects.latest("pk")
    assert "we answer within 24 hours" in newcomer.get(question.get_absolute_url()).content.decode()
    helper.post(f"/questions/{question.pk}/acts/answer/", {"body": "Air in the pipe. Let it run for ten seconds."})
    newcomer.post(f"/answers/{Answer.objects.latest('pk').pk}/accept/")
    work()
    hilde = Member.objects.get(email="helper-1@example.com")
    assert hilde.people_helped == 1
    assert "Why does it hiss" in guest.get("/").content.decode()
    figures = owner.get("/cms/insights/")
    assert figures.status_code == 200 and "Hilde" in figures.content.decode()  # helped somebody for the first time
    moderator = Client()
    moderator.force_login(Member.objects.get(handle="mia"))
    assert moderator.get("/cms/moderation/").status_code == 200 and moderator.get("/cms/launch/").status_code in (302, 403)
