"""One walk over every address of an area with every role, looked at by several tests: it is the costly part."""

from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.http import HttpResponse

from tests.architecture.route_matrix import AREAS, Row
from tests.architecture.world import ROLES, World
from tests.pages import asking_while_drawing


@dataclass(frozen=True)
class Visit:
    row: Row
    role: str
    answer: HttpResponse
    asked: tuple[str, ...]  # what its templates asked the database

    @property
    def name(self) -> str:
        return f"{self.role}: {self.row.method} {self.row.address}"


@cache
def visits(world: World, area: str) -> list[Visit]:
    """Each address for each role, each on the untouched world; kept for the next test of the process."""
    found = []
    clients = {role: world.client(role) for role in ROLES}
    for row in AREAS[area]:
        for role, client in clients.items():
            with asking_while_drawing() as asked, transaction.atomic():
                data = {name: world.address(value) for name, value in row.data.items()}
                answer = getattr(client, row.method)(world.address(row.address), data)
                transaction.set_rollback(True)
            found.append(Visit(row, role, answer, tuple(asked)))
            if role == "guest":
                client.cookies.clear()  # a session begun and rolled back would be an expired one
    return found
