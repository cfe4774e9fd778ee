"""Private words in every private place, each with those who may read it. Grows with the product."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.cache import cache

from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import PRIVATE, Answer, Comment, Question
from community.members import actions as members
from community.members.models import Member
from community.moderation import actions as moderation
from community.moderation.models import Decision, Phrase
from community.screening import actions as screening
from community.screening.models import HeldWord
from engagement.credit import actions as credit
from engagement.loyalty import actions as loyalty
from engagement.referrals import actions as referrals
from engagement.referrals.models import Code
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward
from tests.credit import buy, switch_on
from tests.invitations import held
from tests.posts import make_answer, make_question

TEAM = frozenset({"mia", "leo"})


@dataclass
class Planted:
    """What was planted: {word: handles who may read it}. A guest is the handle ""."""

    readers: dict[str, frozenset[str]] = field(default_factory=dict)

    def word(self, name: str, *readers: str, team: bool = False) -> str:
        """A word found nowhere else, for these readers only."""
        word = f"zqcanary{name}"
        self.readers[word] = frozenset(readers) | (TEAM if team else frozenset())
        return word


def plant(*, ana: Member, ben: Member, zed: Member, mia: Member, leo: Member) -> Planted:
    """A community with something private in every corner of it."""
    p = Planted()
    public = make_question(ana)
    answer = make_answer(public, ben)
    forum.accept_answer(answer, by=ana)

    private = make_question(ana, p.word("privatetitle", "ana", team=True) + " what do I do?", visibility=PRIVATE)
    forum.edit_question(private, title=private.title, body=p.word("privatebody", "ana", team=True), by=ana)
    reply = make_answer(private, mia, p.word("privateanswer", "ana", team=True), official=True)
    forum.post_comment(private, answer=reply, body=p.word("privatecomment", "ana", team=True), by=ana)
    forum.accept_answer(reply, by=ana)

    hidden = make_question(zed, p.word("hiddentitle", "zed", team=True) + " for sale at my shop")
    below = make_answer(hidden, ben, p.word("belowhidden", "zed", team=True))
    forum.mark_helped(below, by=ana)
    forum.hide_text(hidden, reason="spam", note=p.word("hiddennote", "zed", team=True), by=mia)

    shut = make_answer(public, zed, p.word("hiddenanswer", "zed", team=True))
    forum.post_comment(public, answer=shut, body=p.word("belowanswer", "zed", team=True), by=ana)
    forum.hide_text(shut, reason="abuse", by=mia)

    gone = make_answer(public, zed, p.word("deletedanswer", "zed", team=True) + " is one idea")
    forum.delete_text(gone, by=zed)
    remark = forum.post_comment(public, answer=answer, body=p.word("deletedcomment", "zed", team=True), by=zed)
    forum.delete_text(remark, by=zed)

    forum.write_note(answer, words=p.word("privatenote", "zed", "ben"), public=False, by=zed)
    forum.doubt_answer(answer, kind="outdated", reason=p.word("doubt", "ana"), version=p.word("version", "ana"), by=ana)
    withdrawn = make_answer(make_question(zed, "Which bell is loud enough for a road?"), ben, "The brass one.")
    forum.write_note(withdrawn, words=p.word("withdrawnnote"), public=True, by=ana)
    forum.withdraw_mark(withdrawn, by=ana)

    half = {"body": p.word("draft", "ana")}
    forum.save_draft(f"question:{public.pk}", words=half, writer=uuid4(), question=public, by=ana)
    forum.save_draft("ask", words={"title": p.word("askdraft", "zed")}, writer=uuid4(), by=zed)

    for member in (ana, ben, zed):
        Member.objects.filter(pk=member.pk).update(email=f"{p.word('mail' + member.handle, member.handle)}@example.com")
    _token, _secret = members.create_token(ana, name=p.word("tokenname", "ana"), by=ana)

    odd = held(ben, "eva", helper=mia)  # what he writes in his appeal is read on the desk only
    referrals.decide(odd, refusal="other", by=mia)
    referrals.appeal(odd, words=p.word("appeal"), by=ben)

    oil = Reward(slug="oil", name="Chain oil", words="One bottle.", is_on=True)
    rewards.save_reward(oil, by=leo)
    rewards.add_codes(oil, [p.word("vouchercode", "ana")], by=leo)
    rewards.give(oil, ana, why=p.word("voucherwhy", "ana"), ticket="1", by=leo)
    loyalty.thank(ana, words=p.word("teamthanks", "ana"), by=leo)

    switch_on(leo)
    buy(ana, 10_000)
    credit.count_purchases(Event.objects.filter(name="order.placed", subject=ana).latest("pk"))
    credit.correct(ana, amount=5, why=p.word("balancewhy", "ana"), ticket="1", by=leo)
    _moderated(p, public, ana=ana, ben=ben, zed=zed, mia=mia)
    return p


def _moderated(p: Planted, question: Question, *, ana: Member, ben: Member, zed: Member, mia: Member) -> None:
    """What was reported, decided, appealed and held: the words of a report are read on the desk alone."""
    loud = make_answer(question, zed, "Only a fool asks that.")
    moderation.report_text(loud, reason="other", words=p.word("reportwords"), by=ana)
    guest = {"name": p.word("guestname"), "email": f"{p.word('guestmail')}@example.org"}
    moderation.report_illegal(loud, words=p.word("guestwords"), **guest)
    warned = moderation.warn(zed, reason="abuse", words=p.word("warning", "zed", "mia"), text=loud, by=mia)
    moderation.appeal(warned, words=p.word("teamlook", "zed", "mia"), by=zed)
    moderation.save_phrase(Phrase(name="Kind", reason="abuse", words=p.word("phrase")), by=mia)
    screening.save_word(HeldWord(words="zqcanaryheldword"))
    held_word = p.word("heldword", "ben", team=True)
    cache.delete(screening.KEPT)
    make_answer(question, ben, f"It waits for a person: {held_word}.")


def objects() -> dict[str, list[Any]]:
    """What may stand in an address, by the name of its place; `texts` are the pairs of kind and pk."""
    pks = {kind: list(kind.objects.values_list("pk", flat=True)) for kind in (Question, Answer, Comment)}
    return {
        "question_id": pks[Question],
        "answer_id": pks[Answer],
        "comment_id": pks[Comment],
        "pk": [1, 2],
        "form": ["atom", "json"],
        "code": list(Code.objects.values_list("text", flat=True)),
        "act": ["pause"],
        "section": ["questions", "tags", "products", "categories", "members", "badges", "pages", "lists"],
        "number": [0],
        "key_id": [1],
        "decision_id": list(Decision.objects.values_list("pk", flat=True)),
        "gift_id": list(Gift.objects.values_list("pk", flat=True)),
        "kind": ["outdated"],
        "handle": list(Member.objects.values_list("handle", flat=True)),
        "texts": [(kind._meta.model_name, pk) for kind, found in pks.items() for pk in found],
    }
