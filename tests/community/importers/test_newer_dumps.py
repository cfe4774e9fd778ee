"""A newer dump adds what is new, changes what changed there and not here, and keeps what vanished."""

from pathlib import Path
from typing import Any

import pytest

from community.events.models import Event
from community.forum import actions, reconcile
from community.forum.models import Answer, Comment, Helped, OldSlug, Question
from community.importers import privacy
from community.importers.models import ImportedRow
from community.importers.stackexchange.counting import count_all
from community.members.models import Member
from tests.community.importers.dumps import DAY, SOURCE, answer, change, copied, obj, question, row_of, run, user, vote, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def first(**more: Any) -> dict[str, list[dict[str, Any]]]:
    return {
        "Users": [user(1, "Asker"), user(2, "Helper", AboutMe="<p>I roast.</p>"), user(3, "Third")],
        "Posts": [question(10), answer(11, 10), answer(12, 10, owner=3)],
        "Votes": [vote(1, 10, 2), vote(2, 11, 2), vote(3, 11, 2), vote(4, 11, 3), vote(5, 99, 2)],
        "Comments": [{"Id": 1, "PostId": 11, "Text": "Good.", "CreationDate": DAY.format(5), "UserId": 1, "Score": 2}],
        **more,
    }


def edited(number: int, text: str, *, day: int = 6, kind: int = 5) -> list[dict[str, Any]]:
    made = {"PostId": number, "RevisionGUID": f"a{number}", "CreationDate": DAY.format(3), "UserId": 2}
    then = {"PostId": number, "RevisionGUID": f"b{number}", "CreationDate": DAY.format(day), "UserId": 3, "Comment": "clearer"}
    return [
        {"Id": number * 10, "PostHistoryTypeId": 2, "Text": f"Answer {number}", **made},
        {"Id": number * 10 + 1, "PostHistoryTypeId": kind, "Text": text, **then},
    ]


