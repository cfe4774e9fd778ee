from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now

from cms.config import health
from community.events.models import Due, Event


def test_a_process_that_answers_is_alive(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.content == b"ok" and not answer.cookies


@pytest.mark.django_db
def test_a_migrated_site_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json() == {"ready": True, "queue_age": 0, "queue_slow": False}


@pytest.mark.django_db
def test_a_site_with_a_migration_missing_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "_seen_migrated", False)
    latest = MigrationLoader(connection).graph.leaf_nodes("forum")[0]
    MigrationRecorder(connection).record_unapplied(*latest)
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["problems"] == {"migrations": "not all applied"}


@pytest.mark.django_db
def test_a_channel_layer_that_does_not_answer_is_told(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/readyz").json()["problems"] == {"channel_layer": "does not answer"}


@pytest.mark.django_db
def test_work_that_waits_too_long_is_told_and_pages_are_served(client, ana):
    Due.objects.create(event=Event.objects.first(), reaction="nobody", at=now() - timedelta(minutes=10))
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["queue_slow"] and answer.json()["queue_age"] >= 600
