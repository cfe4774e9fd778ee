from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import clock
from community.forum import actions as forum
from community.members.models import Member
from engagement.recognition.models import Award, Badge
from tests.people import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "canary title of a hidden question"


def solve(asker, helper, title="How do I descale the machine?"):
    answer = forum.post_answer(forum.ask_question(title=title, by=asker), body=f"Citric acid, {title}", by=helper)
    forum.accept_answer(answer, by=asker)
    return answer


def test_everybody_can_read_the_catalogue_a_badge_and_the_levels(client, ana, ben, work):
    solve(ana, ben)
    work()
    catalogue = client.get("/badges/").content.decode()
    assert catalogue.count("/badges/") >= 10
    assert "You have" not in catalogue
    page = client.get("/badges/solver-bronze/").content.decode()
    assert "1 accepted answer, to somebody else&#x27;s question" in page or "to somebody else" in page
    assert "Ben" in page
    assert client.get("/levels/").status_code == 200
    assert client.get("/badges/no-such-badge/").status_code == 404


def test_a_member_sees_the_own_progress_and_evidence(client, ana, ben, work):
    solve(ana, ben)
    work()
    client.force_login(ben)
    assert "You have 2 of 13." in client.get("/badges/").content.decode()
    assert "1 of 10, from 1 of 5 people" in client.get("/badges/solver-silver/").content.decode()
    assert "How do I descale the machine?" in client.get("/badges/solver-bronze/").content.decode()
    client.force_login(ana)
    assert "How do I descale the machine?" not in client.get("/badges/solver-bronze/").content.decode()


def test_evidence_on_a_hidden_question_names_no_title(client, ana, ben, mia, work):
    answer = solve(ana, ben, SECRET)
    work()
    forum.hide_text(answer.question, reason="personal", by=mia)
    work()
    client.force_login(ben)
    page = client.get("/badges/solver-bronze/").content.decode()
    assert "Yours since" in page
    assert SECRET not in page


def test_who_is_switched_off_is_not_among_those_who_have_it(client, ana, ben, work):
    solve(ana, ben)
    work()
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert "Ben" not in client.get("/badges/solver-bronze/").content.decode()


def test_how_many_have_it_is_shown_from_ten_on(client, ana, db):
    badge = Badge.objects.select_related("rule").get(slug="first-help")

    def give(member):
        Award.objects.create(member=member, badge=badge, rule=badge.rule, awarded_at=clock.now())

    for i in range(9):
        give(make_member(f"fan{i}"))
    assert "9 members" not in client.get("/badges/first-help/").content.decode()
    give(make_member("fan9"))
    assert "10 members" in client.get("/badges/first-help/").content.decode()


def test_the_list_of_who_has_it_goes_on_by_address(client, db):
    badge = Badge.objects.select_related("rule").get(slug="first-help")
    for i in range(25):
        moment = clock.now() - timedelta(minutes=i // 3)
        Award.objects.create(member=make_member(f"fan{i:02}"), badge=badge, rule=badge.rule, awarded_at=moment)
    first = client.get("/badges/first-help/")
    older = first.context["older_url"]
    second = client.get(f"/badges/first-help/{older}")
    names = [award.member.handle for page in (first, second) for award in page.context["awards"]]
    assert len(names) == len(set(names)) == 25
    assert second.context["older_url"] == ""
    assert client.get("/badges/first-help/?before=nonsense").status_code == 200


def test_pages_cost_the_same_number_of_queries_for_one_and_for_many(client, ana, ben, work):
    client.force_login(ben)
    solve(ana, ben)
    work()
    paths = (
        "/badges/",
        "/badges/solver-bronze/",
        "/me/why/",
        "/levels/",
        "/me/loyalty/",
        "/me/loyalty/facts/accepted/",
        "/members/ben/",
    )
    few = [queries(client, path) for path in paths]
    for i in range(5):
        solve(make_member(f"asker{i}"), ben, f"How do I descale machine number {i}?")
    work()
    many = [queries(client, path) for path in paths]
    assert dict(zip(paths, many, strict=True)) == dict(zip(paths, few, strict=True))


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_why_tells_each_gain_and_what_was_taken_back(client, ana, ben, mia, work):
    answer = solve(ana, ben)
    forum.mark_helped(answer, by=ana)
    work()
    client.force_login(ben)
    page = client.get("/me/why/").content.decode()
    assert "+20" in page and "+3" in page and "was accepted" in page
    assert "Names of marks are private" in page
    forum.hide_text(answer, reason="off_topic", by=mia)
    work()
    page = client.get("/me/why/?show=taken-back").content.decode()
    assert "-20" in page and "-3" in page and "Off topic" in page
    assert client.get("/me/why/?badge=guide").content.decode().count("So far:") == 1


def test_the_profile_shows_level_and_badges_and_only_its_owner_what_is_close(client, ana, ben, work):
    solve(ana, ben)
    work()
    page = client.get("/members/ben/").content.decode()
    assert "Level 1" in page and "Solver, bronze" in page
    assert "Close to earning" not in page and "My loyalty profile" not in page
    client.force_login(ben)
    page = client.get("/members/ben/").content.decode()
    assert "Close to earning" in page and "My loyalty profile" in page


def test_no_page_says_the_number_behind_a_level_but_its_owners(client, ana, ben, work):
    for i in range(2):
        solve(ana, ben, f"How do I descale machine number {i}?")
    work()
    for path in ("/members/ben/", "/badges/", "/levels/", "/badges/solver-bronze/"):
        assert ">40<" not in client.get(path).content.decode()
    client.force_login(ben)
    assert ">40<" in client.get("/me/why/").content.decode()


def test_why_says_since_when_a_level_is_held_and_nothing_of_the_first(client, ana, ben, work):
    client.force_login(ben)
    solve(ana, ben)
    work()
    assert "Reached on" not in client.get("/me/why/").content.decode()
    with clock.at(datetime(2024, 5, 14, 12, tzinfo=UTC)):
        solve(ana, ben, "How do I descale the second machine?")
    work()
    assert "Reached on 14 May 2024." in client.get("/me/why/").content.decode()


def test_a_badge_or_level_is_told_in_the_inbox(client, ana, ben, work):
    for i in range(2):
        solve(ana, ben, f"How do I descale machine number {i}?")
    work()
    client.force_login(ben)
    inbox = client.get("/notifications/").content.decode()
    assert "You earned the badge Solver, bronze." in inbox
    assert "You reached level 2" in inbox
