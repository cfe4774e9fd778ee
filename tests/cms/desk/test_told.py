"""Facts from a file on the desk: first a look at each line, then for good."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.events.models import Event
from engagement.loyalty.models import Order

pytestmark = pytest.mark.django_db
HEAD = "id,time,email,amount,currency\n"
LINES = HEAD + "1,2026-11-01T10:00:00Z,ana@example.com,49.90,EUR\n2,2026-11-02T10:00:00Z,nobody,5,EUR\n"
SAID = {"type": "order.placed", "source": "old-shop"}


@pytest.fixture
def desk(client, leo):
    client.force_login(leo)
    return client


def upload(desk, text, **more):
    sent = text if isinstance(text, bytes) else text.encode()
    return desk.post("/cms/facts/", SAID | {"file": SimpleUploadedFile("facts.csv", sent)} | more)


def test_each_line_is_shown_before_anything_is_written_and_then_taken(desk, ana):
    page = upload(desk, LINES)
    shown = page.content.decode()
    assert (
        "Nothing is written yet" in shown
        and "ana@example.com · 49.90 EUR" in shown
        and "member.email: this is no e-mail address" in shown
    )
    assert not Order.objects.exists() and not Event.objects.filter(name="order.placed").exists()
    sure = SAID | {"lines": page.context["said"]["lines"], "sure": "1"}
    done = desk.post("/cms/facts/", sure).content.decode()
    assert "This is what became of the lines." in done and Order.objects.get().amount == 4990
    assert desk.post("/cms/facts/", sure).context["counts"] == {"known": 1, "refused": 1}
    assert Order.objects.count() == 1


def test_a_line_that_stands_twice_is_new_once_however_far_apart(desk, ana):
    lines = [f"{n % 120},2026-11-01T10:00:00Z,ana@example.com,5,EUR" for n in range(150)]
    assert upload(desk, HEAD + "\n".join(lines)).context["counts"] == {"recorded": 120, "known": 30}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("id,colour\n1,red\n", "Unknown columns"),
        (HEAD.encode() + b"\xff\xfe", "UTF-8"),
        (HEAD + "x\n" * 2_002, "More than 2,000 lines"),
        (HEAD + "x" * (1024 * 1024), "Larger than 1 MB"),
    ],
    ids=["empty", "columns", "encoding", "long", "large"],
)
def test_what_cannot_be_read_is_said_beside_the_file(desk, text, says):
    answer = upload(desk, text)
    assert answer.status_code == 400 and says in answer.content.decode() and not Order.objects.exists()


def test_a_source_that_is_no_name_is_said_beside_it(desk):
    answer = upload(desk, LINES, source="Old Shop!")
    assert answer.status_code == 400 and answer.context["form"].errors["source"]
