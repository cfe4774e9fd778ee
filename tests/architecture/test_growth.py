"""A page costs the same number of queries for few rows and for many."""

from uuid import uuid4

import pytest

from cms.pages import actions as guides
from community.events import worker
from community.forum import actions
from community.forum.models import Product
from community.members.models import Member
from community.moderation import actions as moderation
from community.notifications.models import Message
from engagement.cases import actions as cases
from engagement.credit import actions as credit
from engagement.referrals import actions as referrals
from engagement.rewards import actions as rewards
from engagement.rewards.models import Reward
from tests.architecture.route_matrix import AREAS
from tests.architecture.world import World
from tests.credit import buy
from tests.invitations import held
from tests.pages import cost_of
from tests.people import make_member

pytestmark = pytest.mark.once

# Pages with a list on them. Add yours.
GROWING = [
    "/",
    "/guides/",
    "/guides/{guide_slug}/",
    "/questions/",
    "/questions/?sort=solved",
    "/tags/",
    "/tags/wiring/",
    "/categories/{category}/",
    "/products/{product}/",
    "/questions/{question}/{slug}/",
    "/members/ana/",
    "/members/ben/",
    "/feeds/questions.atom",
    "/tags/wiring/feed.json",
    "/members/ana/feed.atom",
    "/members/ben/feed.json",
    "/sitemap.xml",
    "/sitemaps/questions-0.xml",
    "/sitemaps/members-0.xml",
    "/notifications/",
    "/drafts/",
    "/badges/",
    "/badges/{badge}/",
    "/levels/",
    "/me/why/",
    "/me/loyalty/",
    "/me/rewards/",
    "/me/balance/",
    "/invite/",
    "/decisions/",
    "/invite/terms/",
    "/invite/{code}/",
    "/me/products/",
    "/me/cases/",
]


def grow(world: World, number: int, begin: int) -> None:
    """More of everything a list shows: questions, answers to one of them, comments, thanks, accepts, people, badges."""
    owner, leo, product = world.people["owner"], world.people["editor"], Product.objects.get(slug=world.names["product"])
    for n in range(begin, begin + number):
        helper = make_member(f"helper-{n}")
        question = actions.ask_question(
            title=f"Question number {n} about the lamp", body="Words.", tags=("wiring",), products=(product,), by=helper
        )
        answer = actions.post_answer(question, body=f"Answer {n} for you.", by=owner)
        actions.accept_answer(answer, by=helper)
        actions.write_note(answer, words=f"It rides again, {n}.", public=True, by=helper)
        guides.draft_of_answer(answer, by=leo).get_latest_revision().publish(user=leo)
        more = actions.post_answer(world.question, body=f"Another way, {n}.", by=helper)
        actions.post_comment(world.question, answer=more, body=f"A remark, {n}.", by=helper)
        actions.mark_helped(more, by=owner)
        referrals.decide(held(owner, f"friend-{n}", helper=helper), refusal="other", by=leo)
        referrals.resume_code(owner.invitation, by=leo)  # so many odd ones pause it
        held(owner, f"odd-friend-{n}", helper=helper)
        referrals.resume_code(owner.invitation, by=leo)
        buy(owner, 1_000 * n + 500)
        credit.correct(owner, amount=n + 1, why="So.", ticket=str(n), by=leo)
        rewards.buy(_priced(leo, n), ticket="1", price=2, by=owner)
        moderation.warn(owner, reason="spam", words=f"Please, {n}.", by=world.people["moderator"])
        cases.open_case(owner, kind="hand", summary=f"Wrong colour, {n}.", by=leo)
        actions.save_draft(f"question:{question.pk}", words={"body": "Half."}, writer=uuid4(), question=question, by=owner)
    worker.drain()


def _priced(leo: Member, n: int) -> Reward:
    reward = Reward(slug=f"bell-{n}", name=f"Bell {n}", words="A bell.", is_on=True, price=2)
    rewards.save_reward(reward, by=leo)
    rewards.add_codes(reward, [f"BELL-{n}-{k}" for k in range(3)], by=leo)
    return reward


@pytest.mark.django_db
def test_a_page_costs_the_same_for_few_rows_and_for_many():
    world = World()
    guest, owner = world.client("guest"), world.client("owner")
    open_to_all = [row.address for row in sum(AREAS.values(), []) if row.method == "get" and row.expected[0] == 200]
    grow(world, 2, 0)

    def costs() -> dict[str, int]:
        # The inbox asks once for each kind of message on its first page: kinds that are pushed off it by more would cost less.
        Message.objects.filter(kind__regex=r"^(guide|referral|credit|membership|reward|case|survey)\.|^badge.given").delete()
        of_owner = {f"owner {address}": cost_of(owner, world.address(address)) for address in GROWING}
        shared = [address for address in GROWING if address.partition("?")[0] in open_to_all]
        return of_owner | {f"guest {address}": cost_of(guest, world.address(address)) for address in shared}

    few = costs()
    grow(world, 5, 2)
    many = costs()
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
