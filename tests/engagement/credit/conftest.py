import pytest

from tests.credit import switch_on


@pytest.fixture
def terms(leo):
    """Members have a balance: a mile for each whole euro of a purchase, good for twelve months."""
    return switch_on(leo)
