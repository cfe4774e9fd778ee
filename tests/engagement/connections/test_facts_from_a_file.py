import io

import pytest
from django.core.management import CommandError, call_command

from engagement.loyalty.models import Order

pytestmark = pytest.mark.django_db
HEAD = "id,time,email,amount,currency,products\n"
LINES = HEAD + (
    "1,2026-11-01T10:00:00Z,ana@example.com,49.90,EUR,ARIA-DUO FILTER\n"
    "2,2026-11-02T10:00:00Z,nobody,5,EUR,\n"
    "3,2026-11-02T10:00:00Z,ben@example.com,5.001,EUR,\n"
)


def take(tmp_path, text, *more, encoding="utf-8"):
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(encoding))
    out = io.StringIO()
    call_command("import_facts", str(path), "--type", "order.placed", "--source", "old-shop", *more, stdout=out)
    return out.getvalue()


def test_lines_are_taken_and_what_is_wrong_with_a_line_is_said(tmp_path, ana):
    report = tmp_path / "report.csv"
    said = take(tmp_path, LINES, "--report", str(report))
    assert "line 3: member.email" in said and "line 4: amount" in said and "1 new, 0 known, 2 refused" in said.lower()
    assert Order.objects.get().amount == 4990
    assert Order.objects.get().lines.count() == 2
    assert report.read_text().splitlines()[0] == "2,1,recorded,"
    assert "0 new, 1 known, 2 refused" in take(tmp_path, LINES).lower()


def test_a_dry_run_writes_nothing(tmp_path, ana):
    assert "It would be 1 new, 0 known, 2 refused" in take(tmp_path, LINES, "--dry-run")
    assert not Order.objects.exists()


def test_a_spreadsheets_file_with_semicolons_and_a_mark_is_read(tmp_path, ana):
    assert "1 new" in take(tmp_path, LINES.replace(",", ";"), encoding="utf-8-sig").lower()


@pytest.mark.parametrize("text", ["", "id,colour\n1,red\n", "id,name\n1,\x00\n", HEAD + '"'])
def test_what_is_no_such_table_is_refused_with_a_sentence(tmp_path, text):
    try:
        take(tmp_path, text)
    except CommandError as problem:
        assert "Nothing was taken" in str(problem)
    assert not Order.objects.exists()


def test_another_encoding_is_said(tmp_path):
    with pytest.raises(CommandError, match="UTF-8"):
        take(tmp_path, HEAD + "1,2026-11-01T10:00:00Z,año@example.com,1,EUR,\n", encoding="latin-1")
