"""What a member owns: an order tells it or they do, and nobody else knows of it before they chose so."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.forum import privacy as forum_privacy
from community.forum import reconcile as forum_counts
from community.forum.models import Answer, Question
from community.members import actions as members
from community.notifications.models import Channel, Message
from community.verdict import Refused
from engagement.loyalty import actions, privacy
from engagement.loyalty import reconcile as profiles
from engagement.loyalty.models import Owned, Profile
from tests.pages import cost_of
from tests.people import make_known, make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
LINE = "Owns Zephyr Grinder since 2024"


@pytest.fixture
def product():
    return forum.create_product(name="Zephyr Grinder", category=forum.create_category(name="Grinders"))


def owns(member, product, **choices):
    owned = actions.say_owned(member, product=product, since=date(2024, 3, 1), by=member)
    if choices:
        actions.set_owned(owned, **({"is_shown": False, "asks": False} | choices), by=member)
    return owned


def buy(member, product, key="1", *, days_ago=3):
    actions.keep_codes([("ZG-1", product.pk)])
    order = {"source": "shop", "source_id": key, "amount": 9900, "currency": "EUR", "number": f"#{key}"}
    bought = {"placed_at": clock.now() - timedelta(days=days_ago), "things": [actions.Bought(code="ZG-1")]}
    actions.place_orders([actions.Purchase(member=member, **bought, **order)])
    return Owned.objects.get(member=member, product=product)


def facts(member):
    return list(Event.objects.filter(subject=member, name__startswith="product.").order_by("pk").values_list("name", flat=True))


def as_member(member):
    client = Client()
    client.force_login(member)
    return client


def page(viewer, address):
    return (as_member(viewer) if viewer else Client()).get(address).content.decode()


def test_an_order_tells_what_somebody_owns_and_its_refund_that_they_do_not(ana, product, work):
    owned = buy(ana, product)
    assert "order #1 of" in page(ana, "/me/products/")
    work()
    assert Profile.objects.get(member=ana).body["products"] == [
        {"slug": "zephyr-grinder", "since": owned.since.isoformat(), "source": "order"}
    ]
    actions.refund_order(source="shop", source_id="r1", order_source_id="1", at=clock.now())
    work()
    assert facts(ana) == ["product.owned", "product.gone"]
    assert "products" not in Profile.objects.get(member=ana).body
    assert list(profiles.differences()) == []


def test_a_member_says_it_once_and_takes_it_back_once(ana, product):
    first = owns(ana, product)
    assert owns(ana, product) == first and facts(ana) == ["product.owned"]
    for _turn in range(2):
        actions.give_up(first, never=True, by=ana)
    assert facts(ana) == ["product.owned", "product.gone"]
    gone = Event.objects.get(subject=ana, name="product.gone")
    assert gone.reverses_source_id == Event.objects.get(subject=ana, name="product.owned").source_id
    assert not Owned.objects.of(ana)


def test_what_was_given_up_comes_back_with_a_later_order_and_not_with_an_older_one(ana, product):
    actions.give_up(owns(ana, product, is_shown=True, asks=True), by=ana)
    buy(ana, product, "old")
    assert not Owned.objects.of(ana)
    with clock.at(clock.now() + timedelta(days=9)):
        buy(ana, product, "new")
    [again] = Owned.objects.of(ana)
    assert again.order.number == "#new" and not again.is_shown and not again.asks


def test_nobody_owns_what_is_to_come_or_speaks_for_somebody_else(ana, ben, product):
    with pytest.raises(ValidationError):
        actions.say_owned(ana, product=product, since=clock.now().date() + timedelta(days=1), by=ana)
    with pytest.raises(Refused):
        actions.say_owned(ana, product=product, since=date(2024, 3, 1), by=ben)
    owned = owns(ana, product)
    for act in (lambda: actions.give_up(owned, by=ben), lambda: actions.set_owned(owned, is_shown=True, asks=True, by=ben)):
        with pytest.raises(Refused):
            act()
    owned.refresh_from_db()
    assert owned.gone_at is None and not owned.is_shown and facts(ana) == ["product.owned"]


def test_the_page_does_it_all_without_scripts(ana, product):
    client = as_member(ana)
    client.post("/me/products/", {"product": product.pk, "month": 3, "year": 2024})
    owned = Owned.objects.get()
    assert owned.since == date(2024, 3, 1) and "you told us" in client.get("/me/products/").content.decode()
    client.post(f"/me/products/{owned.pk}/", {"is_shown": "on", "asks": "on"})
    owned.refresh_from_db()
    assert owned.is_shown and owned.asks
    client.post(f"/me/products/{owned.pk}/gone/")
    client.post(f"/me/products/{owned.pk}/gone/")
    assert not Owned.objects.of(ana)
    wrong = client.post("/me/products/", {"product": 0, "month": 3, "year": 2024})
    assert wrong.status_code == 400 and not Owned.objects.of(ana)


def test_a_key_of_somebody_else_reads_nothing_of_it(ana, ben, product, work):
    owns(ana, product)
    work()
    _token, theirs = members.create_token(ben, name="theirs", by=ben)
    _token, own = members.create_token(ana, name="own", by=ana)
    address = "/api/v1/members/ana/loyalty-profile"
    answers = [Client().get(address, headers={"Authorization": f"Bearer {secret}"}) for secret in (theirs, own)]
    assert [answer.status_code for answer in answers] == [403, 200]
    assert b"zephyr" not in answers[0].content and answers[1].json()["products"][0]["slug"] == "zephyr-grinder"


def test_no_feed_and_no_structured_data_tells_what_an_answer_says_of_its_author(ana, ben, product):
    owns(ben, product)
    question = make_question(ana, products=[product])
    make_answer(question, ben, owns=True)
    shown = page(None, question.get_absolute_url())
    data = shown.split('application/ld+json">', 1)[1].split("</script>")[0]
    assert LINE in shown and "Owns" not in data
    assert not any(
        "Owns" in page(None, address) for address in ("/feeds/questions.atom", "/feeds/questions.json", "/members/ben/feed.atom")
    )


def test_the_page_costs_the_same_for_one_product_and_for_many(ana, product, asked_while_drawing):
    client, category = as_member(ana), product.category
    buy(ana, product)
    little = cost_of(client, "/me/products/")
    for number in range(12):
        owns(ana, forum.create_product(name=f"Thing {number}", category=category))
    assert cost_of(client, "/me/products/") == little
    assert asked_while_drawing == []


def test_others_see_on_a_members_page_only_what_they_chose_to_show(ana, ben, product, work):
    owned = owns(ana, product)
    work()
    looks = [(None, "/members/ana/"), (ben, "/members/ana/")]
    assert not [who for who, address in looks if "Zephyr" in page(who, address)]
    actions.set_owned(owned, is_shown=True, asks=False, by=ana)
    assert all("Zephyr Grinder" in page(who, address) for who, address in looks)
    actions.give_up(owned, by=ana)
    assert not [who for who, address in looks if "Zephyr" in page(who, address)]


def test_an_answer_says_it_only_where_its_author_chose_so(ana, ben, product):
    owns(ben, product)
    question = make_question(ana, products=[product])
    address = question.get_absolute_url()
    assert "Say here that I own Zephyr Grinder since 2024" in page(ben, address)
    assert "Say here" not in page(ana, address)
    client = as_member(ben)
    client.post(f"/questions/{question.pk}/acts/answer/", {"body": "Turn it off first."})
    answer = Answer.objects.get()
    assert LINE not in page(None, address) and not Question.objects.get().by_owners
    client.post(f"/texts/answer/{answer.pk}/edit/", {"body": answer.body, "owns": "on"})
    assert LINE in page(None, address) and LINE in page(ana, address) and Question.objects.get().by_owners
    client.post(f"/texts/answer/{answer.pk}/edit/", {"body": answer.body})
    assert LINE not in page(None, address) and not Question.objects.get().by_owners


def test_it_is_gone_from_every_answer_as_soon_as_it_is_taken_back(ana, ben, product, work):
    owned = owns(ben, product)
    questions = [make_question(ana, title=f"How do I clean it, part {n}?", products=[product]) for n in range(3)]
    for question in questions:
        make_answer(question, ben, owns=True)
    assert all(LINE in page(None, question.get_absolute_url()) for question in questions)
    actions.give_up(owned, by=ben)
    assert not [question for question in questions if LINE in page(None, question.get_absolute_url())]
    assert not Question.objects.filter(by_owners=True)
    work()
    assert [*forum_counts.differences(), *profiles.differences()] == []


def test_nobody_says_that_they_own_what_they_do_not_or_what_is_not_asked_about(ana, ben, leo, product):
    other = forum.create_product(name="Kettle", category=product.category)
    owns(ben, other)
    owns(leo, product)
    question = make_question(ana, products=[product])
    answers = [make_answer(question, ben, owns=True), make_answer(question, leo, "It does.", owns=True, official=True)]
    forum.edit_answer(answers[0], body="It does so.", owns=True, by=ben)
    assert not Answer.objects.filter(owns__isnull=False)


def test_who_edits_for_somebody_else_does_not_speak_of_what_they_own(ana, ben, mia, product):
    owns(ben, product)
    answer = make_answer(make_question(ana, products=[product]), ben, owns=True)
    forum.edit_answer(answer, body="Better words.", owns=False, reason="Clearer now", by=mia)
    answer.refresh_from_db()
    assert answer.owns == product and answer.body == "Better words."


def test_reconciling_finds_an_answer_that_says_what_is_not_so(ana, ben, product):
    answer = make_answer(make_question(ana, products=[product]), ben)
    Answer.objects.filter(pk=answer.pk).update(owns=product, owns_since=2020)
    assert {difference.what for difference in profiles.differences(fix=True)} >= {"answer says owned"}
    answer.refresh_from_db()
    assert answer.owns is None


def test_a_products_questions_can_be_those_that_owners_answered(ana, ben, product):
    owns(ben, product)
    by_owner, by_other = (make_question(ana, title=f"How do I clean part {n}?", products=[product]) for n in (1, 2))
    make_answer(by_owner, ben, owns=True)
    make_answer(by_other, ben)
    listed = page(None, "/products/zephyr-grinder/?sort=owners")
    assert by_owner.title in listed and by_other.title not in listed
    assert "Answered by owners" not in page(None, "/questions/")


def test_whoever_asks_finds_their_own_products_first(ana, ben, product):
    forum.create_product(name="Anvil", category=product.category)
    owns(ana, product)
    form, other = page(ana, "/questions/ask/"), page(ben, "/questions/ask/")
    assert form.index("Zephyr Grinder") < form.index("Anvil") and "Zephyr Grinder · yours" in form
    assert other.index("Anvil") < other.index("Zephyr Grinder") and "yours" not in other


def told(member):
    return Message.objects.filter(member=member, event__name="owner.asked", channel=Channel.INBOX).count()


def test_owners_who_wish_to_hear_of_a_question_and_once_a_day_at_most(ana, ben, zed, product, work):
    owns(ben, product, asks=True)
    owns(zed, product)
    owns(ana, product, asks=True)
    make_question(ana, products=[product])
    work()
    assert (told(ben), told(zed), told(ana)) == (1, 0, 0)
    assert "Somebody asks about your Zephyr Grinder." in page(ben, "/notifications/")
    make_question(ana, title="And how do I clean it well?", products=[product])
    work()
    assert told(ben) == 1
    with clock.at(clock.now() + timedelta(days=2)):
        make_question(ana, title="And where do I find a part?", products=[product])
        work()
    assert told(ben) == 2


def test_nobody_is_told_of_a_private_question_or_of_one_that_was_taken_down(ana, ben, mia, product, work):
    owns(ben, product, asks=True)
    make_question(ana, visibility="private", products=[product])
    work()
    assert told(ben) == 0
    public = make_question(ana, title="How do I clean it then?", products=[product])
    work()
    assert told(ben) == 1
    forum.hide_text(public, reason="other", by=mia)
    work()
    assert "Zephyr" not in page(ben, "/notifications/")


def test_twenty_owners_hear_of_it_and_the_others_of_the_next_one(ana, product, work):
    crowd = [make_member(f"owner{n}") for n in range(23)]
    for member in crowd:
        owns(member, product, asks=True)
    make_question(ana, products=[product])
    work()
    assert sum(map(told, crowd)) == 20
    make_question(ana, title="And how do I clean it well?", products=[product])
    work()
    assert [told(member) for member in crowd] == [1] * 23


def test_two_accounts_that_become_one_own_it_once(ana, product, work):
    actions.give_up(owns(ana, product), by=ana)
    other = make_known(mail="other@example.com")
    buy(other, product)
    members.merge_member(other, into=ana)
    work()
    [owned] = Owned.objects.of(ana)
    assert owned.order.number == "#1"


def test_who_leaves_owns_nothing_and_no_answer_says_so(ana, ben, product, work):
    owns(ben, product, is_shown=True, asks=True)
    question = make_question(ana, products=[product])
    make_answer(question, ben, owns=True)
    assert privacy.export(ben)["owned"][0]["product__name"] == "Zephyr Grinder"
    assert forum_privacy.export(ben)["answers"][0]["owns_since"] == 2024
    forum_privacy.erase(ben)
    privacy.erase(ben)
    assert LINE not in page(None, question.get_absolute_url())
    assert not Owned.objects.filter(member=ben) and not Question.objects.filter(by_owners=True)


def test_what_was_bought_twice_stays_owned_by_the_second_when_the_first_is_given_back(ana, product, work):
    buy(ana, product, "1", days_ago=9)
    buy(ana, product, "2", days_ago=4)
    actions.refund_order(source="shop", source_id="r1", order_source_id="1", at=clock.now())
    owned = Owned.objects.get(member=ana)
    assert owned.gone_at is None and owned.order.source_id == "2" and owned.since == owned.order.placed_at.date()
    assert facts(ana) == ["product.owned"]
    work()
    [told] = Profile.objects.get(member=ana).body["products"]
    assert told["since"] == owned.since.isoformat() and list(profiles.differences()) == []
    actions.refund_order(source="shop", source_id="r2", order_source_id="2", at=clock.now())
    assert facts(ana) == ["product.owned", "product.gone"]


def test_a_second_purchase_told_after_the_refund_of_the_first_is_owned(ana, product):
    buy(ana, product, "1", days_ago=9)
    actions.refund_order(source="shop", source_id="r1", order_source_id="1", at=clock.now())
    assert buy(ana, product, "2", days_ago=4).gone_at is None


def test_what_they_gave_up_themselves_is_not_theirs_again_by_an_older_purchase(ana, product):
    owned = buy(ana, product, "1", days_ago=9)
    actions.give_up(owned, by=ana)
    assert buy(ana, product, "2", days_ago=4).gone_at is not None
    with clock.at(clock.now() + timedelta(days=3)):
        assert buy(ana, product, "3", days_ago=1).gone_at is None
        actions.refund_order(source="shop", source_id="r3", order_source_id="3", at=clock.now())
    assert Owned.objects.get().gone_at is not None
