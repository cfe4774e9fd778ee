"""However many workers there are: one message per fact, member and channel."""

import pytest
from django.core import mail

from community.events import worker
from community.events.models import Due
from community.notifications.models import Message
from tests.posts import make_answer, make_question
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("workers", [2, 4])
def test_each_fact_is_told_once_in_each_channel(ana, ben, workers):
    question = make_question(ana)
    for number in range(8):
        make_answer(question, ben, f"Idea number {number}, in words.")
    at_once([worker.drain] * workers)
    assert not Due.objects.exists()
    told = list(Message.objects.filter(kind="answer.posted").values_list("event", "channel"))
    assert len(told) == len(set(told)) == 16
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox if letter.to == ["ana@example.com"]]
    assert len(ids) == len(set(ids)) == 8
