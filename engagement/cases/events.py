"""What happens to cases and surveys. `owner_id` is whoever of the team has it now, `case` its public id for other systems."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Fact):
    """Something a member said, or that happened to them, became a case: somebody of the team has to resolve it."""

    name = "case.opened"
    about = "case"
    owner_id: int | None = None
    kind: str = ""
    severity: int = 0
    again: bool = False
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseTakenUp(Fact):
    """Somebody of the team made a case of what a member wrote or said: the member reads who answers, and by when."""

    name = "case.taken_up"
    about = "case"


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(Fact):
    """A case was not resolved in time and went one step up."""

    name = "case.escalated"
    version = 2
    about = "case"
    owner_id: int | None = None
    step: int = 0
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseHanded(Fact):
    """A case has another owner; the actor handed it over or took it."""

    name = "case.handed"
    about = "case"
    owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseWeighed(Fact):
    """Somebody of the team says how urgent a case is, from 1 (can wait) to 3 (urgent): its time follows."""

    name = "case.weighed"
    about = "case"
    owner_id: int | None = None
    severity: int = 0
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(Fact):
    """A case was resolved, and the member reads how."""

    name = "case.answered"
    version = 2
    about = "case"
    in_time: bool = True
    elsewhere: bool = False
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseAskedBack(Fact):
    """Some days after the answer the member is asked whether it worked."""

    name = "case.asked_back"
    about = "case"


@dataclass(frozen=True, kw_only=True)
class CaseChecked(Fact):
    """The member said whether what the team did worked."""

    name = "case.checked"
    version = 2
    about = "case"
    worked: bool = True
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class SurveyAsked(Fact):
    """A member is asked how it went (`kind` went), or whether they would recommend us (`recommend`)."""

    name = "survey.asked"
    version = 2
    about = "survey"
    kind: str = "went"


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Fact):
    """A member said how it went, from 1 (not at all) to 5, or how likely they would recommend us, from 0 to 10."""

    name = "survey.answered"
    version = 2
    about = "survey"
    score: int = 0
    kind: str = "went"
