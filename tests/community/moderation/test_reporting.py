"""Members report, the team decides, authors are told why: the rules, without pages."""

import pytest
from django.core.exceptions import ValidationError

from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import State
from community.moderation import actions, rules
from community.moderation.models import Act, Decision, Item, Report
from community.notifications.inbox import page_for
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben, "Buy my oil at my shop.")


def lines(member):
    return [entry.line for group in page_for(member).groups for entry in group.entries]


def test_a_text_reported_by_many_stands_in_the_queue_once(answer, ana, zed):
    actions.report_text(answer, reason="spam", by=ana)
    actions.report_text(answer, reason="dangerous", by=zed)
    item = Item.objects.get()
    assert (item.reports_count, item.reason, item.urgency) == (2, "dangerous", 2)
    assert item.author_id == answer.author_id and Event.objects.filter(name="text.reported").count() == 2


def test_reporting_twice_is_one_report_with_the_later_words(answer, ana):
    actions.report_text(answer, reason="spam", by=ana)
    actions.report_text(answer, reason="other", words="It is my neighbour's address.", by=ana)
    report = Report.objects.get()
    assert (report.reason, report.words) == ("other", "It is my neighbour's address.")
    assert Item.objects.get().reports_count == 1 and Event.objects.filter(name="text.reported").count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [({"reason": "boring"}, "reason"), ({"reason": "other"}, "words"), ({"reason": "spam", "words": "x" * 2001}, "words")],
)
def test_a_report_needs_a_reason_and_some_words_where_it_is_none_of_the_list(answer, ana, said, field):
    with pytest.raises(ValidationError) as refused:
        actions.report_text(answer, by=ana, **said)
    assert field in refused.value.error_dict and not Report.objects.exists()


def test_nobody_reports_their_own_text_or_one_that_is_gone(answer, ana, ben, mia):
    with pytest.raises(Refused):
        actions.report_text(answer, reason="spam", by=ben)
    forum.hide_text(answer, reason="spam", by=mia)
    with pytest.raises(Refused):
        actions.report_text(answer, reason="spam", by=ana)
    assert not Item.objects.exists()


def test_twenty_reports_a_day_are_enough(ana, ben, answer, monkeypatch):
    monkeypatch.setattr(rules, "REPORTS_A_DAY", 1)
    actions.report_text(answer, reason="spam", by=ana)
    with pytest.raises(Refused) as refused:
        actions.report_text(make_answer(answer.question, ben, "And my saddles."), reason="spam", by=ana)
    assert refused.value.status == 429 and refused.value.retry_after and Report.objects.count() == 1


def test_keeping_clears_the_reports_and_tells_who_made_them_but_not_the_author(answer, ana, ben, mia, work):
    actions.report_text(answer, reason="spam", by=ana)
    actions.keep(Item.objects.get(), by=mia)
    work()
    item, report = Item.objects.get(), Report.objects.get()
    assert item.decided_at and item.reports_count == 0 and report.was_right is False
    assert [line.sentence for line in lines(ana)][0].startswith("The team looked at what you reported")
    assert not [line for line in lines(ben) if "team" in line.sentence]


def test_hiding_tells_the_author_why_and_the_reporter_that_they_were_right(answer, ana, ben, mia, work):
    actions.report_text(answer, reason="spam", by=ana)
    actions.hide(answer, reason="spam", words="No shops here, please.", item=Item.objects.get(), by=mia)
    work()
    answer.refresh_from_db()
    assert answer.state == State.HIDDEN and Report.objects.get().was_right is True
    told = lines(ben)[0]
    assert told.sentence == "The team hid your answer." and "It advertises" in told.excerpt and "No shops here" in told.excerpt
    assert "Ana" not in told.excerpt + told.sentence and "Mia" not in told.sentence
    assert any(line.sentence.startswith("You were right") for line in lines(ana))


def test_whoever_is_slower_is_told_and_changes_nothing(answer, ana, mia):
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    actions.keep(item, by=mia)
    for late in (lambda: actions.keep(item, by=mia), lambda: actions.hide(answer, reason="spam", item=item, by=mia)):
        with pytest.raises(Refused) as refused:
            late()
        assert refused.value.status == 409
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED and Decision.objects.count() == 1


def test_reported_again_after_a_decision_it_waits_again(answer, ana, mia, zed):
    actions.report_text(answer, reason="spam", by=ana)
    actions.keep(Item.objects.get(), by=mia)
    actions.report_text(answer, reason="abuse", by=zed)
    item = Item.objects.get()
    assert item.decided_at is None and item.reports_count == 1 and item.reason == "abuse"


def test_only_moderators_decide_and_nobody_about_their_own_text(answer, ana, ben, leo, mia):
    actions.report_text(answer, reason="spam", by=ana)
    for by in (ana, ben, leo):
        with pytest.raises(Refused):
            actions.keep(Item.objects.get(), by=by)
        with pytest.raises(Refused):
            actions.hide(answer, reason="spam", by=by)
    own = make_answer(answer.question, mia, "Mine.")
    with pytest.raises(Refused):
        actions.hide(own, reason="spam", by=mia)
    assert not Decision.objects.exists()


def test_taking_a_hiding_back_puts_all_as_it_was(answer, ana, mia, zed):
    forum.mark_helped(answer, by=zed)
    actions.report_text(answer, reason="spam", by=ana)
    decision = actions.hide(answer, reason="spam", item=Item.objects.get(), by=mia)
    back = actions.undo(decision, by=mia)
    answer.refresh_from_db()
    item = Item.objects.get()
    assert answer.state == State.PUBLISHED and back.act == Act.RESTORE and back.undoes == decision
    assert item.decided_at is None and item.reports_count == 1 and Report.objects.get().was_right is None
    with pytest.raises(Refused) as refused:
        actions.undo(decision, by=mia)
    assert refused.value.status == 409 and Decision.objects.count() == 2


def test_a_colleague_who_looks_at_it_has_their_name_there_for_a_while(answer, ana, mia):
    ina = make_member("ina")
    from tests.people import make_moderator

    moe = make_moderator("moe")
    actions.report_text(answer, reason="spam", by=ana)
    item = Item.objects.get()
    actions.take(item, by=mia)
    actions.take(item, by=mia)
    with pytest.raises(Refused):
        actions.take(item, by=moe)
    with pytest.raises(Refused):
        actions.take(item, by=ina)
    assert Item.objects.get().taken_by == mia
    Item.objects.update(taken_at=item.opened_at - rules.TAKEN_FOR)
    actions.take(item, by=moe)
    assert Item.objects.get().taken_by == moe
