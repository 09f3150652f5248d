"""A start that was asked for from afar knows the transaction that followed, or that none did."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chargeit.central import commands, remote_starts, transactions
from chargeit.central.commands import CommandAsked
from chargeit.domain.commands import Command, CommandState, Outcome
from chargeit.domain.stations import Place, StationId
from chargeit.domain.transactions import StartAsked
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
YES, NO = Outcome(CommandState.ACCEPTED, "Accepted"), Outcome(CommandState.REJECTED, "Rejected")
SILENCE = Outcome(CommandState.TIMED_OUT, error="no answer within 30 s")


def sent(work: MemoryWork, key: str = "c1", at: datetime = NOON, **arguments: Any) -> None:
    asked = CommandAsked(key, CP1, "request_start", {"token": "Tag", **arguments}, "ann", at, at + HOUR)
    commands.request(asked, work)
    commands.sent(key, at, MINUTE, work)


def start(work: MemoryWork, at: datetime, evse: int = 1, token: str = "TAG", began_at: datetime | None = None) -> int:
    return transactions.start(StartAsked(Place(CP1, evse), token, 0, began_at or at, at), work).number


def one(work: MemoryWork, key: str = "c1") -> Command:
    return work.commands.rows[key]


@pytest.mark.parametrize("arguments", [{}, {"evse": 2}, {"evse": 0}])
def test_the_start_that_follows_gives_its_number(work: MemoryWork, arguments: dict[str, int]) -> None:
    sent(work, **arguments)
    commands.ended("c1", YES, NOON, work)
    number = start(work, NOON + MINUTE, evse=2)
    assert (one(work).transaction, one(work).start_due_at, one(work).state) == (number, None, CommandState.ACCEPTED)
    assert work.kinds()[-2:] == ["transaction.started", "command.changed"]


def test_a_start_may_overtake_the_answer_that_promised_it(work: MemoryWork) -> None:
    sent(work)
    number = start(work, NOON + timedelta(seconds=1))
    commands.ended("c1", YES, NOON + timedelta(seconds=2), work)
    assert (one(work).transaction, one(work).start_due_at, one(work).status) == (number, None, "Accepted")


@pytest.mark.parametrize(
    ("asked", "start_of"),
    [
        ({"evse": 1}, {"evse": 2}),
        ({}, {"token": "other"}),
        ({}, {"began_at": NOON - HOUR}),
    ],
)
def test_another_start_is_not_taken_for_it(work: MemoryWork, asked: dict[str, Any], start_of: dict[str, Any]) -> None:
    sent(work, **asked)
    commands.ended("c1", YES, NOON, work)
    start(work, NOON + MINUTE / 2, **start_of)
    assert one(work).transaction is None
    assert one(work).start_due_at == NOON + MINUTE


def test_two_that_were_asked_for_get_one_each_in_their_order(work: MemoryWork) -> None:
    for n in (1, 2):
        sent(work, f"c{n}", NOON + n * timedelta(seconds=1))
        commands.ended(f"c{n}", YES, NOON + MINUTE / 2, work)
    numbers = [start(work, NOON + MINUTE, evse=evse) for evse in (1, 2)]
    assert [one(work, key).transaction for key in ("c1", "c2")] == numbers


def test_a_start_that_is_sent_again_counts_once(work: MemoryWork) -> None:
    for n in (1, 2):
        sent(work, f"c{n}", NOON + n * timedelta(seconds=1))
    numbers = [start(work, NOON + MINUTE) for _ in range(2)]
    assert numbers[0] == numbers[1]
    assert [one(work, key).transaction for key in ("c1", "c2")] == [numbers[0], None]


def test_after_a_refusal_none_is_awaited(work: MemoryWork) -> None:
    sent(work)
    commands.ended("c1", NO, NOON, work)
    start(work, NOON + MINUTE)
    assert (one(work).transaction, one(work).start_due_at) == (None, None)


def test_one_that_went_back_into_the_queue_awaits_none(work: MemoryWork) -> None:
    sent(work)
    commands.unsent("c1", NOON, work)
    start(work, NOON + MINUTE)
    assert (one(work).transaction, one(work).start_due_at) == (None, None)


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (YES, "no transaction began within 60 s"),
        (SILENCE, "no answer within 30 s; no transaction began within 60 s"),
    ],
)
def test_none_in_time_is_told_and_the_answer_stays(work: MemoryWork, outcome: Outcome, error: str) -> None:
    sent(work)
    commands.ended("c1", outcome, NOON + MINUTE / 2, work)
    due_at = NOON + MINUTE * 3 / 2
    assert work.commands.overdue_starts(due_at - timedelta(seconds=1)) == []
    assert [command.id for command in work.commands.overdue_starts(due_at)] == ["c1"]
    missed = remote_starts.missed("c1", due_at, work)
    assert (missed.state, missed.error, missed.start_due_at) == (outcome.state, error, None)
    before = len(work.events)
    assert remote_starts.missed("c1", due_at + HOUR, work) == missed
    assert len(work.events) == before


def test_nothing_is_told_before_the_station_answered_or_its_time_is_over(work: MemoryWork) -> None:
    sent(work)
    assert remote_starts.missed("c1", NOON + HOUR, work).error == ""
    commands.ended("c1", YES, NOON + HOUR, work)
    assert remote_starts.missed("c1", NOON + HOUR, work).error == ""


def test_other_commands_await_no_transaction(work: MemoryWork) -> None:
    commands.request(CommandAsked("c1", CP1, "clear_cache", {}, "ann", NOON, NOON + HOUR), work)
    assert commands.sent("c1", NOON, MINUTE, work).start_due_at is None
