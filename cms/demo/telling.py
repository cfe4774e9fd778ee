"""Builds the demonstration community through the actions members use, each at its moment of the story."""

import copy
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from community import clock
from community.forum import actions as forum
from community.forum.models import Answer, Category, Product, Question
from community.members import actions as members
from community.members.models import Member
from engagement.loyalty import actions as loyalty
from engagement.referrals import actions as referrals
from engagement.referrals.rules import Touch
from engagement.rewards import actions as rewards
from engagement.rewards.models import Reward

from . import care, faces, front, shop, story
from .story import Act

Progress = Callable[[int, int], None]
LINK = re.compile(r"\{answer:([a-z-]+):(\d+)\}")


def is_built() -> bool:
    """Whether somebody lives here already. The story is told in one transaction: all of it stands, or nothing."""
    return Member.objects.exists()


@transaction.atomic
def build(*, passwords: dict[str, str], progress: Progress = lambda done, of: None) -> None:
    """People, products, forty questions and the home page. `passwords` by handle; the others cannot sign in by password."""
    Stage(told_at=now(), passwords=passwords).play(progress)


def address_of(handle: str) -> str:
    return f"{handle}@tordo.example"


class Stage:
    """The people and texts of the story while it is told."""

    def __init__(self, *, told_at: datetime, passwords: dict[str, str]) -> None:
        self.told_at = told_at
        self.passwords = passwords
        self.members: dict[str, Member] = {}
        self.categories: dict[str, Category] = {}
        self.products: dict[str, Product] = {}
        self.questions: dict[str, Question] = {}
        self.answers: dict[tuple[str, int], Answer] = {}

    def play(self, progress: Progress) -> None:
        brand, acts = story.brand(), story.acts(told_at=self.told_at)
        of = len(brand["member"]) + len(acts)
        self.invite(brand["member"])
        front.introduce(editor=self.members[brand["team"]], people=self.members.values())
        self.furnish(brand)
        self.own(brand["owned"])
        for done, act in enumerate(acts, start=len(brand["member"])):
            if done % 10 == 0:
                progress(done, of)
            with clock.at(act.at):
                self.do(act)
        front.furnish(products=self.products, editor=self.members[brand["team"]])
        self.thank()
        self.trade(self.members[brand["team"]])
        progress(of, of)

    def trade(self, team: Member) -> None:
        """What was bought, spoken and allowed; what the team made of answers, and resolved for somebody."""
        told = shop.Shop(told_at=self.told_at, people=self.members, team=team)
        told.open(self.products)
        told.tell()
        care.Care(told_at=self.told_at, people=self.members, team=team).tell(self.answers)

    def thank(self) -> None:
        """Oil from the shop, a code of which somebody has; an evening by invitation; a service that is paid from a balance."""
        team = self.members[story.brand()["team"]]
        oil = Reward(
            slug="chain-oil", name="A bottle of chain oil", words="In our shop, with this code.", valid_days=90, is_on=True
        )
        oil.price = 150
        rewards.save_reward(oil, preset="accepted-25", by=team)
        rewards.add_codes(oil, [f"OIL-{n:03d}" for n in range(1, 41)], by=team)
        evening = Reward(slug="evening", name="An evening in the workshop", words="Bring a wheel.", kind="experience", is_on=True)
        rewards.save_reward(evening, by=team)
        service = Reward(slug="service", name="A winter service", words="For your Tordo, in our workshop.", valid_days=180)
        service.is_on, service.price = True, 900
        rewards.save_reward(service, by=team)
        rewards.add_codes(service, [f"WINTER-{n:02d}" for n in range(1, 25)], by=team)
        for reward, why in ((oil, "Your answers about chains helped half the town."), (evening, "Come and see how we build.")):
            rewards.give(reward, self.members["tomasz"], why=why, ticket="demo", by=team)

    def invite(self, people: Iterable[dict[str, Any]]) -> None:
        for person in sorted(people, key=lambda row: -row["joined"]):
            with clock.at(self.told_at - timedelta(days=person["joined"])):
                self.members[person["handle"]] = self.welcome(person)

    def welcome(self, person: dict[str, Any]) -> Member:
        handle, language = person["handle"], person["language"]
        member = members.sign_up(
            name=person["name"],
            email=address_of(handle),
            handle=handle,
            password=self.passwords.get(handle),
            language=language,
        )
        if inviter := person.get("invited_by"):
            code = referrals.make_code(self.members[inviter])
            referrals.attribute(member, touch=Touch(code.text, clock.now()))
            if person.get("beside"):
                shop.note_same_network(self.members[inviter], member, at=clock.now())
        members.confirm_address(member)
        words = {"name": person["name"], "bio": person["bio"], "language": language, "time_zone": "UTC"}
        members.change_profile(member, **words, by=member)
        if face := person.get("face"):
            members.set_avatar(member, faces.draw(*face), by=member)
        if group := person.get("group"):
            members.set_groups(member, [group], by=None)
        return Member.objects.get(pk=member.pk)

    def furnish(self, brand: dict[str, Any]) -> None:
        """Categories and products; the first category is where questions without a product go."""
        rows = sorted(brand["category"], key=lambda row: not row.get("default", False))
        places = {row["key"]: place for place, row in enumerate(brand["category"], start=1)}
        for row in rows:
            made = forum.create_category(name=row["name"], intro=row["intro"], position=places[row["key"]])
            self.categories[row["key"]] = made
        for place, row in enumerate(brand["product"], start=1):
            category = self.categories[row["category"]]
            made_product = forum.create_product(name=row["name"], category=category, intro=row["intro"], position=place)
            self.products[row["key"]] = made_product

    def own(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            by = self.members[row["by"]]
            owned = loyalty.say_owned(by, product=self.products[row["product"]], since=row["since"], by=by)
            loyalty.set_owned(owned, is_shown=row["shown"], asks=row["asks"], by=by)

    def do(self, act: Act) -> None:
        getattr(self, f"do_{act.verb}")(act, self.speaker(act))

    def speaker(self, act: Act) -> Member:
        """Who acts. Some write in another language than their own: what they write carries that language."""
        member = copy.copy(self.members[act.by])
        member.language = act.words.get("language", "en")
        return member

    def answer_of(self, act: Act) -> Answer:
        return self.answers[act.about, act.answer]

    def do_ask(self, act: Act, by: Member) -> None:
        said = act.words
        chosen = [self.products[key] for key in said["products"]]
        asked = forum.ask_question(title=said["title"], body=said["body"], products=chosen, tags=said["tags"], by=by)
        self.questions[act.about] = asked

    def do_answer(self, act: Act, by: Member) -> None:
        question, said = self.questions[act.about], act.words
        posted = forum.post_answer(question, body=said["body"], official=said["official"], owns=said["owns"], by=by)
        self.answers[act.about, act.answer] = posted

    def do_comment(self, act: Act, by: Member) -> None:
        body = LINK.sub(lambda found: self.answers[found[1], int(found[2])].get_absolute_url(), act.words["body"])
        answer = self.answer_of(act) if act.answer else None
        forum.post_comment(self.questions[act.about], answer=answer, body=body, by=by)

    def do_edit(self, act: Act, by: Member) -> None:
        forum.edit_answer(self.answer_of(act), body=act.words["body"], reason=act.words["reason"], by=by)

    def do_accept(self, act: Act, by: Member) -> None:
        forum.accept_answer(self.answer_of(act), by=by)

    def do_unaccept(self, act: Act, by: Member) -> None:
        forum.unaccept_answer(self.answer_of(act), by=by)

    def do_help(self, act: Act, by: Member) -> None:
        forum.mark_helped(self.answer_of(act), by=by)

    def do_thank(self, act: Act, by: Member) -> None:
        forum.write_note(self.answer_of(act), **act.words, by=by)

    def do_doubt(self, act: Act, by: Member) -> None:
        forum.doubt_answer(self.answer_of(act), **act.words, by=by)

    def do_me_too(self, act: Act, by: Member) -> None:
        forum.say_me_too(self.questions[act.about], by=by)

    def do_close(self, act: Act, by: Member) -> None:
        target = self.questions[act.words["of"]]
        forum.close_question(self.questions[act.about], reason=act.words["reason"], duplicate_of=target, by=by)
