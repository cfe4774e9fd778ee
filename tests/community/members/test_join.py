from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import now

from community import clock
from community.events.door import emit
from community.events.models import Event
from community.members import actions, clocks, rules
from community.members.events import MemberJoined
from community.members.models import OWNERS, Member
from tests.people import make_ghost


def joined(member: Member) -> int:
    return Event.objects.filter(name="member.joined", subject=member).count()


def test_a_new_member_gets_a_handle_made_from_the_name(db):
    member = actions.create_member(name="José García", email="Jose@Example.com")
    assert (member.handle, member.email) == ("jose-garcia", "jose@example.com")
    assert member.handle_key == rules.key_of("jose-garcia")
    assert joined(member) == 1


def test_without_a_name_the_handle_comes_from_before_the_at_and_never_shows_the_address(db):
    member = actions.create_member(email="mo.rivera+coffee@example.com")
    assert member.handle == "mo-rivera"


def test_a_second_person_of_the_same_name_gets_another_handle(db):
    first, second = (actions.create_member(name="Ana Ruiz", email=f"{n}@example.com") for n in "ab")
    assert first.handle == "ana-ruiz" and second.handle == "ana-ruiz-2"


def test_a_handle_that_looks_like_another_is_refused_with_free_ones(ana):
    with pytest.raises(ValidationError) as caught:
        actions.create_member(handle="ANA", email="other@example.com")
    assert "ana-2" in str(caught.value.message_dict["handle"])
    assert Member.objects.count() == 1


def test_a_taken_address_is_refused_and_nothing_is_written(ana):
    with pytest.raises(ValidationError) as caught:
        actions.create_member(handle="another", email="ANA@example.com")
    assert "email" in caught.value.message_dict
    assert Member.objects.count() == 1


def test_nobody_sees_a_person_before_the_address_is_confirmed(db):
    member = actions.sign_up(name="Nia", email="nia@example.com")
    assert joined(member) == 0
    assert not Member.objects.people().filter(pk=member.pk).exists()
    assert actions.confirm_address(member) is True
    assert actions.confirm_address(member) is False
    assert joined(member) == 1
    assert Member.objects.people().filter(pk=member.pk).exists()


def test_an_imported_person_has_no_credentials_and_no_fact(db):
    ghost = make_ghost(name="Old Hand", joined_at=now(), bio="Here\x00 since\u202e long")
    ghost.refresh_from_db()
    assert (ghost.email, ghost.claimed_at, ghost.handle, ghost.bio) == (None, None, "old-hand", "Here since long")
    assert not ghost.has_usable_password() and joined(ghost) == 0
    assert Member.objects.people().filter(pk=ghost.pk).exists()


def test_handles_for_many_names_are_free_and_different_in_few_queries(ana, django_assert_max_num_queries):
    names = ["Ana", "Ana", "★", "", "Admin", "Ben Stone", "bеn stone"] * 100
    with django_assert_max_num_queries(16):
        handles = actions.handles_for(names)
    assert len({key for _handle, key in handles}) == len(names)
    assert all(rules.problem_with(handle) is None and rules.key_of(handle) == key for handle, key in handles)
    assert "ana" not in dict(handles)


def test_the_first_owner_is_made_by_the_usual_command(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-enough-word")
    call_command("createsuperuser", interactive=False, email="Owner@Example.com", verbosity=0)
    owner = Member.objects.get(email="owner@example.com")
    assert owner.is_superuser and owner.is_team and owner.group_names == {OWNERS} and owner.check_password("a-long-enough-word")
    assert joined(owner) == 1


def a_sign_up(handle: str, *, days: float) -> Member:
    with clock.at(now() - timedelta(days=days)):
        member = actions.sign_up(handle=handle, email=f"{handle}@example.com")
    EmailAddress.objects.create(user=member, email=member.email)
    return member


def test_a_sign_up_nobody_confirmed_gives_handle_and_address_back(ana):
    a_sign_up("nia", days=rules.UNCONFIRMED_DAYS + 0.1)
    recent, ghost = (
        a_sign_up("tom", days=rules.UNCONFIRMED_DAYS - 0.1),
        make_ghost(name="Old Hand", joined_at=ana.joined_at),
    )
    with clock.at(now() - timedelta(days=99)):
        old = actions.create_member(handle="old", email="old@example.com")
    assert clocks.let_unconfirmed_go() == 1 and clocks.let_unconfirmed_go() == 0
    assert set(Member.objects.all()) == {ana, recent, ghost, old}
    assert not EmailAddress.objects.filter(email="nia@example.com").exists()
    assert actions.create_member(handle="nia", email="nia@example.com").handle == "nia"


def test_a_sign_up_that_facts_point_at_is_emptied_not_deleted(db):
    nia = a_sign_up("nia", days=30)
    with transaction.atomic():
        emit(MemberJoined(subject_id=nia.pk))
    assert clocks.let_unconfirmed_go() == 1 and clocks.let_unconfirmed_go() == 0
    nia.refresh_from_db()
    assert (nia.email, nia.name, nia.erased_at is None, nia.handle.startswith("former-")) == (None, "", False, True)
    assert not EmailAddress.objects.exists() and not Member.objects.people().filter(pk=nia.pk).exists()
    assert actions.create_member(handle="nia", email="nia@example.com").handle == "nia"
