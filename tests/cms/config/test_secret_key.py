"""The key that is made where none is given."""

from functools import partial

from cms.config.secret import kept_secret
from tests.threads import at_once


def test_it_is_made_once_for_all_who_start_together_and_read_by_the_owner_only(tmp_path):
    keys = at_once([partial(kept_secret, tmp_path)] * 8)
    assert len(set(keys)) == 1 and len(keys[0]) >= 60 and kept_secret(tmp_path) == keys[0]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_left_empty_gets_one(tmp_path):
    (tmp_path / "secret-key").touch(mode=0o600)
    key = kept_secret(tmp_path)
    assert len(key) >= 60 and kept_secret(tmp_path) == key
