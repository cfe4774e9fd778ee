"""What a member agreed to: the last word counts, nothing is forgotten, nobody agrees for somebody else."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.events.models import Event
from community.members import actions, rules
from community.members.consent import allowed_ids, may
from community.members.models import Consent, Member
from community.verdict import Refused

NEWS = {"purpose": "news", "channel": "mail"}


def test_what_nobody_said_yes_to_is_not_allowed(ana):
    assert not any(may(ana, purpose.code, purpose.channel) for purpose in rules.PURPOSES)


def test_a_yes_counts_at_once_and_a_no_takes_it_back_at_once(ana):
    actions.allow(ana, **NEWS, where="settings", by=ana)
    assert may(ana, "news", "mail") and not may(ana, "surveys", "mail")
    actions.withdraw(ana, **NEWS, where="mail", by=ana)
    assert not may(ana, "news", "mail")
    said = list(ana.consents.order_by("pk").values_list("allowed", "wording", "where", "by"))
    assert said == [(True, "1", "settings", ana.pk), (False, "1", "mail", ana.pk)]


def test_every_change_is_a_fact_and_saying_it_twice_is_none(ana):
    for _turn in range(2):
        actions.allow(ana, **NEWS, where="settings", by=ana)
    for _turn in range(2):
        actions.withdraw(ana, **NEWS, where="settings", by=ana)
    facts = Event.objects.filter(name="consent.changed", subject=ana).order_by("pk")
    assert [fact.extras for fact in facts] == [
        {"purpose": "news", "channel": "mail", "allowed": yes, "wording": "1"} for yes in (True, False)
    ]
    assert [fact.object_id for fact in facts] == list(ana.consents.order_by("pk").values_list("pk", flat=True))


def test_a_no_to_what_was_never_asked_is_kept(ana):
    actions.withdraw(ana, **NEWS, where="banner", by=ana)
    assert ana.consents.get().allowed is False


def test_the_database_keeps_every_word_as_it_was_said(ana):
    actions.allow(ana, **NEWS, where="settings", by=ana)
    for change in (lambda: Consent.objects.update(allowed=False), lambda: Consent.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert may(ana, "news", "mail")


def test_nobody_agrees_for_somebody_else_but_the_team_may_take_it_back_for_them(ana, ben, leo):
    for other in (ben, leo):
        with pytest.raises(Refused):
            actions.allow(ana, **NEWS, where="settings", by=other)
    assert not Consent.objects.exists()
    actions.allow(ana, **NEWS, where="settings", by=ana)
    with pytest.raises(Refused):
        actions.withdraw(ana, **NEWS, where="settings", by=ben)
    assert may(ana, "news", "mail")
    actions.withdraw(ana, **NEWS, where="settings", by=leo)
    assert not may(ana, "news", "mail") and ana.consents.get(allowed=False).by == leo


def test_words_that_changed_while_they_were_read_are_shown_again(ana):
    with pytest.raises(Refused) as refused:
        actions.allow(ana, **NEWS, where="settings", by=ana, wording="0")
    assert refused.value.status == 409 and not Consent.objects.exists()


def test_what_nobody_is_asked_for_can_be_neither_allowed_nor_looked_up(ana):
    with pytest.raises(Refused) as refused:
        actions.allow(ana, purpose="news", channel="pigeon", where="settings", by=ana)
    assert refused.value.status == 404
    with pytest.raises(LookupError):
        may(ana, "news", "pigeon")


def test_who_is_no_longer_here_allows_nothing(ana, ben, zed):
    everybody = [ana.pk, ben.pk, zed.pk]
    for member in (ana, ben, zed):
        actions.allow(member, **NEWS, where="settings", by=member)
    assert allowed_ids(everybody, "news", "mail") == set(everybody)
    Member.objects.filter(pk=ben.pk).update(merged_into=ana)
    Member.objects.filter(pk=zed.pk).update(is_active=False)
    assert allowed_ids(everybody, "news", "mail") == {ana.pk}


def test_many_members_are_asked_about_in_few_queries(ana, django_assert_num_queries):
    actions.allow(ana, **NEWS, where="settings", by=ana)
    with django_assert_num_queries(3):
        assert allowed_ids(range(ana.pk, ana.pk + 1200), "news", "mail") == {ana.pk}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.sampled_from(rules.PURPOSES), st.booleans(), st.integers(1, 28)), max_size=12))
def test_whatever_was_said_in_whatever_order_the_last_word_holds(ana, said):
    """P33: effective consent = last record, also where a story is told with earlier times."""
    with transaction.atomic():
        for purpose, yes, day in said:
            say = actions.allow if yes else actions.withdraw
            with clock.at(datetime(2026, 11, day, tzinfo=UTC)):
                say(ana, purpose=purpose.code, channel=purpose.channel, where="settings", by=ana)
        last = {purpose.code: yes for purpose, yes, _day in said}
        for purpose in rules.PURPOSES:
            assert may(ana, purpose.code, purpose.channel) is last.get(purpose.code, False)
        transaction.set_rollback(True)


def test_every_wording_has_a_version_of_its_own_and_a_date():
    for purpose in rules.PURPOSES:
        versions = [wording.version for wording in purpose.wordings]
        assert len(set(versions)) == len(versions)
        assert [wording.since for wording in purpose.wordings] == sorted(wording.since for wording in purpose.wordings)
