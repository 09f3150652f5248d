"""A command moves one way: queued, sent, ended."""

from datetime import UTC, datetime, timedelta

import pytest

from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Conflict
from chargeit.domain.stations import StationId

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RESET = Command("c1", StationId("CP1"), CommandKind.RESET, {"type": "soft"}, NOON, NOON + timedelta(hours=1), "ann")


def test_a_command_is_sent_once() -> None:
    sent = RESET.sent(NOON)
    assert sent.state is CommandState.SENT
    with pytest.raises(Conflict, match="is sent"):
        sent.sent(NOON)


def test_an_ended_command_stays_as_it_ended() -> None:
    ended = RESET.sent(NOON).ended(Outcome(CommandState.REJECTED, "Rejected"), NOON)
    with pytest.raises(Conflict, match="rejected already"):
        ended.ended(Outcome(CommandState.ACCEPTED), NOON)
