import os

os.environ["QUERENCIA_TESTING"] = "1"

from collections.abc import Callable  # noqa: E402

import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def guards(request: pytest.FixtureRequest) -> None:
    database = next((name for name in ("transactional_db", "db") if name in request.fixturenames), None)
    if database:
        request.getfixturevalue(database)
        from community.events import guards

        guards.install()


@pytest.fixture
def ana(db):
    from tests.people import make_member

    return make_member("ana")


@pytest.fixture
def ben(db):
    from tests.people import make_member

    return make_member("ben")


@pytest.fixture
def zed(db):
    from tests.people import make_member

    return make_member("zed")


@pytest.fixture
def mia(db):
    from tests.people import make_moderator

    return make_moderator("mia")


@pytest.fixture
def leo(db):
    from tests.people import make_editor

    return make_editor("leo")


@pytest.fixture
def work(db) -> Callable[[], int]:
    """Drain the real worker."""
    from community.events import worker

    return worker.drain
