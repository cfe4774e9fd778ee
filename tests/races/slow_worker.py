"""A worker in a process of its own, with one reaction that takes its time: started and killed by a test."""

import os
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")

import django  # noqa: E402

django.setup()

from django.db.models import F  # noqa: E402

from community.events import door, worker  # noqa: E402
from community.members.models import Member  # noqa: E402
from tests.facts import a_fact, react  # noqa: E402


def count(fact: door.Fact, event: object) -> None:
    Member.objects.filter(pk=fact.subject_id).update(unnamed_marks=F("unnamed_marks") + 1)
    time.sleep(0.02)


if __name__ == "__main__":
    door._every.clear()
    with a_fact() as bell:
        react(bell, "count", count)
        print("working", flush=True)  # noqa: T201 - the test waits for this line
        worker.loop(threading.Event())
