"""Which addresses a request may go to. Only the name server is a double: it stands outside the product."""

import socket

import pytest

from community.outgoing import Unreachable, post
from community.outgoing.places import is_public
from tests.receivers import receiving

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::127.0.0.1 64:ff9b::a00:1
    64:ff9b:1::8.8.8.8 100::1 2001::1 2001:0:7f00:1:: 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1
    5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 2606:4700::1111%eth0 fec0::1 ff02::1 nonsense 1.2.3 -
"""
PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.1.1 172.15.255.255
    172.32.0.0 192.0.1.1 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
    2606:4700::1111 2a00:1450:4001::200e 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_what_is_not_for_everybody_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_what_stands_beside_it_is(address):
    assert is_public(address)


@pytest.fixture
def canary():
    """A server on the loopback address that must hear nothing, on a port that would be open."""
    with receiving() as receiver:
        yield receiver
        assert receiver.heard == []


@pytest.fixture
def name_server(monkeypatch):
    """Answers in turn, and what was asked."""
    asked = []

    def with_answers(*answers):
        left = list(answers)

        def getaddrinfo(host, port, *args, **kwargs):
            asked.append(host)
            now = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(now, Exception):
                raise now
            families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in now]
            return [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in zip(families, now, strict=True)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return with_answers


def refused(url, **how) -> str:
    with pytest.raises(Unreachable) as refusal:
        post(url, b"{}", {}, **how)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("127.0.0.1", "not_public"),
        ("[::1]", "not_public"),
        ("[::ffff:127.0.0.1]", "not_public"),
        ("[64:ff9b::7f00:1]", "not_public"),
        ("0.0.0.0", "not_public"),
        ("localhost", "not_public"),
        ("LOCALHOST.", "not_public"),
        ("2130706433", "bad_url"),
        ("0x7f000001", "bad_url"),
        ("0x7f.1", "bad_url"),
        ("0177.0.0.1", "bad_url"),
        ("127.1", "bad_url"),
        ("127.0.1", "bad_url"),
        ("127.0.0.1.", "not_public"),
        ("127.000.000.001", "bad_url"),
        ("user@127.0.0.1", "bad_url"),
        ("user:word@127.0.0.1", "bad_url"),
        ("[fe80::1%25eth0]", "bad_url"),
        ("127.0.0.1%00.example", "bad_url"),
        ("127。0。0。1", "bad_url"),
        ("①②⑦.0.0.1", "bad_url"),
    ],
)
def test_no_way_to_write_this_machine_reaches_it(canary, settings, host, reason):
    settings.OUTGOING_PORTS = [canary.port]
    assert refused(f"http://{host}:{canary.port}/hook") == reason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "//shop.example/hook",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "http://",
        "http:///hook",
        "http://shop.example:0/",
        "http://shop.example:99999/",
        "http://shop.example:port/",
        "http://[::1/",
        "http://shop.example/a b",
        "http://shop.example/\r\nX-Evil: 1",
        "http://shop.example\\@127.0.0.1/",
        "http://shop.éxample/",
    ],
)
def test_what_is_no_plain_address_is_refused_before_anybody_is_asked(name_server, url):
    asked = name_server(["8.8.8.8"])
    assert refused(url) == "bad_url" and asked == []


@pytest.mark.parametrize("port", [22, 25, 465, 587, 3306, 5432, 6379, 11211])
def test_ports_of_other_services_are_not_asked(name_server, port):
    asked = name_server(["8.8.8.8"])
    assert refused(f"https://shop.example:{port}/") == "bad_port" and asked == []


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["8.8.8.8", "10.0.0.5"], ["::ffff:127.0.0.1"], ["fd00::1"], ["64:ff9b::7f00:1"]]
)
def test_a_name_that_leads_inside_is_refused_even_when_only_one_of_its_addresses_does(canary, settings, name_server, answer):
    settings.OUTGOING_PORTS = [canary.port]
    asked = name_server(answer)
    assert refused(f"http://shop.example:{canary.port}/") == "not_public" and asked == ["shop.example"]


def test_a_name_that_turns_inward_after_it_was_looked_at_gains_nothing(canary, settings, name_server, monkeypatch):
    settings.OUTGOING_PORTS = [canary.port]
    asked, tried = name_server(["8.8.8.8"], ["127.0.0.1"]), []

    class FarEnd(socket.socket):
        def connect(self, address):
            tried.append(address)
            raise ConnectionRefusedError

    monkeypatch.setattr(socket, "socket", FarEnd)
    assert refused(f"http://shop.example:{canary.port}/") == "connection"
    assert asked == ["shop.example"] and tried == [("8.8.8.8", canary.port)]


def test_unknown_names_are_told_apart(name_server):
    name_server(socket.gaierror("nobody"))
    assert refused("https://nobody.example/") == "unknown_host"


def test_a_host_of_the_brands_own_is_let_through_by_name_and_only_by_that_name(settings, name_server):
    with receiving() as receiver:
        name_server(["127.0.0.1"])
        settings.OUTGOING_ALLOWED_HOSTS = ["crm.internal"]
        assert post(f"http://crm.internal:{receiver.port}/in", b"{}", {}).status == 200
        assert refused(f"http://x.crm.internal:{receiver.port}/") == "bad_port"
        settings.OUTGOING_ALLOWED_HOSTS = [f"crm.internal:{receiver.port}"]
        assert post(f"http://CRM.internal:{receiver.port}/in", b"{}", {}).status == 200
        assert refused("http://crm.internal/") == "not_public"
    assert [heard.headers["host"] for heard in receiver.heard] == [f"crm.internal:{receiver.port}"] * 2
