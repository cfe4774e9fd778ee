"""What every page needs is read once, and again when a change of it is noted, by whatever process."""

from community.frame import kept
from community.frame.actions import note_change


def test_it_is_read_once_and_again_after_a_change_of_its_own_topic(db, monkeypatch):
    monkeypatch.setattr(kept, "LOOK_EACH", 0)
    read: list[int] = []

    def reading() -> int:
        read.append(1)
        return len(read)

    value = kept.Kept("shelf", reading)
    assert [value.get(), value.get()] == [1, 1]
    note_change("other")
    assert value.get() == 1
    note_change("shelf")
    assert [value.get(), value.get()] == [2, 2]
    value.forget()
    assert value.get() == 3


def test_between_two_looks_it_asks_nobody(db, django_assert_num_queries):
    value = kept.Kept("shelf", lambda: 1)
    value.get()
    with django_assert_num_queries(0):
        assert value.get() == 1
