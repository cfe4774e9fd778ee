"""A community made up in bulk for the figures: facts, and the rows they would have left. The same number gives the same one.

A fact in a hundred is taken back, hidden or late, so that a recount which forgets one of these finds another number.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

DAYS, PRODUCTS, TEAM = 730, 24, 6
FACTS_A_MEMBER = 25
INVITED = 0.15
Row = dict[str, Any]


class Made:
    """Rows by table. Ids are those that empty tables give."""

    def __init__(self, facts: int, now: datetime, first_member: int) -> None:
        self.dice = random.Random(facts)  # noqa: S311 - made-up data
        self.wanted, self.now, self.start = facts, now, now - timedelta(days=DAYS)
        self.first = first_member
        self.facts: list[Row] = []
        self.questions: list[Row] = []
        self.answers: list[Row] = []
        self.about: list[Row] = []
        self.marks: dict[tuple[int, int], Row] = {}
        self.pairs: dict[tuple[int, int], Row] = {}
        self.codes: dict[int, Row] = {}
        self.referrals: list[Row] = []
        self.members = [self._member(n) for n in range(facts // FACTS_A_MEMBER)]
        self._invitations()
        while len(self.facts) < facts:
            self._question()

    # --- people ---

    def _member(self, n: int) -> Row:
        team, at = n < TEAM, self.start if n < TEAM else self._moment()
        pk = self.first + n
        self.say("member.joined", at, pk, object_id=pk, kind="member", by_staff=team)
        words = {"handle": f"m{n}", "handle_key": f"m{n}", "name": f"Name {n}", "email": f"m{n}@example.com", "password": "!"}
        return {"joined_at": at, "claimed_at": at, "is_staff": team, "people_helped": 0, **words}

    def _invitations(self) -> None:
        for n in range(TEAM, len(self.members)):
            if self.dice.random() < INVITED:
                self._invitation(self.first + n, self._active(), self.members[n]["claimed_at"])

    def _invitation(self, friend: int, advocate: int, joined: datetime) -> None:
        if friend == advocate:
            return
        text = f"code-{advocate}"
        code = self.codes.setdefault(advocate, {"member_id": advocate, "text": text, "key": text, "n": len(self.codes) + 1})
        way = ["verified", "qualified", "rewarded"][: 1 + self.dice.choice([0, 0, 1, 2, 2])]
        moments = {name: joined + timedelta(days=2 * place) for place, name in enumerate(way)}
        if moments[way[-1]] >= self.now:
            way = ["verified"]
        number = len(self.referrals) + 1
        for name in way:
            self.say(f"referral.{name}", moments[name], advocate, actor=friend, object_id=number, kind="referral")
        row = {f"{name}_at": moments[name] for name in way}
        before = joined - timedelta(days=1)
        self.referrals.append(
            {"code_id": code["n"], "advocate_id": advocate, "friend_id": friend, "state": way[-1], "touched_at": before, **row}
        )

    def _active(self) -> int:
        """A member, few of them often; never of the team."""
        return self.first + TEAM + int((len(self.members) - TEAM) * self.dice.random() ** 4)

    def _moment(self) -> datetime:
        return self.start + timedelta(days=DAYS * self.dice.random())

    # --- what is written ---

    def _question(self) -> None:
        dice, pk, at = self.dice, len(self.questions) + 1, self._moment()
        by_staff = dice.random() < 0.02
        author = self.first + dice.randrange(TEAM) if by_staff else self._active()
        product = dice.randrange(PRODUCTS + 2) + 1
        row = self._text(author, at, by_staff) | {"title": f"Question {pk}?", "slug": f"question-{pk}", "category_id": 1}
        self.questions.append(row | {"accepted_id": None, "accepted_at": None, "first_answer_at": None, "answers_count": 0})
        self.about += [{"question_id": pk, "product_id": one} for one in {product, product % 7 + 1} if one <= PRODUCTS]
        self.say("question.asked", at, author, object_id=pk, question=pk, kind="question", by_staff=by_staff)
        if dice.random() < 0.01:
            self.questions[-1]["state"] = "hidden"
            self.say("question.hidden", at + timedelta(days=1), author, object_id=pk, question=pk, kind="question")
        answers = [self._answer(pk) for _turn in range(dice.choice([0, 1, 1, 2, 3, 5]))]
        if answers and dice.random() < 0.7:
            self._accept(pk, dice.choice(answers))

    def _answer(self, question: int) -> int:
        dice, pk, asked = self.dice, len(self.answers) + 1, self.questions[question - 1]
        at = min(asked["published_at"] + timedelta(minutes=dice.lognormvariate(5.5, 2.2)), self.now)
        by_staff = dice.random() < 0.08
        author = self.first + dice.randrange(TEAM) if by_staff else self._active()
        row = self._text(author, at, by_staff) | {"question_id": question, "helped_count": 0}
        self.answers.append(row)
        self.say("answer.posted", at, author, object_id=pk, question=question, by_staff=by_staff)
        if dice.random() < 0.01:
            row["state"] = "hidden"
            self.say("answer.hidden", at + timedelta(hours=2), author, object_id=pk, question=question)
        else:
            asked["answers_count"] += 1
            if author != asked["author_id"]:
                asked["first_answer_at"] = min(filter(None, (asked["first_answer_at"], at)))
        for _turn in range(dice.choice([0, 0, 0, 1, 1, 3])):
            self._mark(question, pk, at)
        return pk

    def _mark(self, question: int, answer: int, written: datetime) -> None:
        member, row = self._active(), self.answers[answer - 1]
        if member == row["author_id"] or (member, answer) in self.marks:
            return
        at = min(written + timedelta(days=self.dice.expovariate(0.2)), self.now)
        helped = self.say("answer.helped", at, row["author_id"], actor=member, object_id=answer, question=question)
        mark = self.marks[member, answer] = {"member_id": member, "answer_id": answer, "at": at, "withdrawn_at": None}
        if self.dice.random() < 0.02:
            mark["withdrawn_at"] = at
            back = {"actor": member, "object_id": answer, "question": question, "reverses": helped}
            self.say("answer.help_withdrawn", at, row["author_id"], **back)
        else:
            row["helped_count"] += 1
            self._pair(row, member, at, question)

    def _pair(self, answer: Row, helped: int, at: datetime, question: int) -> None:
        if answer["author_id"] == helped or "hidden" in (answer["state"], self.questions[question - 1]["state"]):
            return
        pair = self.pairs.setdefault(
            (answer["author_id"], helped), {"helper_id": answer["author_id"], "helped_id": helped, "since": at}
        )
        pair["since"] = min(pair["since"], at)

    def _accept(self, question: int, answer: int) -> None:
        asked, row = self.questions[question - 1], self.answers[answer - 1]
        at = min(row["published_at"] + timedelta(hours=self.dice.expovariate(0.02)), self.now)
        who = {"object_id": answer, "question": question, "actor": asked["author_id"], "by_staff": row["by_staff"]}
        accepted = self.say("answer.accepted", at, row["author_id"], **who)
        self.say("answer.found", at, asked["author_id"], **who)
        if self.dice.random() < 0.02:
            self.say("answer.unaccepted", at, row["author_id"], **who, reverses=accepted)
        else:
            asked["accepted_id"], asked["accepted_at"] = answer, at
            self._pair(row, asked["author_id"], at, question)

    def _text(self, author: int, at: datetime, by_staff: bool) -> Row:
        times = {"written_at": at, "published_at": at, "last_activity_at": at}
        words = {"body": "It goes dim after an hour.", "html": "<p>It goes dim after an hour.</p>", "language": "en"}
        return {"author_id": author, "by_staff": by_staff, "state": "published", **times, **words}

    def say(self, name: str, at: datetime, subject: int, *, kind: str = "answer", reverses: str = "", **more: Any) -> str:
        key = f"{len(self.facts):032x}"
        self.facts.append(
            {
                "name": name, "subject_id": subject, "actor_id": more.get("actor"), "object_kind": kind,
                "object_id": more.get("object_id"), "question_id": more.get("question"), "by_staff": more.get("by_staff", False),
                "occurred_at": at, "recorded_at": at, "source_id": key, "reverses_source": "here" if reverses else "",
                "reverses_source_id": reverses, "extras": {},
            }
        )  # fmt: skip
        return key


def fill(facts: int) -> None:
    """Into an empty database. PostgreSQL looks at no foreign key meanwhile, which needs a superuser."""
    from django.db import connection, transaction
    from django.db.models import Count, Max
    from django.utils.timezone import now

    from community.events.bulk import insert_many
    from community.events.models import Event
    from community.forum.models import Answer, Category, Helped, Mark, Product, Question
    from community.members.models import Member
    from engagement.referrals.models import Code, Programme, Referral

    last = Member.objects.aggregate(last=Max("pk"))["last"] or 0
    made = Made(facts, now() - timedelta(minutes=1), last + 1)
    place = Category.objects.create(pk=1, name="Everything", slug="everything")
    Product.objects.bulk_create(Product(name=f"Lamp {n}", slug=f"lamp-{n}", category=place) for n in range(1, PRODUCTS + 1))
    terms = Programme.objects.get(is_active=True).pk
    tables: list[tuple[Any, Iterable[Row]]] = [
        (Member, made.members),
        (Question, made.questions),
        (Answer, made.answers),
        (Question.products.through, made.about),
        (Mark, made.marks.values()),
        (Helped, made.pairs.values()),
        (Code, made.codes.values()),
        (Referral, _with_terms(made.referrals, terms)),
        (Event, sorted(made.facts, key=lambda row: row["occurred_at"])),
    ]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET LOCAL session_replication_role = replica")
        for model, rows in tables:
            insert_many(model, rows)
        for row in list(Helped.objects.values("helper").annotate(n=Count("pk")).order_by()):
            Member.objects.filter(pk=row["helper"]).update(people_helped=row["n"])


def _with_terms(referrals: Iterable[Row], terms: int) -> Iterator[Row]:
    for row in referrals:
        yield row | {"programme_id": terms, "attributed_at": row["touched_at"], "moved_at": row["verified_at"]}
