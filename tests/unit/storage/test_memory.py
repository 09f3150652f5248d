"""What a process remembers of its stations: digests, open transactions, and changes that can be undone."""

from chargeit.storage.memory import CLOSED_METERS_KEPT, DIGESTS_KEPT, Memory, Pending, StationMemory, ring_with
from chargeit.storage.metering.energy import Meter


def meter(number: int, evse: int = 1, is_open: bool = True) -> Meter:
    return Meter(number, evse, is_open, not is_open, False, 0, None, None, None, 0.0, None, None)


def test_only_the_newest_digests_are_kept() -> None:
    told = [b"digest%02d and more" % n for n in range(DIGESTS_KEPT + 1)]
    repeats, ring = ring_with(b"", told)
    assert not any(repeats)
    assert ring_with(ring, told[1:]) == ([True] * DIGESTS_KEPT, ring)
    assert ring_with(ring, told[:1])[0] == [False]


def test_a_digest_is_found_only_where_one_begins() -> None:
    _, ring = ring_with(b"", [b"BBBBAAAA", b"AAAABBBB"])
    assert ring == b"AAAABBBBBBBBAAAA"
    assert ring_with(ring, [b"BBBBBBBB", b"BBBBAAAA", b"BBBBBBBB"])[0] == [False, True, True]


def test_the_newest_open_transaction_of_an_evse_is_found() -> None:
    memory = StationMemory()
    for one in (meter(3), meter(5), meter(4, evse=2), meter(9, is_open=False)):
        memory = memory.with_meter(one)
    assert (memory.open_on(1), memory.open_on(2), memory.open_on(3)) == (5, 4, None)


def test_changes_wait_for_the_commit_and_are_undone_with_their_verb() -> None:
    memory: Memory = {"A": StationMemory(b"on disk!")}
    pending = Pending(memory)
    pending.put("A", StationMemory(b"verb one"))
    mark = pending.mark()
    pending.put("A", StationMemory(b"verb two"))
    pending.put("B", StationMemory(b"new one!"))
    assert memory["A"].digests == b"on disk!"
    pending.undo(mark)
    assert pending.get("B") is None
    assert pending.get("A") == StationMemory(b"verb one")
    pending.apply()
    assert memory == {"A": StationMemory(b"verb one")}


def test_after_a_commit_that_failed_the_stations_are_read_again() -> None:
    memory: Memory = {"A": StationMemory(b"on disk!"), "B": StationMemory()}
    pending = Pending(memory)
    pending.put("A", StationMemory(b"unknown!"))
    pending.forget()
    assert set(memory) == {"B"}


def test_closed_transactions_do_not_pile_up() -> None:
    memory: Memory = {}
    pending = Pending(memory)
    known = StationMemory().with_meter(meter(1))
    for number in range(2, 20):
        known = known.with_meter(meter(number, is_open=False))
    pending.put("A", known)
    pending.apply()
    assert len(memory["A"].meters) == 1 + CLOSED_METERS_KEPT
    assert 1 in memory["A"].meters
