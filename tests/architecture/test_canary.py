"""Private words are planted everywhere and looked for in every output of every role."""

import json
from email import policy
from email.parser import BytesParser

import pytest
from django.core import mail
from django.test import Client

from community.events.models import Event
from community.members.models import Member
from tests.architecture.routes import addresses
from tests.canaries import objects, plant

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def planted(ana, ben, zed, mia, leo, work):
    found = plant(ana=ana, ben=ben, zed=zed, mia=mia, leo=leo)
    work()
    return found


def forbidden(planted, handle):
    return [word for word, readers in planted.readers.items() if handle not in readers]


def everywhere():
    listed = ["/", "/questions/?sort=waiting", "/questions/?sort=solved", "/accounts/email/", "/api/v1/openapi.json"]
    return sorted({*listed, *addresses(objects() | {"slug": ["general", "solver-bronze"]})})


ROLES = ("", "ana", "ben", "zed", "mia")


def client_of(handle):
    client = Client()
    if handle:
        client.force_login(Member.objects.get(handle=handle))
    return client


def walk(client, only_posts):
    """Every answer a person can get by opening addresses: (address, status, what it says, headers and all)."""
    followed = set()
    for address in everywhere():
        if address in only_posts:
            continue
        answer = client.get(address)
        if answer.status_code == 405:
            only_posts.add(address)
        answers = [answer]
        if answer.status_code == 301 and answer.headers["Location"] not in followed:  # an old or short address's page
            followed.add(answer.headers["Location"])
            answers.append(client.get(answer.headers["Location"]))
        if answer.status_code == 200 and address.startswith("/texts/"):  # what htmx gets instead of a page
            answers.append(client.get(address, headers={"HX-Request": "true"}))
        for answer in answers:
            body = b"".join(answer) if answer.streaming else answer.content
            yield address, answer.status_code, body + json.dumps(dict(answer.headers)).encode()


def test_every_private_word_is_seen_by_its_readers_and_by_nobody_else(planted):
    unseen = {word for word, readers in planted.readers.items() if readers}
    only_posts = set()
    for handle in ROLES:
        opened, foreign = 0, [word.encode() for word in forbidden(planted, handle)]
        for address, status, said in walk(client_of(handle), only_posts):
            opened += status == 200
            assert status < 500, (handle, address)
            assert not [word for word in foreign if word in said], (handle, address)
            unseen = {word for word in unseen if handle not in planted.readers[word] or word.encode() not in said}
        assert opened > 15, handle  # the walk really went somewhere
    assert unseen <= {"zqcanaryversion", "zqcanarydoubt"}  # a doubt is asked again, not shown


def test_no_mail_tells_a_private_word_to_the_wrong_person_and_no_fact_keeps_one(planted):
    handles = dict(Member.objects.exclude(email=None).values_list("email", "handle"))
    for message in mail.outbox:
        whole = BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())
        text = "".join(part.get_content() for part in whole.walk() if part.get_content_maintype() == "text")
        for receiver in message.to:
            told = [word for word in forbidden(planted, handles.get(receiver, "")) if word in text]
            assert not told, (message.subject, told)
    assert mail.outbox
    kept = json.dumps(list(Event.objects.values()), default=str)
    assert not [word for word in planted.readers if word in kept]
