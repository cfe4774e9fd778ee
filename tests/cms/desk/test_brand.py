import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from cms.desk.models import Brand
from community.frame import theme


@pytest.fixture
def address(db) -> str:
    return reverse("wagtailsettings:edit", args=["desk", "brand", Brand.load().pk])


def worn_by(page: str) -> str:
    found = re.search(r'href="(/theme/\w+\.css)"', page)
    assert found
    return found[1]


def test_the_brand_team_chooses_a_colour_and_every_page_wears_it(client, leo, address):
    before = worn_by(client.get("/questions/").content.decode())
    client.force_login(leo)
    assert client.post(address, {"colour": "#B8321F", "hue": "250", "promise": "0"}).status_code == 302
    after = worn_by(client.get("/questions/").content.decode())
    assert after != before and "--brand: light-dark(#b8321f" in client.get(after).content.decode()
    assert theme.current().name in after


def test_the_team_is_told_what_was_adjusted_in_each_mode_and_how_well_it_can_be_read(client, leo, address):
    client.force_login(leo)
    client.post(address, {"colour": "#ffe000", "hue": "75", "promise": "0"})
    page = " ".join(client.get(address).content.decode().split())
    buttons, links = page.index("Buttons, with their words"), page.index("Links, on the page")
    assert "<code>#ffe000</code><br> your colour, contrast" in page[buttons:links]
    assert "your colour, contrast" not in page[links:] and page[links:].count("adjusted, contrast") == 4
    assert min(float(n) for n in re.findall(r"contrast ([\d.]+) to 1", page)) >= 4.5


def test_what_is_no_colour_is_refused_and_moderators_dont_choose(client, leo, mia, address):
    client.force_login(leo)
    assert "A colour is #" in client.post(address, {"colour": "red;}", "hue": "75", "promise": "0"}).content.decode()
    assert client.post(address, {"colour": "#112233", "hue": "360", "promise": "0"}).status_code == 200 and Brand.load().hue == 75
    client.force_login(mia)
    assert client.post(address, {"colour": "#112233", "hue": "75", "promise": "0"}).status_code == 302
    assert Brand.load().colour == "#12627a"


def test_the_database_is_asked_once_for_all_processes(db, django_assert_num_queries):
    cache.clear()
    for queries in (1, 0):
        theme.forget()
        with django_assert_num_queries(queries):
            theme.current()
