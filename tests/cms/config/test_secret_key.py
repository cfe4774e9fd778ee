"""The key that is made where none is given."""

import pytest

from cms.config import settings as product
from tests.threads import at_once


@pytest.fixture(autouse=True)
def own_data(monkeypatch, tmp_path):
    monkeypatch.setattr(product, "DATA_DIR", tmp_path)


def test_it_is_made_once_for_all_who_start_together_and_read_by_the_owner_only(tmp_path):
    keys = at_once([product._kept_secret] * 8)
    assert len(set(keys)) == 1 and len(keys[0]) >= 60 and product._kept_secret() == keys[0]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_left_empty_gets_one(tmp_path):
    (tmp_path / "secret-key").touch(mode=0o600)
    key = product._kept_secret()
    assert len(key) >= 60 and product._kept_secret() == key
