"""What a station said yes to is wanted from then on, and keeps remote starts away."""

from datetime import timedelta
from typing import Any

import pytest

from chargeit.central import commands
from chargeit.central.commands import CommandAsked
from chargeit.domain.commands import CommandState, Outcome
from chargeit.domain.errors import Conflict
from chargeit.domain.stations import StationId
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")
HOUR = timedelta(hours=1)


def ask(work: MemoryWork, kind: str, **arguments: Any) -> str:
    key = f"c{len(work.commands.rows)}"
    commands.request(CommandAsked(key, CP1, kind, arguments, "ann", NOON, NOON + HOUR), work)
    return key


def change(work: MemoryWork, evse: int, operative: bool, outcome: str = "Accepted") -> None:
    key = ask(work, "change_availability", evse=evse, operative=operative)
    commands.sent(key, NOON, HOUR, work)
    state = CommandState.REJECTED if outcome == "Rejected" else CommandState.ACCEPTED
    commands.ended(key, Outcome(state, outcome), NOON, work)


@pytest.mark.parametrize(("outcome", "kept"), [("Accepted", 1), ("Scheduled", 1), ("Rejected", 0)])
def test_a_yes_now_or_later_is_kept_and_a_no_is_not(work: MemoryWork, outcome: str, kept: int) -> None:
    change(work, 1, False, outcome)
    assert len(work.connectors.wanted(CP1)) == kept


@pytest.mark.parametrize(
    ("changes", "evse", "refused"),
    [
        ([], 1, False),
        ([(1, False)], 1, True),
        ([(1, False)], 2, False),
        ([(1, False)], None, False),
        ([(1, False), (2, False)], None, True),
        ([(1, False), (1, True)], 1, False),
        ([(0, False)], 2, True),
        ([(0, False)], None, True),
        ([(0, False), (2, True)], 2, False),
        ([(0, False), (2, True)], None, False),
        ([(1, False), (0, True)], 1, False),
    ],
)
def test_a_remote_start_goes_to_no_evse_that_is_out_of_use(
    work: MemoryWork, changes: list[tuple[int, bool]], evse: int | None, refused: bool
) -> None:
    for place, operative in changes:
        change(work, place, operative)
    if refused:
        with pytest.raises(Conflict, match="out of use: put it back by change_availability"):
            ask(work, "request_start", token="T", evse=evse)
    else:
        ask(work, "request_start", token="T", evse=evse)


def test_a_station_that_reported_no_evse_is_judged_as_a_whole(work: MemoryWork) -> None:
    work.connectors.now.clear()
    change(work, 0, False)
    with pytest.raises(Conflict):
        ask(work, "request_start", token="T")


def test_a_raw_call_is_never_refused_for_it(work: MemoryWork) -> None:
    change(work, 0, False)
    ask(work, "raw", action="RemoteStartTransaction", payload={"idTag": "T"})
