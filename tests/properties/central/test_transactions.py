"""Under any order of starts, stops, resends and odd numbers no energy is lost and no answer changes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.central import transactions
from chargeit.domain.stations import Place, Station, StationId
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import StartAsked, StopAsked, TransactionState
from tests.support.memory_work import MemoryWork

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CP1 = StationId("CP1")

hours = st.integers(-5, 5).map(lambda hour: NOON + timedelta(hours=hour)) | st.just(datetime(1970, 1, 1, tzinfo=UTC))
registers = st.integers(0, 5).map(lambda step: step * 100)
tokens = st.sampled_from(["A", "a", "B", "?", ""])
starts = st.builds(
    StartAsked,
    place=st.integers(0, 2).map(lambda evse: Place(CP1, evse)),
    token=tokens,
    meter_start_wh=registers,
    started_at=hours,
    received_at=st.just(NOON + timedelta(hours=6)),
)
stops = st.builds(
    StopAsked,
    station=st.just("CP1"),
    number=st.integers(-1, 6),
    meter_stop_wh=registers,
    stopped_at=hours,
    received_at=st.just(NOON + timedelta(hours=6)),
    token=tokens,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(starts | stops, max_size=14))
def test_nothing_is_lost_and_answers_stay(messages: list[StartAsked | StopAsked]) -> None:
    work = MemoryWork()
    work.stations.add(Station(CP1, NOON))
    work.tokens.put(Token("A", NOON, group="G"))
    work.tokens.put(Token("B", NOON, group="G"))
    numbers: dict[object, int] = {}
    for message in messages:
        if isinstance(message, StartAsked):
            number = transactions.start(message, work).number
            assert number > 0 and numbers.setdefault(message.key, number) == number
        else:
            transactions.stop(message, work)
    rows = work.transactions.all()
    assert len(set(numbers.values())) == len(numbers), "two starts never share a number"
    for message in messages:
        if isinstance(message, StartAsked):
            stored = work.transactions.rows[numbers[message.key]]
            assert (stored.started_at, stored.meter_start_wh) == (message.started_at, message.meter_start_wh)
        else:
            told = (message.stopped_at, message.meter_stop_wh)
            assert any((row.stopped_at, row.meter_stop_wh) == told for row in rows)
    for evse in (0, 1, 2):
        open_ones = [row for row in rows if row.state is TransactionState.OPEN and row.place == Place(CP1, evse)]
        assert len(open_ones) <= 1


@settings(max_examples=200, deadline=None)
@given(st.lists(starts | stops, max_size=10))
def test_a_replay_of_everything_changes_nothing(messages: list[StartAsked | StopAsked]) -> None:
    work = MemoryWork()
    work.stations.add(Station(CP1, NOON))
    for message in messages:
        tell(message, work)
    before = {number: (row.started_at, row.stopped_at, row.energy_wh) for number, row in work.transactions.rows.items()}
    for message in messages:
        tell(message, work)
    after = {number: (row.started_at, row.stopped_at, row.energy_wh) for number, row in work.transactions.rows.items()}
    assert after == before


def tell(message: StartAsked | StopAsked, work: MemoryWork) -> None:
    if isinstance(message, StartAsked):
        transactions.start(message, work)
    else:
        transactions.stop(message, work)
