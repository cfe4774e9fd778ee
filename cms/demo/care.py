"""What the demo's team made of what members wrote: a guide that thanks its helper, and what was resolved for somebody."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cms.pages import actions as pages
from community import clock
from community.forum.models import Answer
from community.members.models import Member
from community.moderation import actions as moderation
from engagement.cases import actions as cases

from .story import WRITTEN


def written() -> dict[str, Any]:
    return tomllib.loads((WRITTEN / "care.toml").read_text())


class Care:
    """Tells what is written in care.toml, each thing at its moment."""

    def __init__(self, *, told_at: datetime, people: Mapping[str, Member], team: Member) -> None:
        self.told_at, self.people, self.team = told_at, people, team

    def at(self, ago: float) -> Any:
        return clock.at(self.told_at - timedelta(days=ago))

    def tell(self, answers: Mapping[tuple[str, int], Answer]) -> None:
        said = written()
        for row in said["guide"]:
            with self.at(row["ago"]):
                self.guide(row, answers[row["question"], row["answer"]])
        for row in said["case"]:
            self.case(row)
        for row in said["report"]:
            with self.at(row["ago"]):
                text = answers[row["question"], row["answer"]]
                moderation.report_text(text, reason=row["reason"], words=row["words"], by=self.people[row["who"]])

    def guide(self, row: Mapping[str, Any], answer: Answer) -> None:
        """Begun with the answer's words, given a title, published: as an editor does."""
        page = pages.draft_of_answer(answer, by=self.team)
        page.title, page.intro = row["title"], row["intro"]
        page.save_revision(user=self.team).publish(user=self.team)

    def case(self, row: Mapping[str, Any]) -> None:
        member = self.people[row["who"]]
        with self.at(row["ago"]):
            case = cases.message_brand(title=row["title"], body=row["body"], by=member)
        if "answered" in row:
            with self.at(row["answered"]):
                cases.answer_case(case, outcome=row["outcome"], by=self.people[row["by"]])
        if "worked" in row:
            with self.at(row["worked"]):
                cases.check_case(case, worked=True, by=member)
