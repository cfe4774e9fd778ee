"""The picture by which a page shows itself elsewhere."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image, ImageChops

from community.forum import actions
from community.frame import cards
from community.frame.cards import Card, drawable
from community.frame.strokes import _sprite, path, symbol
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once

ON_PAGE = 'property="og:image" content="'


def drawn(**card) -> Image.Image:
    picture = Image.open(BytesIO(cards.draw(Card(**card))))
    assert picture.size == (1200, 630) and picture.format == "PNG"
    return picture


def differs(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()


def test_a_text_is_drawn_whole_or_not_at_all():
    assert drawable("Łódź, Győr: ¿por qué\u00a0parpadea? — “no”…") == "Łódź, Győr: ¿por qué parpadea? — “no”…"
    assert drawable("It works 😀 👍🏽 ❤\ufe0f now\u200d\u202e") == "It works now"
    assert [drawable(text) for text in ("自行车灯", "دراجة", "Lamp 灯", "नमस्ते", "😀", "")] == [""] * 6


@pytest.mark.django_db
def test_no_title_is_too_long_or_too_strange_for_its_picture():
    bare = drawn(title="")
    assert differs(bare, drawn(title="自行车灯为什么闪烁")) is None  # the mark stands in its place
    assert differs(bare, drawn(title="مصباح الدراجة")) is None
    for title in ("Why?", "word " * 60, "W" * 255, "Why does the lamp flicker 😀 when I brake?"):
        left, top, right, low = differs(bare, drawn(title=title)) or (0, 0, 0, 0)
        assert left >= 60 and right <= 1200 - 60 and top > 130 and low < 520, title  # within the margins, above the last line
    assert differs(drawn(title="One"), drawn(title="One", pill="Solved", good=True, aside="Lamp"))


@pytest.mark.django_db
def test_every_symbol_and_every_badge_can_be_drawn():
    for name in _sprite():
        grid = 64 if name.startswith("b-") else 24
        points = [point for line in symbol(name) for point in line]
        assert points and all(-1 < x < grid + 1 and -1 < y < grid + 1 for x, y in points), name
    assert path("M0 0a1 1 0 012 0")[0][-1] == pytest.approx((2, 0))  # an arc's flags written together
    arts = {
        (shape, metal): cards.badge_art(shape, metal, "star", side=40).tobytes()
        for shape in ("hexagon", "circle", "square", "shield", "diamond", "scallop")
        for metal in ("bronze", "brand")
    }
    assert len(set(arts.values())) == 12


@pytest.mark.django_db
def test_a_question_leads_to_its_picture_and_a_change_to_another(client, ana, ben, mia, settings, monkeypatch):
    question = make_question(ana)

    def address() -> str:
        page = client.get(question.get_absolute_url()).content.decode()
        whole = page.partition(ON_PAGE)[2].partition('"')[0]
        assert whole.startswith(settings.SITE_URL + f"/questions/{question.pk}/picture.png?v=")
        return whole.removeprefix(settings.SITE_URL)

    first = address()
    answer = client.get(first)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    monkeypatch.setattr(cards, "draw", lambda card: pytest.fail("drawn twice"))
    assert client.get(first).content == answer.content
    again = client.get(first, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.headers["ETag"] == answer.headers["ETag"]
    monkeypatch.undo()
    make_answer(question, ben)
    assert address() != first and client.get(address()).content != answer.content
    actions.hide_text(question, reason="spam", by=mia)
    assert client.get(first).status_code == 410
    client.force_login(ana)
    assert ON_PAGE not in client.get(question.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_who_asks_for_many_new_pictures_waits(client, ana, monkeypatch):
    monkeypatch.setattr(cards, "A_MINUTE", 1)
    first, second = (make_question(ana, f"What is {uuid4()}?") for _n in range(2))  # pictures nobody asked for yet
    assert client.get(f"/questions/{first.pk}/picture.png").status_code == 200
    assert client.get(f"/questions/{first.pk}/picture.png").status_code == 200  # kept
    late = client.get(f"/questions/{second.pk}/picture.png")
    assert late.status_code == 429 and late.headers["Retry-After"] == "60"


@pytest.mark.django_db
def test_a_badge_shows_itself(client):
    page = client.get("/badges/solver-gold/").content.decode()
    whole = page.partition(ON_PAGE)[2].partition('"')[0]
    answer = client.get(whole[whole.index("/badges/") :])
    assert answer.status_code == 200 and Image.open(BytesIO(answer.content)).size == (1200, 630)
