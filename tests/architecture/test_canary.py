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

pytestmark = pytest.mark.django_db

FOLLOWED = (301, 302)


@pytest.fixture
def planted(ana, ben, zed, mia, leo, work):
    found = plant(ana=ana, ben=ben, zed=zed, mia=mia, leo=leo)
    work()
    return found


def forbidden(planted, handle):
    return [word for word, readers in planted.readers.items() if handle not in readers]


def everywhere():
    listed = ["/", "/questions/?sort=waiting", "/questions/?sort=solved", "/sitemap.xml", "/robots.txt", "/feeds/"]
    slugs = {"slug": ["x", *{place for place in ("general",)}]}
    return sorted({*listed, *addresses(objects() | slugs)})


@pytest.mark.parametrize("handle", ["", "ana", "ben", "zed", "mia", "leo"])
def test_no_page_shows_a_private_word_to_the_wrong_person(planted, handle):
    client = Client()
    if handle:
        client.force_login(Member.objects.get(handle=handle))
    words = [word.encode() for word in forbidden(planted, handle)]
    leaks, broken, opened = [], [], 0
    for address in everywhere():
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(address, headers=headers)
            opened += answer.status_code == 200
            if answer.status_code >= 500:
                broken.append(address)
            body = b"".join(answer) if answer.streaming else answer.content
            seen = body + json.dumps(dict(answer.headers)).encode()
            leaks += [(address, word.decode()) for word in words if word in seen]
    assert not leaks and not broken
    assert opened > 20  # the walk really went somewhere


def test_whoever_may_read_a_word_finds_it(planted):
    """The canaries are really there: each word with a reader is shown to them on some page."""
    unseen = {word for word, readers in planted.readers.items() if readers}
    for handle in ("ana", "ben", "zed", "mia"):
        client = Client()
        client.force_login(Member.objects.get(handle=handle))
        for address in everywhere():
            if not unseen:
                return
            answer = client.get(address)
            if not answer.streaming:
                unseen = {word for word in unseen if handle not in planted.readers[word] or word.encode() not in answer.content}
    assert unseen <= {"zqcanaryversion", "zqcanarydoubt"}  # a doubt is asked again, not shown


def test_no_mail_tells_a_private_word_to_the_wrong_person(planted):
    handles = dict(Member.objects.exclude(email=None).values_list("email", "handle"))
    for message in mail.outbox:
        whole = BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())
        text = "".join(part.get_content() for part in whole.walk() if part.get_content_maintype() == "text")
        for receiver in message.to:
            told = [word for word in forbidden(planted, handles.get(receiver, "")) if word in text]
            assert not told, (message.subject, told)
    assert mail.outbox


def test_no_fact_keeps_a_word_somebody_wrote(planted):
    kept = json.dumps(list(Event.objects.values()), default=str)
    assert not [word for word in planted.readers if word in kept]
