"""Where a request may go: an address is resolved once, looked at, and only what was looked at is connected to."""

import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# What IANA's registries of special addresses name. Of IPv6 only what is handed out to the public (2000::/3) may be asked at all.
SPECIAL_4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
    192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
NOT_PUBLIC_4 = [ip_network(block) for block in SPECIAL_4.split()]
PUBLIC_6 = ip_network("2000::/3")
NOT_PUBLIC_6 = [ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
NAT64 = ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """The request was not made, or brought no answer. `reason` is a code; the text says more."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(f"{reason}: {text}" if text else reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Place:
    """A URL taken apart and allowed by its looks; where it leads is known after `addresses`."""

    scheme: str
    host: str
    port: int
    path: str
    trusted: bool

    def addresses(self, timeout: float) -> list[tuple[Any, ...]]:
        """What the host resolves to, asked once: (family, socket address). Unreachable when any of it is not public."""
        found = [(family, address) for family, _kind, _protocol, _name, address in _resolve(self.host, self.port, timeout)]
        if not found:
            raise Unreachable("unknown_host", self.host)
        if not self.trusted and not all(is_public(str(address[0])) for _family, address in found):
            raise Unreachable("not_public", self.host)
        return found


def place_of(url: str) -> Place:
    """The place a URL names. Unreachable when it is no plain http or https URL, or asks for a port that is not open to it."""
    parts = _parts(url)
    host = (parts.hostname or "").rstrip(".").lower()
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    trusted = bool({host, f"{host}:{port}"} & set(settings.OUTGOING_ALLOWED_HOSTS))
    if not trusted:
        _look_at(host, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme=parts.scheme, host=host, port=port, path=path, trusted=trusted)


def _parts(url: str) -> SplitResult:
    if not url.isascii() or any(letter <= " " or letter in '\x7f\\"<>^`{|}' for letter in url):
        raise Unreachable("bad_url", "spaces, control characters and letters outside ASCII must be encoded")
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise Unreachable("bad_url", "only http and https")
        if not parts.hostname or "@" in parts.netloc or "%" in parts.netloc or parts.port == 0:
            raise Unreachable("bad_url", "a host, no user name, no zone")
    except ValueError as problem:
        raise Unreachable("bad_url", str(problem)) from problem
    return parts


def _look_at(host: str, port: int) -> None:
    if ":" in host or host.rpartition(".")[2][:1].isdigit():  # what ends in a number is an IP address, in its one plain form
        try:
            plain = str(ip_address(host))
        except ValueError as problem:
            raise Unreachable("bad_url", f"{host} is no plain IP address") from problem
        if not is_public(plain):
            raise Unreachable("not_public", host)
    if port not in settings.OUTGOING_PORTS:
        raise Unreachable("bad_port", str(port))


def is_public(address: str) -> bool:
    """Whether anybody on the internet could be asked at this address. IPv4 inside IPv6 counts as what it really is."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, IPv6Address):
        inside = known.ipv4_mapped or (IPv4Address(int(known) & 0xFFFFFFFF) if known in NAT64 else None)
        if inside is None:
            return "%" not in address and known in PUBLIC_6 and not any(known in block for block in NOT_PUBLIC_6)
        known = inside
    return not any(known in block for block in NOT_PUBLIC_4)


def _resolve(host: str, port: int, timeout: float) -> list[Any]:
    """getaddrinfo knows no timeout: a thread of its own waits for it, and is left behind when it takes too long."""
    answer: list[Any] = []

    def ask() -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as problem:
            answer.append(problem)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    if not answer:
        raise Unreachable("timeout", f"looking up {host}")
    if isinstance(answer[0], Exception):
        raise Unreachable("unknown_host", host)
    found: list[Any] = answer[0]
    return found
