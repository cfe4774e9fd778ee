import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from community.members import actions, rules
from community.members.models import Member, OldHandle
from community.verdict import Refused

anything = st.text(max_size=60)
likely = st.text(alphabet="abcilmnorvwIO01.-_@ éßñаеорсхуαοµ٠١ー山田", max_size=40)


@given(anything | likely)
def test_normalising_and_keys_change_nothing_the_second_time(text):
    once = rules.normalise(text)
    assert rules.normalise(once) == once or once.startswith("@") or once != once.strip()
    assert rules.key_of(rules.key_of(once)) == rules.key_of(once)


@given(anything | likely)
def test_a_handle_that_may_be_has_the_promised_form(text):
    handle = rules.normalise(text)
    if rules.problem_with(handle) is None:
        assert 3 <= len(handle) <= 30 and len(rules.key_of(handle)) <= 120
        assert handle == unicodedata.normalize("NFKC", handle).casefold()
        assert handle[0] not in "._-" and handle[-1] not in "._-"
        assert not any(one in "._-" and two in "._-" for one, two in zip(handle, handle[1:], strict=False))
        assert not any(unicodedata.category(char)[0] in "CZ" for char in handle)


@given(anything | likely)
def test_whatever_a_name_is_the_handle_made_from_it_may_be(text):
    draws = iter(range(10, 10_000))
    handle = next(rules.candidates(rules.base_for(text), draw=lambda digits: next(draws)))
    assert rules.problem_with(handle) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789._+-", min_size=1, max_size=40))
def test_a_handle_made_from_an_address_never_holds_the_whole_address(local):
    base = rules.base_for(f"{local}@example.com")
    assert "example" not in base.replace(local.replace("+", "").lower(), "") and "@" not in base and "+" not in base


CONFUSED = "paypal/paypa1 paypal/PAYPAL burn/bum anna/аnnа bob/b0b ffion/ﬀion ana/ａｎａ"
REFUSED = [
    *["ab", "-ana", "ana_", "a..b", "a.-b", "a b", "123", "a" * 31],
    *["аna", "anaя", "an😀a", "ana\u0301\u0301\u0301\u0301", "a\u202eb1", "a\u200bbc"],
    *["admin", "Admin", "adm1n", "a.d-m.i.n", "ADMІN", "m0derator", "support", "system", "settings"],
    *["tazzoria", "tazz0ria", "tazzoria.team"],
]


@pytest.mark.parametrize(("one", "two"), [pair.split("/") for pair in CONFUSED.split()])
def test_handles_people_would_confuse_are_the_same_handle(one, two):
    assert rules.key_of(one) == rules.key_of(two)


@pytest.mark.parametrize("handle", ["jose", "josé", "ana.b", "ana-b", "山田太郎", "анна", "محمد", "हिन्दी", "o-neil_3"])
def test_ordinary_handles_of_many_languages_may_be(handle):
    assert rules.problem_with(rules.normalise(handle)) is None


@pytest.mark.parametrize("handle", REFUSED)
def test_handles_that_may_not_be(handle):
    assert rules.problem_with(rules.normalise(handle), brand="Tazzoria") is not None


def test_a_taken_handle_is_answered_with_free_ones(ana):
    assert rules.key_of("ana") not in {rules.key_of(one) for one in actions.suggestions("ana")}
    assert len(actions.suggestions("ana")) == 3


def test_nobody_else_may_ever_take_a_handle_somebody_gave_up(ana, ben):
    actions.rename_handle(ana, handle="anita", by=ana)
    for wish in ("ana", "ANA", "аnа"):
        with pytest.raises(ValidationError):
            actions.create_member(handle=wish, email="x@example.com")
    with pytest.raises(ValidationError):
        actions.rename_handle(ben, handle="ana", by=ben)
    ben.refresh_from_db()
    assert ben.handle == "ben" and Member.objects.count() == 2 and OldHandle.objects.count() == 1


def test_a_handle_is_changed_once_in_thirty_days_and_one_may_have_the_old_one_back(ana):
    actions.rename_handle(ana, handle="anita", by=ana)
    with pytest.raises(Refused) as caught:
        actions.rename_handle(ana, handle="anouk", by=ana)
    assert caught.value.status == 429 and caught.value.retry_after > 29 * 86_400
    with time_machine.travel(now() + timedelta(days=31)):
        actions.rename_handle(ana, handle="ana", by=ana)
    assert list(OldHandle.objects.values_list("handle", flat=True)) == ["anita"]


def test_nobody_renames_another(ana, ben):
    with pytest.raises(Refused):
        actions.rename_handle(ana, handle="anita", by=ben)
    ana.refresh_from_db()
    assert ana.handle == "ana"


def test_a_spelling_of_ones_own_handle_is_no_theft(ana):
    actions.rename_handle(ana, handle="aña", by=ana)
    assert ana.handle == "aña" and ana.old_handles.get().handle == "ana"