def test_new_rows_are_added_and_old_ones_stay_what_they_are(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    kept = obj("post", 11).pk
    newer = first()
    newer["Users"].append(user(4, "Newcomer"))
    newer["Posts"] += [question(20, owner=4), answer(21, 10, owner=4)]
    newer["Votes"] += [vote(6, 11, 2), vote(7, 20, 2)]
    run(write(tmp_path, **newer))
    assert obj("post", 11).pk == kept
    assert obj("post", 11).ups == 3
    assert obj("post", 10).answers_count == 3
    assert obj("post", 20).author == obj("user", 4)
    assert count_all(SOURCE)["votes_up"] == 5
    assert list(reconcile.differences()) == []


def test_what_vanished_from_the_dump_stays(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    before = count_all(SOURCE)
    newer = first(Comments=[])
    newer["Posts"] = [question(10), answer(12, 10, owner=3)]
    newer["Votes"] = [vote(1, 10, 2), vote(8, 10, 2)]
    newer["Users"] = newer["Users"][:1]
    run(write(tmp_path, **newer))
    after = count_all(SOURCE)
    assert after == before | {"votes_up": before["votes_up"] + 1}
    assert obj("post", 11).ups == 2


def test_an_edit_there_is_an_edit_here_with_a_revision(tmp_path: Path) -> None:
    run(write(tmp_path, **first(PostHistory=edited(11, "Answer 11")[:1])))
    run(write(tmp_path, **first(PostHistory=edited(11, "A *better* answer"))))
    text = obj("post", 11)
    assert text.body == "A *better* answer"
    assert "<em>better</em>" in text.html
    assert text.edits == 1
    revision = text.revisions.get()
    assert (revision.body, revision.reason, revision.by) == ("Answer 11", "clearer", obj("user", 3))
    run(tmp_path)
    assert text.revisions.count() == 1


def test_what_was_edited_here_is_kept(tmp_path: Path) -> None:
    run(write(tmp_path, **first(PostHistory=edited(11, "Answer 11")[:1])))
    text = obj("post", 11)
    actions.edit_answer(text, body="Our own words.", by=text.author)
    comment = obj("comment", 1)
    actions.edit_comment(comment, body="Our own remark.", by=comment.author)
    newer = first(PostHistory=edited(11, "Their words"))
    newer["Comments"][0]["Text"] = "Very good."
    newer["Votes"].append(vote(9, 11, 2))
    run(write(tmp_path, **newer))
    text.refresh_from_db()
    comment.refresh_from_db()
    assert (text.body, comment.body) == ("Our own words.", "Our own remark.")
    assert text.ups == 3  # votes still come in


def test_a_comment_changed_there_changes_here(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    newer = first()
    newer["Comments"][0] |= {"Text": "Very good.", "Score": 5}
    run(write(tmp_path, **newer))
    assert obj("comment", 1).body == "Very good."
    assert ImportedRow.objects.get(kind="comment", source_id="1").raw["Score"] == "5"


def test_a_question_follows_its_new_title_and_tags_and_keeps_its_old_address(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    old = obj("post", 10).slug
    newer = first()
    newer["Posts"][0] |= {"Title": "Quite another title now", "Tags": "<two>", "ClosedDate": DAY.format(7)}
    run(write(tmp_path, **newer))
    text = obj("post", 10)
    assert (text.title, text.slug) == ("Quite another title now", "quite-another-title-now")
    assert list(text.tags.values_list("name", flat=True)) == ["two"]
    assert text.is_closed
    assert OldSlug.objects.filter(kind="question", slug=old, object_id=text.pk).exists()
    run(write(tmp_path, **first()))
    assert not obj("post", 10).is_closed


def test_a_member_follows_their_name_there_until_they_change_it_here(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    newer = first()
    newer["Users"][1] |= {"DisplayName": "Helpful", "AboutMe": "<p>I grind.</p>"}
    run(write(tmp_path, **newer))
    assert (obj("user", 2).name, obj("user", 2).bio) == ("Helpful", "I grind.")
    Member.objects.filter(pk=obj("user", 2).pk).update(name="Mine")
    newer["Users"][1]["DisplayName"] = "Theirs"
    run(write(tmp_path, **newer))
    assert obj("user", 2).name == "Mine"


def accepted(which: int | None, *, votes: tuple[int, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    rows = first()
    if which:
        rows["Posts"][0]["AcceptedAnswerId"] = which
    rows["Votes"] += [vote(100 + number, number, 1, day=8) for number in votes]
    return rows


def test_an_acceptance_has_its_day_its_fact_and_its_pair(tmp_path: Path) -> None:
    run(write(tmp_path, **accepted(11, votes=(11,))))
    text, said = obj("post", 10), obj("post", 11)
    assert text.accepted == said
    assert text.accepted_at.isoformat() == "2020-01-08T00:00:00+00:00"
    fact = Event.objects.get(name="answer.accepted")
    assert (fact.subject, fact.actor, fact.occurred_at, fact.silent) == (said.author, text.author, text.accepted_at, True)
    assert fact.extras == {
        "asker_id": text.author_id,
        "asker_days": 1,
        "own": False,
        "minutes": 24 * 60,
        "waited_days": 1,
        "by_asker": True,
    }
    pair = Helped.objects.get()
    assert (pair.helper, pair.helped, pair.since) == (said.author, text.author, text.accepted_at)
    assert obj("user", 2).people_helped == 1
    assert obj("user", 2).unnamed_marks == 2
    assert obj("user", 2).unnamed_marks_until.isoformat() == "2020-01-08"


def test_an_acceptance_moves_and_goes_with_the_dump(tmp_path: Path) -> None:
    run(write(tmp_path, **accepted(11, votes=(11,))))
    for which, helper in ((12, 3), (None, None), (11, 2)):
        run(write(tmp_path, **accepted(which, votes=(11,))))
        accepted_here = obj("post", 10).accepted
        assert accepted_here == (obj("post", which) if which else None)
        assert set(Helped.objects.filter(ended_at=None).values_list("helper_id", flat=True)) == (
            {obj("user", helper).pk} if helper else set()
        )
        assert list(reconcile.differences()) == []


def test_an_acceptance_made_here_is_kept(tmp_path: Path) -> None:
    run(write(tmp_path, **accepted(None)))
    actions.accept_answer(obj("post", 12), by=obj("user", 1))
    run(write(tmp_path, **accepted(11, votes=(11,))))
    assert obj("post", 10).accepted == obj("post", 12)
    assert list(reconcile.differences()) == []


def test_an_accepted_answer_that_vanished_with_its_acceptance_stays_accepted(tmp_path: Path) -> None:
    run(write(tmp_path, **accepted(11, votes=(11,))))
    newer = accepted(None)
    newer["Posts"] = [row for row in newer["Posts"] if row["Id"] != 11]
    run(write(tmp_path, **newer))
    assert obj("post", 10).accepted == obj("post", 11)


def test_votes_wait_for_a_post_that_comes_later(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    assert count_all(SOURCE)["votes_without_post"] == {"up": 1, "down": 0}
    newer = first()
    newer["Posts"].append(answer(99, 10))
    run(write(tmp_path, **newer))
    assert obj("post", 99).ups == 1
    assert count_all(SOURCE)["votes_without_post"] == {"up": 0, "down": 0}


def test_an_answer_waits_for_its_question(tmp_path: Path) -> None:
    rows = first()
    run(write(tmp_path, **rows | {"Posts": rows["Posts"][1:]}))
    assert not Answer.objects.exists()
    assert ImportedRow.objects.get(kind="post", source_id="11").raw["Body"] == "Answer 11"
    assert not Comment.objects.exists()
    run(write(tmp_path, **rows))
    assert Question.objects.get().answers_count == 2
    assert Comment.objects.get().answer == obj("post", 11)
    assert count_all(SOURCE)["votes_up"] == 3
    assert list(reconcile.differences()) == []


def test_a_later_users_file_names_those_who_were_only_numbers(tmp_path: Path) -> None:
    rows = first()
    run(write(tmp_path, Posts=rows["Posts"]))
    before = obj("post", 10).author
    run(write(tmp_path, **rows))
    assert obj("user", 1) == before
    before.refresh_from_db()
    assert before.name == "Asker"
    assert Member.objects.count() == 3


def test_somebody_who_was_erased_is_not_brought_back(tmp_path: Path) -> None:
    run(write(tmp_path, **first()))
    member = obj("user", 2)
    assert privacy.export(member)["imported"][0]["raw"]["AboutMe"] == "<p>I roast.</p>"
    privacy.erase(member)
    Member.objects.filter(pk=member.pk).update(name="", bio="")
    newer = first()
    newer["Users"][1]["Location"] = "Here"
    run(write(tmp_path, **newer))
    member.refresh_from_db()
    assert (member.name, member.bio) == ("", "")
    assert ImportedRow.objects.get(kind="user", source_id="2").raw == {}


@pytest.mark.shared_data
def test_a_real_dump_grown_by_a_question_and_shrunk_by_another(tmp_path: Path) -> None:
    whole = copied("conlang.meta", tmp_path)
    posts = (whole / "Posts.xml").read_text(encoding="utf-8-sig")
    later, gone = row_of(posts, 145), row_of(posts, 1)
    change(whole, "Posts", lambda text: text.replace(later, ""))
    run(whole)
    before = count_all(SOURCE)
    (whole / "Posts.xml").write_text(posts.replace(gone, ""), encoding="utf-8")
    run(whole)
    after = count_all(SOURCE)
    assert after["questions"] + after["answers"] == before["questions"] + before["answers"] + 1
    assert after["votes_up"] + after["votes_without_post"]["up"] == 950
    assert list(reconcile.differences()) == []


def test_a_name_that_had_to_be_cleaned_stays_clean_and_is_no_change(tmp_path: Path) -> None:
    dump = first()
    dump["Users"][1] |= {"DisplayName": "Hel\u202eper" + " of many" * 8, "AboutMe": "<p>I\u202e roast.</p>"}
    run(write(tmp_path, **dump))
    before = obj("user", 2).name, obj("user", 2).bio
    assert "\u202e" not in "".join(before) and len(before[0]) <= 60
    for site_says in ({}, {"Reputation": 7}):
        dump["Users"][1] |= site_says
        run(write(tmp_path, **dump))
        assert (obj("user", 2).name, obj("user", 2).bio) == before
