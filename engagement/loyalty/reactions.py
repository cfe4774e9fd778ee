from community.events.door import Fact, on
from community.events.models import Event
from community.forum import events as forum
from community.forum.models import Answer
from community.members.events import MemberJoined, MemberMerged
from community.members.models import Member
from engagement.credit import events as credit
from engagement.recognition import events as recognition
from engagement.referrals import events as referrals
from engagement.rewards import events as rewards

from . import actions, events


@on(
    MemberJoined,
    forum.QuestionAsked,
    forum.AnswerPosted,
    forum.AnswerAccepted,
    forum.AnswerUnaccepted,
    forum.AnswerHelped,
    forum.AnswerHelpWithdrawn,
    forum.AnswerThanked,
    forum.AnswerThanksWithdrawn,
    forum.AnswerHidden,
    forum.AnswerDeleted,
    forum.AnswerRestored,
    forum.QuestionHidden,
    forum.QuestionDeleted,
    forum.QuestionRestored,
    recognition.StandingChanged,
    recognition.BadgeAwarded,
    recognition.BadgeRevoked,
    events.OrderPlaced,
    events.OrderRefunded,
    events.CourseCompleted,
    referrals.ReferralVerified,
    referrals.ReferralQualified,
    referrals.ReferralHeld,
    referrals.ReferralRewarded,
    referrals.ReferralRejected,
    referrals.ReferralExpired,
    referrals.ReferralReversed,
    events.ProductOwned,
    events.ProductGone,
    rewards.RewardGiven,
    rewards.RewardAnswered,
    rewards.RewardExpired,
    rewards.RewardCancelled,
    rewards.VoucherRedeemed,
    rewards.VoucherReturned,
    credit.CreditEarned,
    credit.CreditTakenBack,
    credit.CreditSpent,
    credit.CreditReturned,
    credit.CreditExpired,
    credit.CreditCorrected,
    gathers=True,
)
def refresh_profile(facts: list[Fact], events: list[Event]) -> None:
    """Remade from rows, once for facts that come close together."""
    latest = {event.subject_id: event.pk for event in events}
    actions.look_again(latest)
    actions.refresh_profiles(latest)


@on(forum.QuestionHidden, forum.QuestionDeleted, forum.QuestionRestored)
def refresh_answerers(fact: Fact, event: Event) -> None:
    """A question takes its answers with it: whoever wrote one has something to remake."""
    answers = Answer.objects.filter(question=fact.object_id)
    authors = sorted(set(answers.values_list("author_id", flat=True)))
    actions.look_again(authors)
    actions.refresh_profiles(dict.fromkeys(authors, event.pk))


@on(forum.QuestionAsked)
def ask_owners(fact: Fact, event: Event) -> None:
    actions.ask_owners(event)


@on(MemberMerged)
def take_over(fact: MemberMerged, event: Event) -> None:
    """What shops knew of the other is known of the one they turned out to be."""
    into = Member.objects.get(pk=fact.subject_id)
    actions.take_over(Member.objects.get(pk=fact.other_id), into=into)
    actions.look_again([into.pk])
    actions.refresh_profiles({into.pk: event.pk})
