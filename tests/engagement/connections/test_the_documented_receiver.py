"""The receiver of docs/connections/receiving.md, run as it stands there."""

import os
import re
import subprocess
import sys

import pytest

from engagement.connections import actions, sending
from engagement.connections.models import Delivery, Endpoint, State
from tests.environment import ROOT
from tests.ports import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(tmp_path, add):
    page = (ROOT / "docs" / "connections" / "receiving.md").read_text()
    (tmp_path / "receiver.py").write_text(re.findall(r"```python\n(.*?)```", page, re.S)[0])
    port = free_port()
    endpoint, secret = add(f"http://127.0.0.1:{port}/")
    environment = os.environ | {"SECRET": secret, "PORT": str(port)}
    child = subprocess.Popen(
        [sys.executable, tmp_path / "receiver.py"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    yield child, endpoint
    child.kill()
    child.wait()


def carry(delivery):
    for _turn in range(100):
        Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, tries__lt=9).update(tries=0)
        Endpoint.objects.update(rests_until=None)
        sending.drain()
        delivery.refresh_from_db()
        if delivery.status:
            return delivery.status
        actions.resend(delivery, by=Delivery.objects.get(pk=delivery.pk).event.actor)
    return None


def test_it_takes_what_is_ours_once_and_refuses_what_is_not(receiver, leo):
    child, endpoint = receiver
    delivery = actions.send_test(endpoint, by=leo)
    assert carry(delivery) == 204
    assert child.stdout.readline().startswith(f"endpoint.tried {leo.public_id}")
    actions.rotate_secret(endpoint, by=leo)
    actions.resend(delivery, by=leo)
    assert carry(delivery) == 204  # two sign, one of them is known
    Endpoint.objects.update(old_secret="")
    actions.resend(delivery, by=leo)
    assert carry(delivery) == 401
