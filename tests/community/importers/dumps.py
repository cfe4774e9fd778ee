"""Dumps to import: small ones told in rows, the real ones where they are, changed copies of them, and what came of one."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from community.events.models import Event
from community.forum.models import Answer, Comment, Question, QuestionLink, Revision
from community.importers.models import ImportedRow
from community.importers.progress import Silence
from community.importers.stackexchange.dump import import_dump
from community.members.models import Member
from tests.needs import SHARED_DATA

SOURCE = "stackexchange:test"
ROOTS = {
    "Users": "users",
    "Tags": "tags",
    "Posts": "posts",
    "PostHistory": "posthistory",
    "Comments": "comments",
    "Votes": "votes",
    "PostLinks": "postlinks",
    "Badges": "badges",
}
DAY = "2020-01-0{}T10:00:00.000"


TOLD = (
    *("body", "html", "state", "written_at", "published_at", "last_activity_at", "edited_at", "edits", "ups", "downs"),
    *("rank", "title", "slug", "excerpt", "accepted_at", "closed_at", "closed_reason", "answers_count", "first_answer_at"),
    "comments_count",
)


def real(site: str) -> Path:
    folder = SHARED_DATA / "se" / site
    if not folder.exists():
        pytest.skip(f"../shared/data/se/{site} is not here")
    return folder


def copied(site: str, to: Path) -> Path:
    return Path(shutil.copytree(real(site), to / site))


def change(folder: Path, file: str, edit: Callable[[str], str]) -> None:
    path = folder / f"{file}.xml"
    before = path.read_text(encoding="utf-8-sig")
    after = edit(before)
    assert after != before, "the change changes nothing"
    path.write_text(after, encoding="utf-8")


def row_of(text: str, number: int) -> str:
    found = re.search(rf'  <row Id="{number}" .*?/>\r?\n', text)
    assert found
    return found[0]


def write(folder: Path, **files: list[dict[str, Any]]) -> Path:
    """A dump of these rows: write(tmp_path, Users=[{...}], Posts=[{...}])."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        lines = ["  <row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />" for row in rows]
        head = f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{ROOTS[name]}>\n'
        (folder / f"{name}.xml").write_text(head + "\n".join(lines) + f"\n</{ROOTS[name]}>", encoding="utf-8")
    return folder


def user(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    return {"Id": number, "DisplayName": name or f"User {number}", "CreationDate": DAY.format(1), **more}


def question(number: int, owner: int = 1, **more: Any) -> dict[str, Any]:
    words = {"Title": f"How does number {number} work?", "Body": f"<p>Body <b>{number}</b></p>", "Tags": "<one>"}
    return {"Id": number, "PostTypeId": 1, "CreationDate": DAY.format(2), "OwnerUserId": owner, **words, **more}


def answer(number: int, parent: int, owner: int = 2, **more: Any) -> dict[str, Any]:
    at = {"CreationDate": DAY.format(3), "Body": f"<p>Answer {number}</p>"}
    return {"Id": number, "PostTypeId": 2, "ParentId": parent, "OwnerUserId": owner, **at, **more}


def vote(number: int, post: int, kind: int, day: int = 4, **more: Any) -> dict[str, Any]:
    return {"Id": number, "PostId": post, "VoteTypeId": kind, "CreationDate": f"2020-01-0{day}T00:00:00.000", **more}


def run(folder: Path, source: str = SOURCE) -> None:
    import_dump(folder, source=source)


class Cut(Exception):
    """The power is gone."""


class PowerCut(Silence):
    """Goes out after so many batches."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def add(self, rows: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut


def obj(kind: str, source_id: int | str, source: str = SOURCE) -> Any:
    """The object an imported row became."""
    row = ImportedRow.objects.get(source=source, kind=kind, source_id=str(source_id))
    tables = {"member": Member, "question": Question, "answer": Answer, "comment": Comment, "link": QuestionLink}
    return tables[row.object_kind].objects.get(pk=row.object_id)  # type: ignore[attr-defined]


def picture(source: str) -> dict[str, Any]:
    """Everything an import made, told without ids of ours: two imports of one dump give the same picture."""
    rows = list(ImportedRow.objects.filter(source=source))
    names = {(row.object_kind, row.object_id): f"{row.kind} {row.source_id}" for row in rows}
    told: dict[str, Any] = {f"{row.kind} {row.source_id}": (row.object_kind, row.raw, row.digest) for row in rows}
    for model, kind in ((Question, "question"), (Answer, "answer"), (Comment, "comment")):
        for text in model.objects.filter(pk__in=[row.object_id for row in rows if row.object_kind == kind]):
            told[f"{kind} {names[kind, text.pk]}"] = _columns(text, names)
    for member in Member.objects.filter(pk__in=[row.object_id for row in rows if row.object_kind == "member"]):
        who = (member.name, member.bio, member.joined_at, member.people_helped, member.unnamed_marks, member.unnamed_marks_until)
        helped = sorted(names["member", pk] for pk in member.helped_rows.values_list("helped_id", flat=True))
        told[f"member {names['member', member.pk]}"] = who, helped
    for event in Event.objects.filter(source=source):
        extras = {key: names.get(("member", value), value) if key == "asker_id" else value for key, value in event.extras.items()}
        extras.pop("answer_id", None)
        who_ = names["member", event.subject_id], event.actor_id and names["member", event.actor_id]
        told[f"fact {event.source_id}"] = (event.name, event.occurred_at, *who_, event.silent, extras)
    return told


def _columns(text: Any, names: dict[tuple[str, int | None], str]) -> dict[str, Any]:
    told = {name: getattr(text, name) for name in TOLD if hasattr(text, name)}
    told["author"] = names["member", text.author_id]
    if isinstance(text, Question):
        told["tags"] = sorted(text.tags.values_list("name", flat=True))
        told["accepted"] = names.get(("answer", text.accepted_id))
    key = type(text).__name__.lower()
    told["revisions"] = sorted(Revision.objects.filter(**{key: text}).values_list("at", "title", "body", "reason"))
    return told
