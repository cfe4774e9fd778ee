"""Who of the team is there for a member: chosen and handed on with a note, read by the next and by the member."""

import pytest

from community.events.models import Event
from community.members import actions as members
from community.members.models import BRAND_TEAM, OWNERS
from community.verdict import Refused
from engagement.cases import actions as cases
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Keeper
from tests.desk import as_, looking
from tests.people import make_editor, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def lia(db):
    return make_editor("lia")


def test_somebody_is_there_for_a_member_and_the_next_reads_why(ana, leo, lia, work):
    desk, page = looking(leo, ana), f"/cms/members/{ana.pk}/"
    assert desk.post(f"{page}keeper/", {"person": leo.pk}).status_code == 302
    assert f"<strong>{leo.shown_name}</strong>" in desk.get(page).content.decode()
    told = as_(ana).get("/me/loyalty/").content.decode()
    assert "is there for you in our team" in told and leo.shown_name in told

    without = desk.post(f"{page}keeper/", {"person": lia.pk, "note": "  "})
    assert without.status_code == 400 and "what whoever takes over needs to know" in without.content.decode()
    assert Keeper.objects.get().person == leo
    for _twice in range(2):
        assert desk.post(f"{page}keeper/", {"person": lia.pk, "note": "Call her after five."}).status_code == 302
    work()
    assert [(row.person, row.until is None) for row in Keeper.objects.of(ana)] == [(lia, True), (leo, False)]
    inbox = as_(lia).get("/notifications/").content.decode()
    assert f"You are there for {ana.shown_name} from now on." in inbox
    assert "Call her after five." in looking(lia, ana).get(page).content.decode()
    history = as_(ana).get("/me/history/").content.decode()
    assert f"Who of the team is there for you changed: {lia.shown_name} (“Call her after five.”)." in history
    assert "You are there for" not in as_(leo).get("/notifications/").content.decode()


def test_whoever_is_there_gets_the_members_cases_first(ana, leo, lia):
    loyalty.set_keeper(ana, person=lia, by=leo)
    for n in range(2):
        assert cases.open_case(ana, kind="hand", summary=f"Wrong colour {n}", by=leo).owner == lia
    members.set_groups(lia, [], by=None)
    assert Keeper.objects.now_of(ana) is None
    assert cases.open_case(ana, kind="hand", summary="Wrong size", by=leo).owner == leo
    assert "is there for you in our team" not in as_(ana).get("/me/loyalty/").content.decode()


def test_nobody_in_particular_is_there_after_that_is_said_once(ana, leo):
    loyalty.set_keeper(ana, person=leo, by=leo)
    for _twice in range(2):
        assert looking(leo, ana).post(f"/cms/members/{ana.pk}/keeper/", {"end": "1"}).status_code == 302
    assert Keeper.objects.now_of(ana) is None and Event.objects.filter(name="keeper.changed").count() == 2
    assert "changed: nobody in particular." in as_(ana).get("/me/history/").content.decode()


def test_the_brand_team_alone_decides_and_nobody_about_themselves(ana, ben, leo, mia, lia):
    for who, member, person in ((mia, ana, leo), (ana, ana, leo), (leo, leo, lia), (leo, ana, mia), (leo, ana, ben)):
        with pytest.raises(Refused):
            loyalty.set_keeper(member, person=person, by=who)
    assert looking(mia, ana).post(f"/cms/members/{ana.pk}/keeper/", {"person": leo.pk}).status_code in (400, 403)
    assert as_(leo).post(f"/cms/members/{ana.pk}/keeper/", {"person": leo.pk}).status_code == 403
    assert looking(leo, ana).post(f"/cms/members/{ana.pk}/keeper/", {"person": mia.pk}).status_code == 400
    assert not Keeper.objects.exists() and not Event.objects.filter(name="keeper.changed").exists()
    assert "Who is there for them" not in looking(mia, ana).get(f"/cms/members/{ana.pk}/").content.decode()


def test_two_who_become_one_have_one_who_is_there(ana, ben, leo, lia):
    loyalty.set_keeper(ana, person=leo, by=leo)
    loyalty.set_keeper(ben, person=lia, by=leo)
    loyalty.take_over(ben, into=ana)
    loyalty.take_over(ben, into=ana)
    assert Keeper.objects.now_of(ana).person == leo and Keeper.objects.of(ana).count() == 2


def test_an_owner_may_be_there_too_and_who_leaves_takes_it_along(ana, leo):
    ola = make_member("ola")
    members.set_groups(ola, [OWNERS, BRAND_TEAM], by=None)
    loyalty.set_keeper(ana, person=ola, note="She knows her from the fair.", by=leo)
    members.forget(ana)
    assert not Keeper.objects.exists()


def test_the_list_shows_for_whom_somebody_is_there(ana, ben, zed, leo, lia, mia):
    loyalty.set_keeper(ana, person=leo, by=leo)
    loyalty.set_keeper(ben, person=lia, by=leo)
    loyalty.set_keeper(zed, person=leo, by=leo)
    loyalty.end_keeper(zed, by=leo)
    shown = as_(leo).get(f"/cms/members/?keeper={leo.pk}").content.decode()
    assert "@ana" in shown and "@ben" not in shown and "@zed" not in shown
    assert as_(leo).get(f"/cms/members/?keeper={zed.pk}").status_code == 400
    ignored = as_(mia).get(f"/cms/members/?keeper={leo.pk}").content.decode()
    assert "@ben" in ignored and "Who is there for them" not in ignored
