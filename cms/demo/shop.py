"""What the demo's shops and team know of the members, told through the door real systems use and the acts of the desk."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from community import clock
from community.events.models import Event
from community.forum.models import Product
from community.members import actions as members
from community.members.models import Member
from engagement.connections import actions as connections
from engagement.connections import incoming
from engagement.credit import actions as credit
from engagement.credit.models import Terms
from engagement.integrity import actions as integrity
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Tier, Touchpoint
from engagement.rewards import actions as rewards
from engagement.rewards.models import Reward

from .story import WRITTEN

NETWORK, BROWSER = "203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def written() -> dict[str, Any]:
    return tomllib.loads((WRITTEN / "shop.toml").read_text())


class Shop:
    """Tells what is written in shop.toml, each thing at its moment."""

    def __init__(self, *, told_at: datetime, people: Mapping[str, Member], team: Member) -> None:
        self.told_at, self.people, self.team = told_at, people, team
        self.written = written()

    def at(self, ago: float) -> Any:
        return clock.at(self.told_at - timedelta(days=ago))

    def open(self, products: Mapping[str, Product]) -> None:
        """The programme, the places and what they call our products."""
        said = self.written["programme"]
        with self.at(said["ago"]):
            loyalty.set_programme(is_on=True, currency=said["currency"], cents=said["cents"], by=self.team)
            for tier in Tier.objects.filter(slug__in=self.written["benefits"]):
                loyalty.save_tier(tier, benefits=self.written["benefits"][tier.slug], by=self.team)
            credit.set_terms(Terms(is_on=True, **self.written["balance"]), by=self.team)
            loyalty.keep_codes([(row["code"], products[row["product"]].pk) for row in self.written["code"]])
            connections.add_shop(slug="tordo", name="Tordo web shop", by=self.team)
            Touchpoint.objects.bulk_create(Touchpoint(**row) for row in self.written["touchpoint"])
        for handle in ("amina", "tomasz"):
            members.give_number(self.people[handle])

    def tell(self) -> None:
        for fact in sorted(self.written["fact"], key=lambda row: -row["ago"]):
            with self.at(fact["ago"]):
                self.told(fact)
        for row in self.written["spending"]:
            self.spend(row)
        for kind in ("consent", "contact", "look", "wrong", "gift"):
            for row in self.written[kind]:
                getattr(self, kind)(row)
        loyalty.propose_merges()

    def told(self, fact: Mapping[str, Any]) -> None:
        """A fact as a system sends it. Whoever bought is looked at in that moment: that raised their membership."""
        item = {key: fact[key] for key in ("type", "source", "touchpoint", "amount", "number", "course") if key in fact}
        item |= {"id": fact.get("number") or f"{fact['type']}-{fact['ago']}", "time": clock.now().isoformat()}
        if "order" in fact:
            item["order"] = fact["order"]
        else:
            email = fact.get("email") or self.people[fact["who"]].email
            item["member"] = {"email": email, "name": fact.get("name", "")}
        if fact["type"] == "order.placed":
            item |= {"currency": "EUR", "things": [{"code": code} for code in fact["things"]]}
        taken = connections.take(item)
        if taken.status != connections.NEW:
            raise ValueError(f"{item['id']}: {taken.problem}")
        if fact["type"].startswith("order."):
            credit.count_purchases(Event.objects.get(source=item["source"], source_id=f"{item['type']}:{item['id']}"))
        if "who" in fact:
            loyalty.look_again([self.people[fact["who"]].pk])

    def spend(self, row: Mapping[str, Any]) -> None:
        """At the till, with the card."""
        with self.at(row["ago"]):
            about = {"id": row["receipt"], "source": "till", "touchpoint": "shop", "time": clock.now(), "amount": row["amount"]}
            number = members.give_number(self.people[row["who"]])
            connections.take_from_balance(incoming.CreditSpent(**about, member=incoming.Shown(number=number)))

    def consent(self, row: Mapping[str, Any]) -> None:
        member, say = self.people[row["who"]], members.allow if row["allowed"] else members.withdraw
        with self.at(row["ago"]):
            say(member, purpose=row["purpose"], channel=row["channel"], where="profile", by=member)

    def contact(self, row: Mapping[str, Any]) -> None:
        by = self.people[row["by"]]
        said = {key: row.get(key, "") for key in ("direction", "where", "summary", "next_step")}
        with self.at(row["ago"]):
            next_by = (clock.now() + timedelta(days=row["within"])).date()
            noted = loyalty.note_contact(self.people[row["who"]], **said, next_by=next_by, by=by)
        if "done" in row:
            with self.at(row["done"]):
                loyalty.finish_contact(noted, outcome=row["outcome"], by=by)

    def look(self, row: Mapping[str, Any]) -> None:
        with self.at(row["ago"]):
            loyalty.note_look([self.people[row["who"]].pk], what=["all"], because=row["because"], by=self.people[row["by"]])

    def wrong(self, row: Mapping[str, Any]) -> None:
        member = self.people[row["who"]]
        with self.at(row["ago"]):
            said = loyalty.say_wrong(member, words=row["words"], by=member)
        with self.at(row["answered"]):
            loyalty.answer_correction(said, answer=row["answer"], by=self.people[row["by"]])

    def gift(self, row: Mapping[str, Any]) -> None:
        reward = Reward.objects.get(slug=row["reward"])
        with self.at(row["ago"]):
            gift = rewards.give(reward, self.people[row["who"]], why=row["why"], ticket="shop", by=self.team)
        with self.at(row["redeemed"]):
            item = {"id": f"use-{gift.code}", "source": "till", "touchpoint": "shop", "type": "voucher.redeemed"}
            connections.take(item | {"code": gift.code, "time": clock.now().isoformat()})


def note_same_network(one: Member, other: Member, *, at: datetime) -> None:
    """Two who sat beside each other when one of them joined: what a person of the team is asked to look at."""
    with clock.at(at):
        for member in (one, other):
            integrity.note_trace(member, address=NETWORK, user_agent=BROWSER)
