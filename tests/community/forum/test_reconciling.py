import json
from io import StringIO

import pytest
from django.core.management import call_command

from community.forum import actions
from community.forum.models import Answer, Helped, Question
from community.members.models import Member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def reconcile(*options):
    out, code = StringIO(), 0
    try:
        call_command("reconcile", "--json", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def busy(ana, ben, zed, mia, work):
    question = make_question(ana)
    first, second = make_answer(question, ben), make_answer(question, zed, "Change the bulb.")
    actions.accept_answer(first, by=ana)
    actions.mark_helped(second, by=ben)
    actions.write_note(first, words="Thank you so much", public=True, by=zed)
    actions.post_comment(question, answer=first, body="Which bulb?", by=mia)
    actions.say_me_too(question, by=zed)
    actions.doubt_answer(second, kind="outdated", by=ana)
    actions.hide_text(second, reason="spam", by=mia)
    actions.unaccept_answer(first, by=ana)
    actions.accept_answer(first, by=ana)
    work()
    return question


def test_after_a_busy_day_nothing_differs(busy):
    assert reconcile() == (0, [{"differences": 0, "fixed": False}])


def test_every_broken_number_is_found_and_put_right(busy, ben):
    Question.objects.update(answers_count=9, helped_count=9, me_too_count=9, has_official=True)
    Answer.objects.update(rank=0.5, helped_count=9, comments_count=9)
    Helped.objects.update(ended_at=busy.written_at)
    Member.objects.filter(pk=ben.pk).update(people_helped=70)
    code, lines = reconcile("--fix")
    assert code == 1
    whats = {line.get("what") for line in lines}
    assert {"question.answers_count", "question.me_too_count", "answer.rank", "helped"} <= whats
    ben.refresh_from_db()
    assert ben.people_helped == 2
    assert reconcile() == (0, [{"differences": 0, "fixed": False}])


def test_a_row_without_its_fact_is_told(busy):
    Question.objects.update(accepted=None)
    code, lines = reconcile()
    assert code == 1 and any(line.get("what") == "accepted answer and its fact" for line in lines)
