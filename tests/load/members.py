"""What the list of members on the desk costs with 100,000 members: `python -m tests.load.members` with a DATABASE_URL of its own.

An empty database is migrated and filled first. Prints the best of three for each filter: CPU, wall clock, statements, rows.
"""

import os
import random
import time
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
MOST = 100_000
ASKED: list[dict[str, str]] = [
    {},
    {"before": "50001"},
    {"before": "60"},
    {"q": "m5000"},
    {"q": "m777@example.com"},
    {"q": "nobody like this"},
    {"level": "6"},
    {"language": "ms"},
    {"joined": "7"},
    {"seen": "not-90"},
    {"state": "suspended"},
    {"state": "team"},
    {"level": "7", "language": "ms", "seen": "7", "joined": "7"},
]


def fill() -> None:
    from django.utils.timezone import now

    from community.members.models import Member
    from engagement.recognition.models import Balance
    from tests.people import make_editor

    dice, moment = random.Random(1), now()

    def member(n: int) -> Any:
        seen = moment - timedelta(days=dice.randrange(400)) if n % 3 else None
        joined, language = moment - timedelta(days=dice.randrange(2000)), dice.choice(["en", "es", "ms"])
        columns = {"handle": f"m{n}", "handle_key": f"m{n}", "name": f"Name {n}", "email": f"m{n}@example.com", "password": "!"}
        return Member(**columns, claimed_at=moment, joined_at=joined, language=language, last_login=seen)

    Member.objects.bulk_create([member(n) for n in range(MOST)], batch_size=2000)
    ids = [pk for pk in Member.objects.values_list("pk", flat=True) if dice.random() < 0.5]
    levels = [Balance(member_id=pk, highest_level=1 + min(6, int(dice.expovariate(1.2)))) for pk in ids]
    Balance.objects.bulk_create(levels, batch_size=2000)
    make_editor("leo")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from community.members.models import Member

    settings.ALLOWED_HOSTS, settings.STAFF_SECOND_FACTOR = ["*"], False
    call_command("migrate", verbosity=0)
    if not Member.objects.exists():
        fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Client()
    browser.force_login(Member.objects.get(handle="leo"))

    def cost(said: dict[str, str]) -> tuple[float, float, int, int]:
        with CaptureQueriesContext(connection) as told:
            cpu, wall = time.process_time(), time.perf_counter()
            answer = browser.get("/cms/members/", said)
            spent = (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
        return *spent, len(told), answer.content.count(b"title-wrapper")

    for said in ({}, *ASKED):
        best = min(cost(said) for _turn in range(3))
        print(said or "all", "CPU {:.0f} ms, wall {:.0f} ms, {} statements, {} rows".format(*best))  # noqa: T201


if __name__ == "__main__":
    main()
