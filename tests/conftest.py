from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings as of_hypothesis

# Two hundred milliseconds for an example say how busy the machine is, not whether the code is right.
of_hypothesis.register_profile("suite", deadline=None)
of_hypothesis.load_profile("suite")
pytest_plugins = ["tests.needs", "tests.pages"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--grid", action="store_true", help="audit every page in both modes at three widths")
    parser.addoption("--pictures", default="", help="a folder to keep screenshots of audited pages in")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True  # each Client would look through all static files before its first request


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """This process's own database; transactional tests leave it as they found it (tests/databases.py says how and why)."""
    from django.test import TransactionTestCase

    from tests import databases

    with django_db_blocker.unblock():
        database = databases.make_ready()
    TransactionTestCase._fixture_teardown = lambda case: database.restore()
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What one test put into a cache must not be seen by the next; the brand's colours are there, as after any first page."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache
    from django.utils import translation

    from cms.blocks import people, proof
    from cms.desk import brand
    from cms.pages import kept as pages
    from community.forum import promise
    from community.frame import identity, kept, theme
    from community.moderation import ready

    people.A_MINUTE = 0
    kept.LOOK_EACH = 3600  # what another process changed is asked for by the tests of it alone
    for remembered in (theme, identity, pages, promise, proof, ready):
        remembered.forget()
    translation.deactivate()  # a page drawn for the last test may have been in another language
    cache.set(brand.KEPT, brand.OWN)
    identity.put(identity.Identity())
    yield
    ContentType.objects.clear_cache()
    if hasattr(cache, "_cache") and hasattr(cache._cache, "get_client"):
        # clear() would empty the whole Redis, with the sessions of the round's other processes.
        client = cache._cache.get_client(write=True)
        for name in client.scan_iter(match=f"{cache.key_prefix}:*", count=1000):
            client.delete(name)
    else:
        cache.clear()


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
