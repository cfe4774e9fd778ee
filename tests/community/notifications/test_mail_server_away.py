"""A mail server that is away, slow or forgetful: mails wait, and none is sent twice without the same id."""

import email
import socketserver
import threading

import pytest
from django.utils.timezone import now

from community.events.models import Due
from community.notifications.models import Channel, Message
from tests.posts import make_answer, make_question


class Desk(socketserver.StreamRequestHandler):
    """Just enough of SMTP to take a mail; refuses while `server.refusing`."""

    def handle(self):
        self.say("220 ready")
        while words := self.rfile.readline().strip():
            verb = words.split()[0].upper()
            if verb == b"DATA" and not self.server.refusing:
                self.say("354 go on")
                self.server.letters.append(email.message_from_bytes(self.letter()))
                self.say("250 taken")
            elif verb == b"MAIL" and self.server.refusing:
                self.say("451 later please")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def letter(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def post_office(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    server.letters, server.refusing = [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    yield server
    server.shutdown()
    server.server_close()


def hurry():
    Due.objects.update(at=now())


def test_a_mail_refused_now_waits_and_is_sent_later_once(post_office, ana, ben, work):
    post_office.refusing = True
    make_answer(make_question(ana), ben)
    work()
    due = Due.objects.get()
    assert due.reaction.endswith("reactions.tell_by_mail") and due.tries == 1 and "451" in due.error
    assert Message.objects.get().channel == Channel.INBOX  # the inbox did not wait for the mail
    post_office.refusing = False
    hurry()
    work()
    assert [letter["To"] for letter in post_office.letters] == ["ana@example.com"]
    assert Message.objects.get(channel=Channel.MAIL).sent_at
    assert not Due.objects.exists()


def test_a_mail_server_that_is_not_there_keeps_the_mail_waiting(post_office, settings, ana, ben, work):
    settings.EMAIL_PORT = 1
    make_answer(make_question(ana), ben)
    work()
    assert Due.objects.get().tries == 1 and not post_office.letters


def test_a_crash_right_after_the_hand_over_repeats_the_mail_under_the_same_id(post_office, ana, ben, work, monkeypatch):
    make_answer(make_question(ana), ben)
    from community.notifications import actions

    def crash(*args, **kwargs):
        raise SystemError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "note_sent", crash)
        work()
    hurry()
    work()
    first, second = post_office.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert Message.objects.filter(channel=Channel.MAIL).count() == 1
