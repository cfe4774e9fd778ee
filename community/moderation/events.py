"""What moderation tells the rest of the product. The subject is whoever wrote the text, or the member it is about."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class TextReported(Fact):
    """Somebody said that a text should be looked at (private); the subject wrote it, the actor is empty for a guest."""

    name = "text.reported"
    about = "report"
    kind: str = ""
    text_id: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportAnswered(Fact):
    """A report was looked at by the team; the subject had made it."""

    name = "report.answered"
    about = "report"
    was_right: bool = False


@dataclass(frozen=True, kw_only=True)
class TextKept(Fact):
    """A moderator (the subject) looked at a text that was reported, and it stays; its author hears nothing of it."""

    name = "text.kept"
    about = "decision"
    kind: str = ""
    text_id: int = 0


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    """A person of the team decided about a text or a member; the subject wrote it, or is them."""

    name = "decision.made"
    about = "decision"
    act: str = ""
    kind: str = ""
    text_id: int | None = None
    reason: str = ""
    undoes: int | None = None
    after_appeal: bool = False  # the member hears of it as the answer to their appeal


@dataclass(frozen=True, kw_only=True)
class AppealMade(Fact):
    """A member asked for another look at a decision."""

    name = "appeal.made"
    about = "appeal"
    decision_id: int = 0


@dataclass(frozen=True, kw_only=True)
class AppealAnswered(Fact):
    """Somebody looked at a decision again; the subject had asked for it."""

    name = "appeal.answered"
    about = "appeal"
    decision_id: int = 0
    stands: bool = True
