from collections.abc import Iterator

import pytest

from tests.provider import Provider, providing


@pytest.fixture
def shop() -> Iterator[Provider]:
    """The brand's own shop: what it says of addresses counts."""
    with providing(trusted=True) as provider:
        yield provider


@pytest.fixture
def other() -> Iterator[Provider]:
    """A provider whose word for addresses does not count."""
    with providing() as provider:
        yield provider
