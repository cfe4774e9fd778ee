"""Facts, reactions and jobs of the tests' own, taken out of the registries again afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from community.events import door, jobs
from community.events.door import Fact


@contextmanager
def a_fact() -> Iterator[type[Fact]]:
    """A kind of fact only this test knows."""

    @dataclass(frozen=True, kw_only=True)
    class BellRung(Fact):
        """Somebody rang the bell."""

        name = "bell.rung"
        about = "bell"
        times: int = 1

    try:
        yield BellRung
    finally:
        Fact.known.pop("bell.rung", None)
        door._reactions.pop("bell.rung", None)


@contextmanager
def a_notice(fact: type[Fact], **how: object) -> Iterator[None]:
    """Members are told of this fact, and the reactions know it."""
    from community.notifications import reactions, registry

    @registry.notice(fact, label="A bell", to=lambda rung: rung.subject_id, **how)  # type: ignore[arg-type]
    def rung(member, events):
        for event in events:
            yield event, registry.Line(sentence="The bell rang.", url="/")

    for reaction, out in ((reactions.tell, False), (reactions.tell_by_mail, True)):
        door.on(fact, outside=out)(reaction)
    try:
        yield
    finally:
        registry.notices.pop(fact.name, None)


def react(fact: type[Fact], name: str, function: Callable[..., None], **how: bool) -> str:
    """Register the function under a path of its own; returns the path."""
    function.__name__ = name
    door.on(fact, **how)(function)
    return f"{function.__module__}.{name}"


@contextmanager
def a_job(function: Callable[[], int], **span: float) -> Iterator[str]:
    """The only job there is; gives its path."""
    others, jobs._kinds = jobs._kinds, {}
    jobs.every(**span)(function)
    try:
        yield next(iter(jobs._kinds))
    finally:
        jobs._kinds = others
