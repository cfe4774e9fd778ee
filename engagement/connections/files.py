"""The same facts from a CSV file: one line is one item, and its columns are named in the first line.

Columns: type, id, source, time, email, member_number, member_id, name, touchpoint; of purchases amount (49.90), currency,
number, products (codes, with spaces between); of refunds order and amount; of requests solved (yes, no); of courses course;
of vouchers code and reward.
`type` and `source` may be given for the whole file instead. Lines end anywhere: what was told before is known.
"""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TextIO

COLUMNS = {
    *("type", "id", "source", "time", "email", "member_number", "member_id", "name", "touchpoint"),
    *("amount", "currency", "number", "products", "order", "solved", "course", "code", "reward"),
}
MOST_BYTES = 1 << 30


class NoTable(ValueError):
    """The file is no table we can read; the message says why."""


def open_table(path: Path) -> TextIO:
    """A byte-order mark, as spreadsheets write one, is no part of the first column's name."""
    if not path.is_file():
        raise NoTable(f"There is no file {path.name}.")
    if path.stat().st_size > MOST_BYTES:
        raise NoTable("The file is larger than 1 GB. Cut it in parts.")
    return path.open(encoding="utf-8-sig", newline="")


def lines_in(path: Path) -> int:
    """How many lines come after the first: for the time left, so a line more or less does no harm."""
    with path.open("rb") as file:
        return max(sum(1 for _line in file) - 1, 0)


def items(table: TextIO, *, type: str = "", source: str = "") -> Iterator[dict[str, Any]]:
    """The items of the lines, in order. A line that cannot be one becomes an item that is refused with the reason."""
    try:
        start = table.read(4096)
        table.seek(0)
        lines = csv.DictReader(table, delimiter=";" if start.split("\n")[0].count(";") > start.split("\n")[0].count(",") else ",")
        names = {(name or "").strip() for name in lines.fieldnames or ()}
        if not names:
            raise NoTable("The file is empty.")
        if unknown := sorted(names - COLUMNS):
            raise NoTable(f"Unknown columns: {', '.join(unknown)}. Known are {', '.join(sorted(COLUMNS))}.")
        for line in lines:
            yield _item(
                {(key or "").strip(): (value or "") for key, value in line.items() if isinstance(value, str)}, type, source
            )
    except UnicodeDecodeError:
        raise NoTable("The file is not written in UTF-8.") from None
    except csv.Error as problem:
        raise NoTable(f"This is no table: {problem}.") from None


def _item(line: Mapping[str, str], type: str, source: str) -> dict[str, Any]:
    said = {name: value.strip() for name, value in line.items() if value.strip()}
    kind = said.get("type", type)
    item: dict[str, Any] = {
        "id": said.get("id", ""),
        "source": said.get("source", source),
        "type": kind,
        "time": said.get("time", ""),
    }
    item |= {
        name: said[name] for name in ("touchpoint", "currency", "number", "order", "course", "code", "reward") if name in said
    }
    if "amount" in said:
        item["amount"] = _cents(said["amount"])
    if "solved" in said:
        item["solved"] = said["solved"].lower() in ("yes", "true", "1")
    if kind == "order.placed":
        item["things"] = [{"code": code} for code in said.get("products", "").split()]
    if kind not in ("order.refunded", "voucher.redeemed", "voucher.returned"):
        person = {"email": "email", "number": "member_number", "id": "member_id", "name": "name"}
        item["member"] = {key: said[column] for key, column in person.items() if column in said}
    return item


def _cents(text: str) -> Any:
    """49.90 as 4990; what is no amount of whole cents stays as it is, and is refused with the reason."""
    try:
        cents = Decimal(text) * 100
        return int(cents) if cents == cents.to_integral_value() else text
    except (InvalidOperation, OverflowError, ValueError):
        return text
