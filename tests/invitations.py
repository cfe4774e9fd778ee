"""Friends who come by a member's invitation, through the actions sign-up uses."""

from datetime import timedelta
from typing import Any

from community import clock
from community.events import worker
from community.forum import actions as forum
from community.forum.models import Answer
from community.members import actions as members
from community.members.models import Member
from engagement.integrity import actions as integrity
from engagement.referrals import actions as referrals
from engagement.referrals.models import Referral
from engagement.referrals.rules import Touch


def signed_up(advocate: Member, handle: str, *, ago: timedelta = timedelta(), **said: Any) -> Member:
    """Somebody opened the advocate's invitation (so long ago) and signed up; the address is not confirmed yet."""
    code = referrals.make_code(advocate)
    values = {"name": handle.capitalize(), "email": f"{handle}@{handle}.example"} | said
    friend = members.sign_up(handle=handle, **values)
    referrals.attribute(friend, touch=Touch(code.text, clock.now() - ago))
    return friend


def invited(advocate: Member, handle: str, **said: Any) -> Member:
    """A friend who came by the invitation and has joined."""
    friend = signed_up(advocate, handle, **said)
    members.confirm_address(friend)
    worker.drain()
    return friend


def held(advocate: Member, handle: str, *, helper: Member, **said: Any) -> Referral:
    """A friend who has found help, but something about the two looks odd."""
    friend = invited(advocate, handle, **said)
    referral = referral_of(friend)
    integrity.note_signs(referral.subject, ("disposable", "similar_address"))
    find_help(friend, helper)
    return referral_of(friend)


def find_help(friend: Member, helper: Member) -> Answer:
    """The friend asks, the helper answers, the friend accepts; the workers do what follows."""
    question = forum.ask_question(
        title=f"Which bell is loud enough for {friend.handle}?", body="Cars do not hear mine.", by=friend
    )
    answer = forum.post_answer(question, body="The brass one.", by=helper)
    forum.accept_answer(answer, by=friend)
    worker.drain()
    return answer


def referral_of(friend: Member) -> Referral:
    return Referral.objects.get(friend=friend)
