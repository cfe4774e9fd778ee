"""From an endpoint made on the desk to a signed fact at a receiver."""

import base64
import hashlib
import hmac
import json
import uuid

import pytest

from community.forum import actions as forum
from engagement.connections import signing
from engagement.connections.models import Delivery, State
from tests.needs import SHARED_DATA
from tests.posts import make_answer, make_question

from .conftest import said

pytestmark = pytest.mark.django_db


def test_an_accepted_answer_reaches_the_receiver_signed_and_as_a_cloud_event(ana, ben, add, receiver, deliver):
    endpoint, secret = add(receiver.url)
    answer = make_answer(make_question(ana), ben)
    forum.accept_answer(answer, by=ana)
    deliver()
    (heard,) = receiver.heard
    told = said(heard)
    assert (told["type"], told["specversion"], told["subject"]) == ("answer.accepted", "1.0", str(ben.public_id))
    assert told["id"] == heard.headers["webhook-id"] == str(uuid.UUID(told["id"]))
    assert told["time"] == told["timestamp"] and told["data"]["object_id"] == answer.pk
    assert heard.headers["content-type"] == "application/cloudevents+json"
    signed = f"{told['id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{right}"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.tries, delivery.endpoint) == (State.SENT, 200, 1, endpoint)


@pytest.mark.shared_data
def test_signatures_are_the_ones_of_the_published_vectors():
    vectors = json.loads((SHARED_DATA / "webhooks" / "standard_webhooks_vectors.json").read_text())["vectors"]
    for vector in vectors:
        made = signing.signature(
            vector["secret"],
            message_id=vector["webhook-id"],
            timestamp=int(vector["webhook-timestamp"]),
            body=vector["payload"].encode(),
        )
        assert made == vector["webhook-signature"]
    assert len(vectors) == 4
