"""What a socket sends: at once where it is taken, in order, and nobody waits for anybody."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from community.realtime.consumers import MOST_UNSENT, Socket


class Client:
    """Takes what it is sent, or lets it wait, as a server under a socket does."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, event):
        await self.takes.wait()
        if event.get("text") == "gone":
            raise ConnectionResetError
        if event.get("text") == "broken":
            raise LookupError
        self.taken.append(event.get("text", event["type"]))


def with_client(story):
    async def tell() -> None:
        client = Client()
        await story(client, Socket({}, client.send))

    with ThreadPoolExecutor(1) as aside:  # a browser of an earlier test leaves a loop running in this thread
        aside.submit(asyncio.run, tell()).result()


def test_what_is_taken_at_once_needs_no_task_and_is_there_when_hear_returns():
    async def story(client, socket):
        socket.hear("one")
        assert client.taken == ["one"] and socket.sender is None and len(asyncio.all_tasks()) == 1

    with_client(story)


def test_nothing_overtakes_what_waits():
    async def story(client, socket):
        socket.hear("one")
        client.takes.clear()
        socket.hear("two")
        await asyncio.sleep(0)
        socket.hear("three")
        client.takes.set()
        socket.hear("four")
        assert client.taken == ["one"]
        while socket.sender:
            await asyncio.sleep(0)
        socket.hear("five")
        assert client.taken == ["one", "two", "three", "four", "five"]

    with_client(story)


def test_a_client_that_left_and_a_server_that_stumbles_stop_nobody_else(caplog):
    async def story(client, socket):
        socket.hear("gone")
        assert socket.is_shut
        socket.hear("later")
        other = Socket({}, client.send)
        other.hear("broken")
        other.hear("still here")
        assert client.taken == ["still here"] and "could not be told" in caplog.text

    with_client(story)


def test_a_client_that_left_while_it_was_waited_for_is_known_to_have_left():
    async def story(client, socket):
        client.takes.clear()
        socket.hear("gone")
        assert not socket.is_shut and socket.sender
        client.takes.set()
        while socket.sender:
            await asyncio.sleep(0)
        assert socket.is_shut

    with_client(story)


def test_whoever_takes_nothing_is_closed_after_so_many():
    async def story(client, socket):
        client.takes.clear()
        for number in range(MOST_UNSENT + 1):
            socket.hear(str(number))
        assert socket.is_shut
        client.takes.set()
        while socket.sender:
            await asyncio.sleep(0)
        assert client.taken == [*map(str, range(MOST_UNSENT)), "websocket.close"]

    with_client(story)


def test_waiting_is_given_up_when_the_server_ends():
    async def story(client, socket):
        client.takes.clear()
        socket.hear("one")
        task = socket.sender
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled() and client.taken == [] and socket.sender is None

    with_client(story)
