from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from community.events import jobs, leases
from community.events.models import Job
from community.members.models import Member
from tests.facts import a_job

pytestmark = pytest.mark.django_db


def said(*options: str) -> str:
    out = StringIO()
    call_command("work", *options, stdout=out)
    return out.getvalue()


def seconds_until(job: Job) -> int:
    return round((job.at - now()).total_seconds())


def test_a_new_job_runs_at_once_and_then_each_time_its_span_has_passed():
    heard = []

    def strike() -> int:
        """Strike the hour."""
        heard.append(1)
        return 1

    with a_job(strike, hours=1) as name:
        assert name in said("--jobs") and "Strike the hour." in said("--jobs") and "never yet" in said("--jobs")
        assert jobs.run_due() == 1 and jobs.run_due() == 0 and heard == [1]
        assert abs(seconds_until(Job.objects.get()) - 3600) < 5 and Job.objects.get().ran_at
        Job.objects.update(at=now() - timedelta(days=30))  # no worker ran for a month
        assert jobs.run_due() == 1 and heard == [1, 1]
        assert abs(seconds_until(Job.objects.get()) - 3600) < 5


def test_a_failing_job_undoes_what_it_did_waits_is_shown_and_never_given_up(ana):
    is_broken = [True]

    def stumble() -> int:
        Member.objects.filter(pk=ana.pk).update(name="half done")
        if is_broken:
            raise ValueError("the clock is broken")
        return 1

    with a_job(stumble, minutes=30):
        waits = []
        for _turn in range(9):
            Job.objects.update(at=now())
            assert jobs.run_due() == 1
            waits.append(seconds_until(Job.objects.get()))
        ana.refresh_from_db()
        assert ana.name == "Ana"
        assert waits == pytest.approx([10, 60, 600] + 6 * [1800], abs=5)
        assert "stumble" in said("--failed") and "the clock is broken" in said("--failed")
        is_broken.clear()
        Job.objects.update(at=now())
        assert jobs.run_due() == 1 and Job.objects.get().tries == 0 and said("--failed") == "0 parked.\n"
        ana.refresh_from_db()
        assert ana.name == "half done"


def test_a_job_somebody_does_is_nobody_elses_until_the_lease_ends_and_who_was_too_slow_undoes_it(ana):
    def slow() -> int:
        Member.objects.filter(pk=ana.pk).update(name="done twice")
        Job.objects.update(lease="another worker")
        return 1

    with a_job(slow, hours=1):
        assert jobs.run_once() and jobs.claim() is None
        ana.refresh_from_db()
        assert ana.name == "Ana" and 100 < seconds_until(Job.objects.get()) <= 120
        Job.objects.update(at=now())
        job = jobs.claim()
        assert job.tries == 1 and job.error == leases.OUTLASTED and leases.OUTLASTED in said("--failed")


def test_a_job_the_product_no_longer_has_is_left_alone():
    with a_job(lambda: 1, hours=1):
        gone = Job.objects.create(name="gone.clocks.job", at=now() - timedelta(days=1))
        assert jobs.run_due() == 1
        gone.refresh_from_db()
        assert gone.ran_at is None and "gone" not in said("--jobs")


def test_draining_does_what_the_clock_asks_for_too():
    with a_job(lambda: 3, hours=1):
        assert said("--drain").startswith("1 jobs of the clock done.")
