"""Mails of joining and signing in: the same words in plain text and in the look of every other mail."""

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    body = html[html.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    ("address", "email"), [("signup", "nia@example.com"), ("login", "ana@example.com"), ("login", "nobody@example.com")]
)
def test_both_parts_say_the_same_and_load_nothing(client: Client, ana, address, email):
    name = "email" if address == "signup" else "login"
    client.post(f"/accounts/{address}/", {name: email, "agreed": "on"})
    letter = mail.outbox[-1]
    ((html, kind),) = letter.alternatives
    assert kind == "text/html" and letter.from_email.startswith('"')
    for part in letter.body.strip().split("\n\n"):
        assert " ".join(part.split()) in words(html)
    assert not re.search(r"<img|<link|src=|url\(|@import", html) and "<title>" in html and 'class="pre"' in html


def test_a_code_stands_large_and_words_in_it_are_only_words(client: Client, settings):
    settings.BRAND_NAME = "Tea <b>& Co"
    client.post("/accounts/signup/", {"email": "nia@example.com", "agreed": "on"})
    html = mail.outbox[-1].alternatives[0][0]
    assert re.search(r'<p class="code" dir="ltr">[A-Z0-9-]{4,}</p>', html) and "<b>" not in html
