"""The desk at so many rows: the moderators' queue and the list of members, beside hello and T.

`python -m cms.config.bench.desk ROWS` fills an empty database. Half of what waits was written by one member, who has as
many decisions against them: the worst case for the numbers beside an author's name.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from . import drive
from .pages import Bench, Page

QUESTIONS = 1_000
MODERATOR, EDITOR = "moderates-here", "works-here"
REASONS = ["spam", "abuse", "dangerous", "off_topic", "illegal", "other"]


class DeskBench(Bench):
    made_by, name = "cms.config.bench.desk", "desk"

    def _pages(self, site: drive.Server, at: dict[str, Any]) -> dict[str, Page]:
        n = self.asked

        def asked(address: str) -> Any:
            return lambda: [address] * n

        queue, members, mia, leo = "/cms/moderation/", "/cms/members/", at["moderator"], at["editor"]
        return {
            "the CMS's own empty list": (site, asked("/cms/reports/locked/results/"), leo),
            "the CMS's own list": (site, asked("/cms/reports/site-history/"), leo),
            "queue, waiting": (site, asked(queue), mia),
            "queue, in the middle": (site, asked(f"{queue}?after={at['middle']}"), mia),
            "queue, appeals": (site, asked(f"{queue}appeals/"), mia),
            "queue, done": (site, asked(f"{queue}done/"), mia),
            "members": (site, asked(members), leo),
            "members, in the middle": (site, asked(f"{members}?before={self.count // 2}"), leo),
            "members, a handle": (site, asked(f"{members}?q=m5000"), leo),
            "members, a name nobody has": (site, asked(f"{members}?q=nobody+like+this"), leo),
            "members, by level": (site, asked(f"{members}?level=6"), leo),
            "members, not for 90 days": (site, asked(f"{members}?seen=not-90"), leo),
        }

    def _afterwards(self, site: drive.Server, at: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """Nobody writes meanwhile."""


def fill(count: int) -> None:
    from django.db import connection
    from django.utils.timezone import now

    from community.forum.models import Category
    from community.members.models import Member

    from .data import say, store, tidy
    from .plain import Post

    dice, moment = random.Random(count), now()  # noqa: S311 - made-up data
    with connection.schema_editor() as editor:
        editor.create_model(Post)
    store(Post, (Post(author=f"Member {n}", html=f"<p>{say(dice, 90)}</p>", at=moment, helped=n) for n in range(20)))
    store(Member, (_member(n, dice, moment) for n in range(count)))
    people = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    place = Category.objects.create(name="Everything", slug="everything")
    _fill_queue(count, dice, people, place, moment)
    _fill_levels(people, dice)
    tidy()


def _member(n: int, dice: random.Random, moment: Any) -> Any:
    from community.members.models import Member

    seen = moment - timedelta(days=dice.randrange(400)) if n % 3 else None
    joined, language = moment - timedelta(days=dice.randrange(2000)), dice.choice(["en", "es", "ms"])
    columns = {"handle": f"m{n}", "handle_key": f"m{n}", "name": f"Name {n}", "email": f"m{n}@example.com", "password": "!"}
    return Member(**columns, claimed_at=moment, joined_at=joined, language=language, last_login=seen)


def _fill_levels(people: list[int], dice: random.Random) -> None:
    from engagement.recognition.models import Balance

    from .data import store

    some = (pk for pk in people if dice.random() < 0.5)
    store(Balance, (Balance(member_id=pk, highest_level=1 + min(6, int(dice.expovariate(1.2)))) for pk in some))


def _fill_queue(count: int, dice: random.Random, people: list[int], place: Any, moment: Any) -> None:
    from community.forum.models import Answer, Question
    from community.moderation.models import Appeal, Decision, Item, Report

    from .data import say, store

    busy = people[0]

    def written(n: int) -> dict[str, Any]:
        at, words = moment - timedelta(minutes=2 * n), say(dice, 60)
        whose = busy if n % 2 else people[n % len(people)]
        times = {"written_at": at, "published_at": at, "last_activity_at": at}
        return {"author_id": whose, "body": words, "html": f"<p>{words}</p>", "language": "en"} | times

    store(Question, (Question(title=f"Question {n}?", slug=f"q-{n}", category=place, **written(n)) for n in range(QUESTIONS)))
    questions = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    store(Answer, (Answer(question_id=questions[n % QUESTIONS], **written(n)) for n in range(count)))
    answers = list(Answer.objects.order_by("pk").values_list("pk", "question_id", "author_id", "written_at"))
    texts = ({"kind": "answer", "text_id": pk, "question_id": question} for pk, question, _who, _at in answers)

    def items() -> Iterator[Item]:
        for said, (_pk, _question, author, at) in zip(texts, answers, strict=True):
            reason = dice.choice(REASONS)
            urgency = {"illegal": 3, "dangerous": 2}.get(reason, 1)
            yield Item(**said, author_id=author, reason=reason, urgency=urgency, reports_count=1, opened_at=at)

    store(Item, items())
    ids = list(Item.objects.order_by("pk").values_list("pk", "reason"))
    store(Report, (Report(item_id=pk, member_id=people[pk % len(people)], reason=reason) for pk, reason in ids))
    decided = {"act": "hide", "kind": "answer", "reason": "spam", "member_id": busy, "by_id": people[1]}
    store(Decision, (Decision(**decided, text_id=pk, question_id=where, at=at) for pk, where, _who, at in answers))
    back = {**decided, "act": "restore", "reason": ""}
    some = list(Decision.objects.order_by("pk").values_list("pk", "text_id", "question_id", "at")[: count // 100])
    store(Decision, (Decision(**back, undoes_id=pk, text_id=text, question_id=where, at=at) for pk, text, where, at in some))
    asked = Decision.objects.order_by("pk").values_list("pk", flat=True)[:100]
    store(Appeal, (Appeal(decision_id=pk, member_id=busy, words=say(dice, 20)) for pk in asked))


def session_on_duty(handle: str, group: str) -> str:
    """Of somebody of the team who came in with a second factor."""
    from allauth.mfa.models import Authenticator

    from community.members import actions as members
    from community.members.duty import RECORDS, WHOSE
    from community.members.models import Member

    from .data import session_of

    member = Member.objects.filter(handle=handle).first()
    if member is None:
        member = members.create_member(handle=handle, name=handle, email=f"{handle}@example.com")
        members.set_groups(member, [group], by=None)
    factor = Authenticator.objects.get_or_create(user=member, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})[0]
    return session_of(member, **{WHOSE: str(member.pk), RECORDS: [{"method": "mfa", "id": factor.pk, "type": "totp"}]})


def addresses() -> dict[str, Any]:
    from community.members.models import BRAND_TEAM, MODERATORS
    from community.moderation.models import Item

    middle = Item.objects.waiting()[Item.objects.count() // 2]
    return {
        "moderator": session_on_duty(MODERATOR, MODERATORS),
        "editor": session_on_duty(EDITOR, BRAND_TEAM),
        "middle": middle.pk,
    }


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.config.settings"
    django.setup()
    from community.moderation.models import Item

    if not Item.objects.exists():
        fill(int(sys.argv[1]))
    sys.stdout.write(json.dumps(addresses()))
