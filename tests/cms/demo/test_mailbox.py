import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from cms.demo import mailbox


@pytest.fixture
def sent(tmp_path, settings) -> EmailBackend:
    settings.ROOT_URLCONF = "tests.cms.demo.urls"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return EmailBackend(file_path=str(settings.EMAIL_FILE_PATH))


def send(backend: EmailBackend, subject: str, text: str, html: str = "") -> None:
    mail = EmailMultiAlternatives(subject, text, '"Tordo" <community@example.com>', ["Amina <amina@example.com>"])
    if html:
        mail.attach_alternative(html, "text/html")
    backend.send_messages([mail])


def test_without_mail_the_list_is_empty(sent):
    assert mailbox.newest() == []
    assert mailbox.find("../../etc/passwd-1") is None


def test_mails_are_listed_newest_first_and_found_by_key(sent):
    send(sent, "Your code", "It is 4711.")
    send(sent, "Grüße aus Umeå", "Ein Faß voll Öl\n" + "-" * 79 + " is not the end.")
    first, second = mailbox.newest()
    assert (first.subject, second.subject) == ("Grüße aus Umeå", "Your code")
    assert "Ein Faß voll Öl" in first.text and first.at is not None and first.at.tzinfo is not None
    assert mailbox.find(second.key) == second
    assert second.to == "Amina <amina@example.com>"


def test_the_text_part_is_shown_with_safe_links(client, db, sent):
    send(sent, "Look <b>", "See http://127.0.0.1:8000/a/5/ <script>alert(1)</script> javascript:alert(2)", "<b>html part</b>")
    mail = mailbox.newest()[0]
    assert "Look &lt;b&gt;" in client.get("/mail/").content.decode()
    page = client.get(f"/mail/{mail.key}/").content.decode()
    assert '<a href="http://127.0.0.1:8000/a/5/"' in page
    assert "<script>alert" not in page and 'href="javascript' not in page and "html part" not in page
    assert "Look &lt;b&gt;" in page


def test_a_mail_that_is_not_there_is_not_found(client, db, sent):
    for key in ("nothing-1", "x", "..%2F..%2Fsign-ins.json-1"):
        assert client.get(f"/mail/{key}/").status_code == 404


def test_only_the_demo_has_a_mail_page(client, db):
    assert client.get("/mail/").status_code == 404
