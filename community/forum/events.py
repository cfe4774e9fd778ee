"""What the forum tells the rest of the product. The subject is whoever the fact is about: an answer's facts are its author's."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Fact):
    """A member asked a question."""

    name = "question.asked"
    about = "question"
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerPosted(Fact):
    """A member answered a question."""

    name = "answer.posted"
    about = "answer"
    asker_id: int = 0
    minutes: int = 0
    is_official: bool = False


@dataclass(frozen=True, kw_only=True)
class CommentPosted(Fact):
    """A member commented on a question or an answer."""

    name = "comment.posted"
    about = "comment"
    answer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Fact):
    """A member's answer was accepted as the one that solved the question; the actor is who accepted it."""

    name = "answer.accepted"
    about = "answer"
    asker_id: int = 0
    asker_days: int = 0  # how long the asker had been a member when asking
    own: bool = False  # asked and answered by the same person
    minutes: int = 0  # from the question to the answer
    waited_days: int = 0  # how long the question had stood without any answer when this one came
    by_asker: bool = True


@dataclass(frozen=True, kw_only=True)
class AnswerUnaccepted(Fact):
    """An accepted answer is no longer the accepted one; reverses the fact of its acceptance."""

    name = "answer.unaccepted"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerFound(Fact):
    """A member's question was solved: the subject asked it and found this answer."""

    name = "answer.found"
    about = "answer"
    helper_id: int = 0  # who wrote it
    own: bool = False  # asked and answered by the same person
    by_asker: bool = True


@dataclass(frozen=True, kw_only=True)
class AnswerLost(Fact):
    """A member's question is no longer solved by this answer; reverses the fact that it was found."""

    name = "answer.lost"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerHelped(Fact):
    """An answer helped the member who says so (the actor)."""

    name = "answer.helped"
    about = "answer"
    own: bool = False
    actor_is_staff: bool = False
    on_solved: bool = False  # another answer of the question was accepted already
    actor_days: int = 0  # how long the actor had been a member


@dataclass(frozen=True, kw_only=True)
class AnswerHelpWithdrawn(Fact):
    """A member took back that an answer had helped; reverses the fact that it had."""

    name = "answer.help_withdrawn"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerThanked(Fact):
    """A member wrote a thank-you note to an answer's author."""

    name = "answer.thanked"
    about = "answer"
    mark_id: int = 0
    public: bool = False
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerThanksWithdrawn(Fact):
    """A thank-you note went with the mark its writer took back; reverses the fact that it was written."""

    name = "answer.thanks_withdrawn"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerDoubted(Fact):
    """An answer didn't work for a member, or is out of date (private)."""

    name = "answer.doubted"
    about = "answer"
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerDoubtWithdrawn(Fact):
    """A member took back a doubt about an answer."""

    name = "answer.doubt_withdrawn"
    about = "answer"
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionMeToo(Fact):
    """Another member has the same question (the actor); the subject asked it."""

    name = "question.me_too"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionMeTooWithdrawn(Fact):
    """A member took back a Me too."""

    name = "question.me_too_withdrawn"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionFollowed(Fact):
    """A member follows a question: they want to hear of new answers."""

    name = "question.followed"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionUnfollowed(Fact):
    """A member no longer follows a question; reverses the fact that they did."""

    name = "question.unfollowed"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class FollowAnswered(Fact):
    """A question that the member follows got an answer; the actor wrote it."""

    name = "follow.answered"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class QuestionHidden(Fact):
    """The team hid a question; what its answers earned is suspended with it, and void when it was abuse."""

    name = "question.hidden"
    about = "question"
    reason: str = ""
    abuse: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionRestored(Fact):
    """A hidden or deleted question stands again; reverses the fact that took it away."""

    name = "question.restored"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionDeleted(Fact):
    """A member deleted their own question."""

    name = "question.deleted"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class AnswerHidden(Fact):
    """The team hid an answer; what it earned is suspended with it, and void when it was abuse."""

    name = "answer.hidden"
    about = "answer"
    reason: str = ""
    abuse: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerRestored(Fact):
    """A hidden or deleted answer stands again; reverses the fact that took it away."""

    name = "answer.restored"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerDeleted(Fact):
    """A member deleted their own answer."""

    name = "answer.deleted"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class CommentHidden(Fact):
    """The team hid a comment."""

    name = "comment.hidden"
    about = "comment"
    reason: str = ""
    abuse: bool = False


@dataclass(frozen=True, kw_only=True)
class CommentRestored(Fact):
    """A hidden or deleted comment stands again."""

    name = "comment.restored"
    about = "comment"


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(Fact):
    """A member deleted their own comment."""

    name = "comment.deleted"
    about = "comment"


@dataclass(frozen=True, kw_only=True)
class QuestionEdited(Fact):
    """The words of a question were changed."""

    name = "question.edited"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(Fact):
    """A question takes no new answers."""

    name = "question.closed"
    about = "question"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionReopened(Fact):
    """A closed question takes answers again."""

    name = "question.reopened"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class AnswerEdited(Fact):
    """The words of an answer were changed."""

    name = "answer.edited"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(Fact):
    """The team put a question into another category."""

    name = "question.moved"
    about = "question"
    from_id: int = 0


@dataclass(frozen=True, kw_only=True)
class QuestionMerged(Fact):
    """The team joined a question with one that was asked before; what its answers earned stays."""

    name = "question.merged"
    about = "question"
    into_id: int = 0


@dataclass(frozen=True, kw_only=True)
class QuestionParted(Fact):
    """A question that was joined with another stands by itself again; reverses the fact that joined them."""

    name = "question.parted"
    about = "question"
    into_id: int = 0


@dataclass(frozen=True, kw_only=True)
class CommentEdited(Fact):
    """The words of a comment were changed."""

    name = "comment.edited"
    about = "comment"


@dataclass(frozen=True, kw_only=True)
class QuestionHeld(Fact):
    """A question waits: somebody of the team looks at it before others can read it."""

    name = "question.held"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class QuestionApproved(Fact):
    """A question that waited was approved; reverses the fact that it was held."""

    name = "question.approved"
    about = "question"


@dataclass(frozen=True, kw_only=True)
class AnswerHeld(Fact):
    """An answer waits: somebody of the team looks at it before others can read it."""

    name = "answer.held"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class AnswerApproved(Fact):
    """An answer that waited was approved; reverses the fact that it was held."""

    name = "answer.approved"
    about = "answer"


@dataclass(frozen=True, kw_only=True)
class CommentHeld(Fact):
    """A comment waits: somebody of the team looks at it before others can read it."""

    name = "comment.held"
    about = "comment"


@dataclass(frozen=True, kw_only=True)
class CommentApproved(Fact):
    """A comment that waited was approved; reverses the fact that it was held."""

    name = "comment.approved"
    about = "comment"
