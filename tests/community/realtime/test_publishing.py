"""Publishing never raises after the commit, whatever became of the channel layer, and never carries words."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.core.checks import run_checks

from community.realtime import loop
from community.realtime.publish import publish
from tests.posts import make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_layer_of_before() -> Iterator[None]:
    """Channels forgets its layers when a setting changes, and when it changes back: a living server listens to the old one."""
    kept = dict(channel_layers.backends)
    yield
    channel_layers.backends = kept


@pytest.mark.parametrize("topic", ["", "question", "question:", "question:0", "question:x", "nobody:1", "question:1\n", None])
def test_an_unknown_topic_is_a_mistake_of_ours(topic):
    with pytest.raises(ValueError):
        publish(topic, {"kind": "x"})


@pytest.mark.parametrize("message", [{}, {"id": 1}, {"kind": "x", "who": {"name": "Ana"}}, {"kind": "x", "ids": [1]}])
def test_a_message_is_a_kind_and_small_values(message):
    with pytest.raises(ValueError):
        publish("question:1", message)


def test_a_channel_layer_that_is_away_breaks_and_delays_nothing(ana, monkeypatch):
    away = channel_layers.set("default", RedisPubSubChannelLayer(hosts=["redis://127.0.0.1:1/0"]))
    try:
        began = time.monotonic()
        for _ in range(20):
            publish("question:1", {"kind": "answer.posted", "id": 1})
        from django.test import TestCase

        with TestCase.captureOnCommitCallbacks(execute=True):
            publish("question:1", {"kind": "answer.posted", "id": 1})
        assert time.monotonic() - began < 0.5
    finally:
        channel_layers.set("default", away)


def test_more_than_one_process_without_redis_is_refused(settings):
    layer = channel_layers.set("default", None)
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    channel_layers.backends.pop("default", None)
    try:
        settings.WEB_PROCESSES = 2
        assert "realtime.E001" in {found.id for found in run_checks()}
        settings.WEB_PROCESSES = 1
        assert "realtime.E001" not in {found.id for found in run_checks()}
        assert loop.sending() is None or loop.sending().is_running()
        settings.WEB_PROCESSES = 2
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
        channel_layers.backends.pop("default", None)
        assert "realtime.E001" not in {found.id for found in run_checks()}
    finally:
        channel_layers.set("default", layer)


PUBLISH = """
import django, sys
django.setup()
from community.realtime.publish import publish
publish(sys.argv[1], {"kind": "question.changed", "id": 1})
"""


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_another_process_is_heard_through_redis(site, ana):
    """As from gunicorn or a worker, which have no event loop of their own."""
    import asyncio

    from .conftest import heard, lived, said

    topic = f"question:{make_question(ana).pk}"

    async def story():
        async with site.open() as client:
            await said(client, join=topic)
            ours = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.config.settings"}
            await asyncio.to_thread(subprocess.run, [sys.executable, "-c", PUBLISH, topic], check=True, env=ours)
            assert (await heard(client))["kind"] == "question.changed"

    lived(story())
