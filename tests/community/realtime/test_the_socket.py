import asyncio
import json
import logging
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cms.config import patience
from community.realtime.publish import publish

from .conftest import heard, lived, said

pytestmark = pytest.mark.django_db


def test_a_guest_joins_a_public_topic_and_hears_what_is_published_from_another_thread(site):
    async def story():
        async with site.open() as client:
            assert await said(client, join="open:2") == {"joined": "open:2", "now": 0}
            await asyncio.to_thread(publish_now, "open:2", {"kind": "answer.posted", "id": 5})
            assert await heard(client, within=0.5) == {"topic": "open:2", "kind": "answer.posted", "id": 5}

    lived(story())


def publish_now(topic, message):
    """Outside a transaction, as after its commit."""
    publish(topic, message)


def test_what_one_may_not_read_is_neither_joined_nor_told(site):
    async def story():
        async with site.open() as client:
            assert await said(client, join="open:3") == {"refused": "open:3"}
            assert await said(client, join="unknown:2") == {"refused": "unknown:2"}
            await said(client, join="open:2")
            await asyncio.to_thread(publish_now, "open:2", {"kind": "quiet.fact", "id": 1})
            await asyncio.to_thread(publish_now, "open:2", {"kind": "loud.fact", "id": 2})
            assert (await heard(client))["kind"] == "loud.fact"
            assert await said(client, leave="open:2") == {"left": "open:2"}
            await asyncio.to_thread(publish_now, "open:2", {"kind": "loud.fact", "id": 3})
            with pytest.raises(TimeoutError):
                await heard(client, within=0.3)

    lived(story())


@pytest.mark.parametrize(
    "frame", ["", "{", "[]", "7", '"join"', '{"join": 5}', '{"join": "open:2", "leave": "open:2"}', "[" * 400, '{"join": null}']
)
def test_a_frame_that_makes_no_sense_is_answered_and_the_socket_lives_on(site, frame):
    async def story():
        async with site.open() as client:
            await client.send(frame)
            assert "error" in await heard(client)
            assert (await said(client, leave="x"))["left"] == "x"

    lived(story())


@pytest.mark.parametrize(("frame", "code"), [("x" * 600, 1009), ("x" * 9000, 1009), (b"\x00\x01", 1003)])
def test_a_frame_too_long_or_not_text_ends_the_socket_without_a_trace(site, caplog, frame, code):
    async def story():
        async with site.open() as client:
            await client.send(frame)
            with pytest.raises(ConnectionClosed) as ended:
                await heard(client)
            return ended.value.rcvd.code

    with caplog.at_level(logging.WARNING):
        assert lived(story()) == code
    assert "Traceback" not in caplog.text


def test_more_than_twenty_frames_a_second_end_the_socket(site):
    async def story():
        async with site.open() as client:
            for _ in range(30):
                await client.send(json.dumps({"leave": "x"}))
            with pytest.raises(ConnectionClosed) as ended:
                for _ in range(30):
                    await heard(client)
            return ended.value.rcvd.code

    assert lived(story()) == 4429


def test_a_client_that_reads_nothing_is_cut_off_and_delays_nobody(site, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 1)

    async def story():
        silent = await site.open(sock=site.narrow(), max_queue=1)
        async with site.open() as reader:
            await said(silent, join="open:2")
            await said(reader, join="open:2")
            silent.transport.pause_reading()
            slowest = 0.0
            for number in range(400):
                began = time.monotonic()
                await asyncio.to_thread(publish_now, "open:2", {"kind": "loud.fact", "id": number})
                assert (await heard(reader))["id"] == number
                slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(1.5)
            silent.transport.resume_reading()
            with pytest.raises(ConnectionClosed):
                while True:
                    await heard(silent)
            return slowest

    assert lived(story()) < 1


def test_an_eleventh_topic_is_refused(site):
    async def story():
        async with site.open() as client:
            for number in range(2, 22, 2):
                assert "joined" in await said(client, join=f"open:{number}")
            assert await said(client, join="open:22") == {"refused": "open:22"}

    lived(story())


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://127.0.0.1:{port}@evil.example",
    ],
)
def test_a_handshake_from_another_origin_is_refused(site, origin):
    async def story():
        async with site.open(origin=origin and origin.format(port=site.port)):
            raise AssertionError("let in")

    with pytest.raises(InvalidStatus) as refused:
        lived(story())
    assert refused.value.response.status_code == 403


def test_any_other_address_has_no_socket(site):
    async def story():
        async with site.open(path="/ws/other"):
            raise AssertionError("let in")

    with pytest.raises(InvalidStatus):
        lived(story())
