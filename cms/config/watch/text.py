"""The figures in Prometheus' text form (version 0.0.4), from what processes counted and from what rows say now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils.timezone import now

from cms.config.version import version
from community.events import jobs
from community.events.models import Due
from community.notifications.models import Channel, Message
from engagement.connections.models import Delivery, State

from .counts import HELD, LIMITS, Sums, parts, read

Sample = tuple[dict[str, str], float]


def everything() -> str:
    lines = [*_metric("querencia_info", "gauge", "The version that answers.", [({"version": version()}, 1)])]
    lines += _counted(read())
    try:
        lines += [*_of_rows(), *_metric("querencia_database_up", "gauge", "Whether the database answers.", [({}, 1)])]
    except DatabaseError:
        lines += _metric("querencia_database_up", "gauge", "Whether the database answers.", [({}, 0)])
    return "\n".join(lines) + "\n"


def _metric(name: str, kind: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        yield _sample(name, labels, value)


def _sample(name: str, labels: dict[str, str], value: float) -> str:
    said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{said}}} {value:g}" if said else f"{name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _counted(sums: Sums) -> Iterator[str]:
    by_kind: dict[str, list[tuple[list[str], int]]] = defaultdict(list)
    for key, value in sorted(sums.items()):
        kind, *labels = parts(key)
        by_kind[kind].append((labels, value))
    asked = (({"route": r, "method": m, "status": s}, n) for (r, m, s), n in by_kind["requests"])
    yield from _metric("querencia_requests_total", "counter", "Requests answered.", asked)
    yield from _histogram(by_kind)
    statements = (({"route": route}, n) for (route,), n in by_kind["statements"])
    yield from _metric("querencia_statements_total", "counter", "SQL statements that answering took.", statements)
    yield from _metric("querencia_held", "gauge", "What is open now.", (({"what": what}, n) for (what,), n in by_kind[HELD]))


def _histogram(by_kind: dict[str, list[tuple[list[str], int]]]) -> Iterator[str]:
    name = "querencia_request_seconds"
    yield from _metric(name, "histogram", "How long answering took.", [])
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (len(LIMITS) + 1))
    for (route, place), n in by_kind["bucket"]:
        found[route][int(place)] += n
    spent = {route: n / 1e6 for (route,), n in by_kind["microseconds"]}
    for route, buckets in found.items():
        total = 0
        for limit, n in zip([*LIMITS, "+Inf"], buckets, strict=True):
            total += n
            yield _sample(f"{name}_bucket", {"route": route, "le": str(limit)}, total)
        yield _sample(f"{name}_sum", {"route": route}, spent.get(route, 0))
        yield _sample(f"{name}_count", {"route": route}, total)


def _of_rows() -> Iterator[str]:
    owed = list(Due.objects.filter(at__isnull=False).values_list("reaction").annotate(Count("pk"), Min("at")))
    yield from _metric("querencia_owed", "gauge", "Work that facts still owe.", (({"reaction": r}, n) for r, n, _at in owed))
    ages = (({"reaction": r}, _age(at)) for r, _n, at in owed)
    yield from _metric("querencia_owed_seconds", "gauge", "How long the oldest of it is overdue.", ages)
    parked = Due.objects.filter(at=None).values_list("reaction").annotate(Count("pk"))
    yield from _metric("querencia_parked", "gauge", "Work that failed seven times.", (({"reaction": r}, n) for r, n in parked))
    failing = (({"job": job.name}, job.tries) for job in jobs.failing())
    yield from _metric("querencia_job_failures", "gauge", "Turns in a row that a job of the clock failed.", failing)
    mails = Message.objects.filter(channel=Channel.MAIL, sent_at=None, withheld=False).count()
    yield from _metric("querencia_mails_waiting", "gauge", "Mails that no mail server took yet.", [({}, mails)])
    deliveries = Delivery.objects.filter(state=State.WAITING).count()
    yield from _metric("querencia_deliveries_waiting", "gauge", "What other systems are not told yet.", [({}, deliveries)])


def _age(at: datetime) -> float:
    return max(0.0, round((now() - at).total_seconds(), 3))
