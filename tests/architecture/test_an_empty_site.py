"""On a site where nothing has happened yet no page is empty, and none counts to nought."""

import re

import pytest
from django.test import Client

from tests.people import make_member

GUEST = ["/", "/questions/", "/questions/?sort=waiting", "/questions/?sort=solved", "/tags/", "/badges/", "/levels/",
         "/questions/ask/"]  # fmt: skip
MEMBER = [*GUEST, "/members/ana/", "/notifications/", "/drafts/", "/me/why/", "/me/products/", "/invite/", "/settings/"]
NOUGHT = re.compile(r">\s*0\s*<|\b0 (?:questions?|answers?|people|members?|helped|badges?|guides?)\b", re.I)
HIDDEN = re.compile(r"<b aria-hidden=\"true\" data-inbox-count hidden>0</b>")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["guest", "member"])
def test_no_page_is_empty_or_counts_to_nought(who):
    ana, client = make_member("ana"), Client()
    if who == "member":
        client.force_login(ana)
    counted, lost = {}, []
    for address in GUEST if who == "guest" else MEMBER:
        page = client.get(address).content.decode()
        main = HIDDEN.sub("", page[page.index("<main") : page.index("</main>")])
        if found := NOUGHT.findall(re.sub(r"<svg.*?</svg>", "", main, flags=re.S)):
            counted[address] = found
        if not re.search(r"<(?:a|button|form)\b", main) or "<h1" not in main:
            lost.append(address)
    assert (counted, lost) == ({}, [])
