"""Products and first questions from files: each line is tried as it would be for good, and all stand or none."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.forum import actions
from community.forum.models import Category, Product, Question
from community.members.models import Member
from community.verdict import Refused

MOST_LINES = 500
NEW, KNOWN, WRONG = "new", "known", "wrong"
PRODUCT_COLUMNS = ("name", "intro", "category")
QUESTION_COLUMNS = ("question", "details", "answer", "product", "tags")
Row = dict[str, str]


class NoTable(Exception):
    """The file is not what was asked for; the words say why."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the file (counted as an editor counts them) and what became of it."""

    number: int
    what: str
    status: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    lines: list[Line]
    written: bool

    def count(self, status: str) -> int:
        return sum(1 for line in self.lines if line.status == status)

    @property
    def new(self) -> int:
        return self.count(NEW)

    @property
    def known(self) -> int:
        return self.count(KNOWN)

    @property
    def wrong(self) -> int:
        return self.count(WRONG)


def rows_of(text: str, columns: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """(line number, row) with all columns; commas, semicolons or tabs between. NoTable when it is no such table."""
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=mark, strict=False)
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    if missing := [name for name in needed if name not in names]:
        raise NoTable(_("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)})
    try:
        for number, said in enumerate(reader):
            if number >= MOST_LINES:
                raise NoTable(_("More than %(n)s lines. Cut it in parts.") % {"n": MOST_LINES})
            row = {name: (said.get(names.get(name, ""), "") or "").strip() for name in columns}
            if any(row.values()):
                yield reader.line_num, row
    except csv.Error as problem:
        raise NoTable(_("This is no table: %(problem)s") % {"problem": problem}) from None


def bring_products(text: str, *, sure: bool, by: Member) -> Report:
    """A product a line; a category that is new is made. A product known by its name is left as it is."""
    return _bring(rows_of(text, PRODUCT_COLUMNS, ("name",)), "name", _product, sure=sure, by=by)


def bring_questions(text: str, *, sure: bool, by: Member) -> Report:
    """A question a line, asked by who brings it and answered officially. One they asked before in these words is left alone."""
    return _bring(rows_of(text, QUESTION_COLUMNS, ("question", "answer")), "question", _question, sure=sure, by=by)


def _bring(rows: Iterator[tuple[int, Row]], title: str, bring: Callable[..., str], *, sure: bool, by: Member) -> Report:
    lines = []
    with transaction.atomic():
        for number, row in rows:
            status, why = WRONG, ""
            try:
                with transaction.atomic():
                    status = bring(row, by=by)
            except ValidationError as problem:
                why = " ".join(problem.messages)
            except Refused as problem:
                why = str(problem.reason)
            lines.append(Line(number=number, what=row[title][:120], status=status, why=why))
        if not lines:
            raise NoTable(_("The file has no lines."))
        written = sure and not any(line.status == WRONG for line in lines)
        transaction.set_rollback(not written)
    return Report(lines=lines, written=written)


def _product(row: Row, *, by: Member) -> str:
    name, category = row["name"], row["category"]
    if not name or len(name) > 60 or len(category) > 60:
        raise ValidationError(_("A name has 1 to 60 characters."))
    if len(row["intro"]) > 300:
        raise ValidationError(_("An introduction has at most 300 characters."))
    if Product.objects.filter(name__iexact=name).exists():
        return KNOWN
    place = _category(category)
    actions.create_product(name=name, intro=row["intro"], category=place, position=place.products.count())
    return NEW


def _category(name: str) -> Category:
    if not name:
        return actions.default_category()
    found = Category.objects.filter(name__iexact=name).first()
    return found or actions.create_category(name=name, position=Category.objects.count())


def _question(row: Row, *, by: Member) -> str:
    if not row["answer"]:
        raise ValidationError(_("It has no answer."))
    if Question.objects.filter(author=by, title__iexact=row["question"]).exists():
        return KNOWN
    products = []
    if row["product"]:
        found = Product.objects.filter(name__iexact=row["product"]).first()
        if found is None:
            raise ValidationError(_("There is no product called “%(name)s”.") % {"name": row["product"][:60]})
        products = [found]
    tags = [tag for tag in (part.strip() for part in row["tags"].replace(";", ",").split(",")) if tag]
    question = actions.ask_question(title=row["question"], body=row["details"], products=products, tags=tags, by=by)
    answer = actions.post_answer(question, body=row["answer"], official=True, by=by)
    actions.accept_answer(answer, by=by)
    return NEW
