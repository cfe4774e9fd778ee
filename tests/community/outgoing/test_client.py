"""One request, one answer, ten seconds: real receivers, kind and unkind."""

import datetime
import ipaddress
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from community.outgoing import Unreachable, client, post, request
from tests import receivers
from tests.receivers import raw, receiving


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1", "hooks.example"]


def fails(url, **how) -> tuple[str, float]:
    began = time.monotonic()
    with pytest.raises(Unreachable) as refusal:
        post(url, b"x" * 20_000, {}, **how)
    return refusal.value.reason, time.monotonic() - began


def test_what_is_sent_arrives_and_the_answer_comes_back():
    with receiving((201, {"X-Said": "Thanks"}, "gracias ñ".encode())) as receiver:
        reply = post(receiver.url + "?a=1", b'{"n": 1}', {"Content-Type": "application/json", "X-Mine": "yes"})
    assert (reply.status, reply.headers["x-said"], reply.body.decode()) == (201, "Thanks", "gracias ñ")
    heard = receiver.heard[0]
    assert (heard.method, heard.path, heard.body) == ("POST", "/hook?a=1", b'{"n": 1}')
    assert heard.headers["x-mine"] == "yes" and heard.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_other_methods_go_the_same_way():
    with receiving() as receiver:
        request("PATCH", receiver.url, b"{}", {})
    assert receiver.heard[0].method == "PATCH"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_never_followed(status):
    with receiving() as other, receiving((status, {"Location": other.url}, b"")) as receiver:
        assert post(receiver.url, b"{}", {}).status == status
    assert other.heard == [] and len(receiver.heard) == 1


@pytest.mark.parametrize("talk", [receivers.silent, receivers.dripping, receivers.dripping_body])
def test_who_takes_too_long_in_whatever_way_is_left_when_the_time_is_up(talk):
    with raw(talk) as url:
        reason, spent = fails(url, timeout=0.6)
    assert reason == "timeout" and 0.5 < spent < 1.2


def test_who_never_reads_is_left_too():
    with raw(receivers.deaf) as url, pytest.raises(Unreachable) as refusal:
        post(url, b"x" * 20_000_000, {}, timeout=0.6)
    assert refusal.value.reason == "timeout"


def test_ten_seconds_are_the_whole_time_unless_said_otherwise():
    assert client.SECONDS == 10 and client.BYTES == 65536


def test_a_huge_answer_is_read_no_further_than_the_limit():
    with raw(receivers.huge) as url:
        began = time.monotonic()
        reply = post(url, b"{}", {})
    assert len(reply.body) == 65536 and time.monotonic() - began < 2


def test_headers_without_an_end_are_no_answer():
    with raw(receivers.endless_head) as url:
        reason, spent = fails(url)
    assert reason == "bad_answer" and spent < 2


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 500, b"SSH-2.0-OpenSSH_9\r\n"])
def test_what_is_no_http_is_no_answer(said):
    def talk(connection, over):
        connection.recv(65536)
        connection.sendall(said)

    with raw(talk) as url:
        assert fails(url)[0] in ("bad_answer", "connection")


def test_nobody_there_is_told_at_once():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert fails(f"http://127.0.0.1:{port}/")[0] == "connection"


def test_headers_cannot_be_smuggled_in():
    with receiving() as receiver:
        with pytest.raises(Unreachable):
            post(receiver.url, b"{}", {"X-Mine": "a\r\nX-Evil: 1"})
        assert receiver.heard == []


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """TLS for one name by an authority that this process trusts; makes server contexts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
    today = datetime.datetime.now(datetime.UTC)

    def signed(subject, public, extension, critical):
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(today - datetime.timedelta(days=1))
        made = made.not_valid_after(today + datetime.timedelta(days=1)).add_extension(extension, critical)
        return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    (tmp_path / "ca.pem").write_bytes(signed(name, key.public_key(), x509.BasicConstraints(ca=True, path_length=None), True))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    client._tls.cache_clear()

    def context_for(host):
        own = ec.generate_private_key(ec.SECP256R1())
        known = x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        (tmp_path / "cert.pem").write_bytes(signed(subject, own.public_key(), x509.SubjectAlternativeName([known]), False))
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        (tmp_path / "key.pem").write_bytes(own.private_bytes(serialization.Encoding.PEM, *plain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        return context

    yield context_for
    client._tls.cache_clear()


def leads_here(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **how: [(*line[:4], ("127.0.0.1", port)) for line in found])


def test_over_tls_the_name_in_the_address_is_the_one_that_is_proved(authority, monkeypatch):
    names = []
    context = authority("hooks.example")
    context.sni_callback = lambda sock, name, ctx: names.append(name)
    leads_here(monkeypatch)
    with receiving(tls=context) as receiver:
        assert post(f"https://hooks.example:{receiver.port}/in", b"{}", {}).status == 200
    assert names == ["hooks.example"] and receiver.heard[0].headers["host"] == f"hooks.example:{receiver.port}"


def test_another_name_or_an_unknown_authority_ends_it(authority, monkeypatch):
    leads_here(monkeypatch)
    with receiving(tls=authority("somebody-else.example")) as receiver:
        assert fails(f"https://hooks.example:{receiver.port}/")[0] == "tls"
    with receiving(tls=authority("hooks.example")) as receiver:
        monkeypatch.delenv("SSL_CERT_FILE")
        client._tls.cache_clear()
        assert fails(f"https://hooks.example:{receiver.port}/")[0] == "tls"
    assert receiver.heard == []


def test_a_handshake_that_never_ends_is_left_when_the_time_is_up(authority):
    with raw(receivers.silent) as url:
        reason, spent = fails(url.replace("http:", "https:"), timeout=0.6)
    assert reason == "timeout" and spent < 1.2
