"""The demonstration's story as it is written in the .toml files, turned into acts with a moment each."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).resolve().parent / "written"
QUESTION_FILES = ("bikes", "lights", "seats", "life")


@dataclass(frozen=True, kw_only=True, order=True)
class Act:
    """Something somebody does at a moment. `about` is a question's key, `answer` the number of its answer from 1 (0: none)."""

    at: datetime
    order: int  # acts of one moment keep the order in which they are written
    verb: str = field(compare=False)
    by: str = field(compare=False)
    about: str = field(compare=False)
    answer: int = field(compare=False, default=0)
    words: dict[str, Any] = field(compare=False, default_factory=dict)


def brand() -> dict[str, Any]:
    return tomllib.loads((WRITTEN / "brand.toml").read_text())


def questions() -> list[dict[str, Any]]:
    return [row for name in QUESTION_FILES for row in tomllib.loads((WRITTEN / f"{name}.toml").read_text())["question"]]


def acts(*, told_at: datetime) -> list[Act]:
    """Everything that happens, in order. Days and hours of the story count back from `told_at`."""
    return sorted(Telling(told_at).tell(questions()))


class Telling:
    """Walks through the written questions and notes who does what when."""

    def __init__(self, told_at: datetime) -> None:
        self.told_at = told_at
        self.acts: list[Act] = []

    def tell(self, rows: list[dict[str, Any]]) -> list[Act]:
        for row in rows:
            self.question(row)
        return self.acts

    def add(self, verb: str, at: datetime, by: str, about: str, answer: int = 0, **words: Any) -> None:
        self.acts.append(Act(at=at, order=len(self.acts), verb=verb, by=by, about=about, answer=answer, words=words))

    def moment(self, row: dict[str, Any], since: datetime) -> datetime:
        """`ago` in days before the telling, or `after` in hours since what it belongs to."""
        return self.told_at - timedelta(days=row["ago"]) if "ago" in row else since + timedelta(hours=row["after"])

    def marks(self, said: dict[str, Any], since: datetime) -> list[tuple[str, datetime]]:
        """{member: hours since} or {member: "3d" before the telling}."""
        return [
            (by, self.told_at - timedelta(days=float(when[:-1])) if isinstance(when, str) else since + timedelta(hours=when))
            for by, when in said.items()
        ]

    def question(self, row: dict[str, Any]) -> None:
        asked, key = self.told_at - timedelta(days=row["ago"]), row["key"]
        asking = {name: row[name] for name in ("title", "body", "products", "tags")} | {"language": row.get("language", "en")}
        self.add("ask", asked, row["by"], key, **asking)
        for by, at in self.marks(row.get("me_too", {}), asked):
            self.add("me_too", at, by, key)
        for comment in row.get("comment", []):
            self.add("comment", self.moment(comment, asked), comment["by"], key, body=comment["body"])
        for number, answer in enumerate(row.get("answer", []), start=1):
            self.answer(row, answer, number, asked)
        if close := row.get("close"):
            self.add("close", self.moment(close, asked), close["by"], key, reason=close["reason"], of=close["of"])

    def answer(self, row: dict[str, Any], answer: dict[str, Any], number: int, asked: datetime) -> None:
        key, posted = row["key"], self.moment(answer, asked)
        language = answer.get("language", row.get("language", "en"))
        self.add(
            "answer",
            posted,
            answer["by"],
            key,
            number,
            body=answer["body"],
            official=answer.get("official", False),
            owns=answer.get("owns", False),
            language=language,
        )
        for verb, name in (("accept", "accepted"), ("unaccept", "unaccepted")):
            if name in answer:
                self.add(verb, posted + timedelta(hours=answer[name]), row["by"], key, number)
        for by, at in self.marks(answer.get("helped", {}), posted):
            self.add("help", at, by, key, number)
        for note in answer.get("note", []):
            said = {name: note[name] for name in ("words", "outcome", "public")}
            self.add("thank", self.moment(note, posted), note["by"], key, number, **said)
        for doubt in answer.get("doubt", []):
            said = {name: doubt[name] for name in ("kind", "reason")}
            self.add("doubt", self.moment(doubt, posted), doubt["by"], key, number, **said)
        for comment in answer.get("comment", []):
            self.add("comment", self.moment(comment, posted), comment["by"], key, number, body=comment["body"], language=language)
        if edit := answer.get("edit"):
            body = answer["body"].rstrip() + edit["append"]
            self.add("edit", self.moment(edit, posted), answer["by"], key, number, body=body, reason=edit["reason"])
