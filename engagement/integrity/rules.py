"""What speaks for one person behind two accounts, and how much. Data and pure functions; pairs are weighed, never persons.

What is not known is not guessed: no fingerprint of a device, no service of others, no address of a network as it is.
"""

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEAR = timedelta(hours=24)  # two traces further apart say nothing about each other
QUICK = timedelta(minutes=2)
FIRST_ACT = timedelta(seconds=60)
MARKS_AT_LEAST = 4  # fewer marks have no share worth speaking of
REJECTED_AT_LEAST = 2
HOUSEHOLD_MOST = 25  # what the network says alone: families and offices share one
MANY_A_DAY, MANY_A_MONTH = 3, 10


@dataclass(frozen=True)
class Kind:
    """A sign: what it adds, and its words for the person who decides."""

    points: int
    words: Promise


KINDS = {
    "network": Kind(10, _("Both were on the same network within a day, as families and offices are.")),
    "browser": Kind(15, _("On that network both used the same kind of browser.")),
    "quick": Kind(15, _("The friend joined less than two minutes after opening the invitation, on the network of who invited.")),
    "similar_address": Kind(
        25, _("Their e-mail addresses differ by two letters at most, at a provider that is not a public one.")
    ),
    "disposable": Kind(25, _("The friend's e-mail address is one of those made to be thrown away.")),
    "many_a_day": Kind(15, _("More than 3 friends joined by this invitation within a day.")),
    "many_a_month": Kind(25, _("More than 10 friends joined by this invitation within 30 days.")),
    "only_for_one": Kind(25, _("The friend's first act came within a minute of joining, and all acts were towards who invited.")),
    "marks_for_one": Kind(25, _("More than half of the friend's marks went to who invited.")),
    "rejected_before": Kind(20, _("Two or more invitations by this member were refused before.")),
}
OF_THE_NETWORK = frozenset({"network", "browser", "quick"})

REFUSALS: dict[str, Promise] = {
    "same_person": _("Both accounts seem to belong to one person."),
    "not_a_friend": _("The friend does not seem to use the community in their own interest."),
    "bought": _("The invitation was spread where people were paid or pressed to join."),
    "other": _("It does not keep to the terms of the programme."),
}
APPROVED = "fair"


def score(names: Collection[str]) -> int:
    """0-100. What the network alone says never makes more than 25."""
    network = sum(KINDS[name].points for name in names if name in OF_THE_NETWORK)
    others = sum(KINDS[name].points for name in names if name not in OF_THE_NETWORK)
    return min(others + (network if others else min(network, HOUSEHOLD_MOST)), 100)


# --- addresses --------------------------------------------------------------------------------------------------

PUBLIC_PROVIDERS = frozenset(
    """
    163.com aol.com fastmail.com gmail.com gmx.com gmx.de gmx.net hey.com hotmail.com hotmail.es icloud.com live.com mail.com
    me.com outlook.com proton.me protonmail.com qq.com tutanota.com web.de yahoo.com yahoo.es yandex.com zoho.com
    """.split()  # noqa: SIM905 - a list of words is read best as words
)


def canonical(address: str) -> str:
    """The mailbox behind an address: lower case, without a +tag, Gmail without dots and under one name."""
    local, _at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def similar(one: str, other: str) -> bool:
    """Two letters apart at most, at the same domain, which is nobody's public provider."""
    (a, _at, domain), (b, _at, domain_b) = canonical(one).rpartition("@"), canonical(other).rpartition("@")
    return domain == domain_b and domain not in PUBLIC_PROVIDERS and distance(a, b) <= 2


def distance(one: str, other: str) -> int:
    """Letters to add, take away or change to come from one to the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def is_disposable(address: str, domains: Collection[str]) -> bool:
    """At one of these domains, or below one."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


# --- where a request came from ----------------------------------------------------------------------------------


def network_of(address: str) -> str:
    """The neighbourhood of an IP address: /24, or /48 of version 6. "" for what is no address."""
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


BROWSERS: Mapping[str, str] = {
    "Edg": "edge",
    "OPR": "opera",
    "SamsungBrowser": "samsung",
    "Firefox|FxiOS": "firefox",
    "Chrome|CriOS": "chrome",
    "Safari": "safari",
}


def family_of(user_agent: str) -> str:
    """The family of a browser, nothing finer; "" for what names none."""
    return next((family for mark, family in BROWSERS.items() if re.search(mark, user_agent)), "")
