"""A small community with one thing of each kind, for tests that walk over every page."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.test import Client

from cms.pages import actions as guides
from community.events import worker
from community.events.door import receive
from community.forum import actions
from community.forum.models import Question
from community.members import actions as members_actions
from community.members.models import ApiToken, Member
from community.members.suspension_tokens import token_for
from community.moderation import actions as moderation
from community.notifications.models import Message
from community.papers import actions as papers
from engagement.cases import actions as cases
from engagement.cases.models import Survey
from engagement.loyalty import actions as loyalty
from engagement.loyalty.events import OrderPlaced
from engagement.recognition import actions as recognition
from engagement.recognition.models import Badge
from engagement.referrals import actions as referrals
from engagement.rewards import actions as rewards
from engagement.rewards.models import Gift, Reward
from tests.credit import switch_on
from tests.invitations import held, invited, referral_of
from tests.people import make_editor, make_member, make_moderator

ROLES = ("guest", "member", "owner", "moderator", "editor")


class World:
    """The cast by role (`owner` asked the questions, ben answered them), and `names`: what stands in addresses."""

    def __init__(self) -> None:
        self.ben = make_member("ben")
        self.people: dict[str, Member | None] = {
            "guest": None,
            "member": make_member("zed"),
            "owner": make_member("ana"),
            "moderator": make_moderator("mia"),
            "editor": make_editor("leo"),
        }
        self.names: dict[str, Any] = {"restriction": 1, "page": 1}
        self._fill()

    def address(self, pattern: str) -> str:
        return pattern.format(**self.names)

    def client(self, role: str) -> Client:
        """A browser of that role. What breaks is a 500, as it is for people."""
        client = Client(raise_request_exception=False)
        if member := self.people[role]:
            client.force_login(member)
        return client

    def _fill(self) -> None:
        ana, mia = self.people["owner"], self.people["moderator"]
        category = actions.create_category(name="Lights")
        product = actions.create_product(name="Dynamo lamp", category=category)
        asked = {"by": ana, "products": (product,), "tags": ("wiring",)}
        question = actions.ask_question(title="Why does the lamp flicker?", body="It began last week.", **asked)
        self.question = question
        answer = actions.post_answer(question, body="Check the earth wire.", by=self.ben)
        comment = actions.post_comment(question, body="It is the front lamp.", by=ana)
        private = actions.ask_question(title="My serial number and invoice", body="Private words.", visibility="private", by=ana)
        hidden = actions.ask_question(title="Words the team hid", body="Hidden words.", by=ana)
        self.names["decision"] = moderation.hide(hidden, reason="spam", by=mia).pk
        deleted = actions.post_answer(question, body="Deleted words.", by=self.ben)
        actions.delete_text(deleted, by=self.ben)
        solved = actions.ask_question(title="Which oil for the chain?", body="It squeaks.", by=ana)
        self.names["solved"] = solved.pk
        self._judge(question, mia)
        accepted = actions.post_answer(solved, body="A dry one, after each wash.", by=self.ben)
        actions.accept_answer(accepted, by=ana)
        members_actions.create_token(ana, name="My script", scopes=[], by=ana)
        draft = actions.save_draft("ask", words={"title": "Begun"}, writer=uuid4(), by=ana)
        assert draft is not None
        self.names["draft"] = draft.pk
        editor = self.people["editor"]
        assert editor is not None
        loyalty.set_programme(is_on=True, currency="EUR", cents=1000, by=editor)
        switch_on(editor)
        bought = OrderPlaced(subject_id=ana.pk, object_id=1, amount=60_000, currency="EUR")
        receive(bought, source="shop", source_id="order-1")
        owned = loyalty.say_owned(ana, product=product, since=date(2024, 3, 1), by=ana)
        contact = loyalty.note_contact(ana, direction="in", summary="The lamp flickers", by=editor)
        gift = self._give(ana, editor)
        oil = self._sell(editor)
        papers.publish_paper("terms", texts={"en": "<p>What we agree on.</p>"}, by=editor)
        for member in (self.ben, *filter(None, self.people.values())):
            members_actions.agree(member, terms="1")
        guide = guides.draft_of_answer(accepted, by=editor)
        guide.get_latest_revision().publish(user=editor)
        worker.drain()
        self._befriend()
        self._resolve(ana, editor)
        message = Message.objects.filter(member=ana).order_by("pk").first()
        assert message is not None
        self.names |= {
            "contact": contact.pk,
            "guide": guide.pk,
            "guide_slug": guide.slug,
            "owned": owned.pk,
            "gift": gift.pk,
            "offer": oil.pk,
            "badge": Badge.objects.earliest("pk").slug,
            "question": question.pk,
            "slug": question.slug,
            "answer": answer.pk,
            "deleted_answer": deleted.pk,
            "accepted": accepted.pk,
            "comment": comment.pk,
            "private": private.pk,
            "private_slug": private.slug,
            "hidden": hidden.pk,
            "hidden_slug": hidden.slug,
            "category": category.slug,
            "other_category": actions.create_category(name="Brakes").pk,
            "product": product.slug,
            "message": message.pk,
            "key": ApiToken.objects.get(member=ana).pk,
            "code": ana.invitation.text,
        }

    def _judge(self, question: Question, moderator: Member) -> None:
        """Somebody without an account reported the question; another member is suspended."""
        self.names["report"] = moderation.report_illegal(question, words="It is forged.", email="nora@example.org").key
        ned = make_member("ned")
        moderation.suspend(ned, reason="spam", days=7, words="Three shops in one day.", by=moderator)
        self.names["suspended"] = token_for(ned.pk)

    def _resolve(self, ana: Member, editor: Member) -> None:
        """One thing the team has still to resolve for ana, one it resolved, how it went; who is there for her, and a badge."""
        still = cases.take_up(self.question, by=editor)
        resolved = cases.open_case(ana, kind="hand", summary="The wrong colour was sent", by=editor)
        cases.answer_case(resolved, outcome="The right one is on its way.", by=editor)
        survey = Survey.objects.get(member=ana)
        Survey.objects.update(asked_at=survey.planned_at)
        asked = Survey.objects.create(member=ana, kind="recommend", planned_at=survey.planned_at, asked_at=survey.planned_at)
        loyalty.set_keeper(ana, person=editor, note="She calls after five.", by=editor)
        friend = Badge(name="Friend of ours", says="Held the workshop open", shape="scallop", glyph="hand-heart")
        recognition.save_hand_badge(friend, by=editor)
        recognition.give_badge(friend, ana, why="You taught eleven people.", by=editor)
        self.names["hand_badge"] = friend.slug
        self.names |= {"case": still.public_id, "resolved": resolved.public_id, "survey": survey.pk, "recommend": asked.pk}

    def _befriend(self) -> None:
        """Ana invited three friends: one was refused, one has just joined, one is being looked at."""
        ana, leo = self.people["owner"], self.people["editor"]
        refused = held(ana, "nia", helper=self.ben)
        referrals.decide(refused, refusal="other", by=leo)
        joined = referral_of(invited(ana, "nils"))
        checked = held(ana, "nuno", helper=self.ben)
        self.names |= {"refused": refused.pk, "joined": joined.pk, "checked": checked.pk}

    def _sell(self, editor: Member) -> Reward:
        """A voucher that can be had for a balance."""
        oil = Reward(slug="oil", name="Chain oil", words="One bottle.", is_on=True, price=40)
        rewards.save_reward(oil, by=editor)
        rewards.add_codes(oil, [f"OIL-{n}" for n in range(9)], by=editor)
        return oil

    def _give(self, member: Member, editor: Member) -> Gift:
        reward = Reward(slug="evening", name="Evening in the workshop", words="Come and look.", kind="experience", is_on=True)
        rewards.save_reward(reward, by=editor)
        return rewards.give(reward, member, why="You asked so well.", ticket="1", by=editor)
