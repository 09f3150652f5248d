"""Samples: when they are due and what they hold."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from chargeit.edge.messages import Meter, Sample
from chargeit.edge.state import Connector
from chargeit.edge.turn import Turn


def sample(turn: Turn, connector: Connector, context: str, key: str) -> Sample:
    """The connector's reading with the measurands that configuration `key` lists."""
    return Sample(turn.now, connector.reading, context, turn.state.configuration.measurands(key))


def next_sample(turn: Turn, after: datetime) -> datetime | None:
    """The next periodic sample; an interval of 0 takes none. # OCPP 1.6 3.16"""
    seconds = turn.state.configuration.integer("MeterValueSampleInterval")
    return after + timedelta(seconds=seconds) if seconds else None


def periodic(turn: Turn, connector: Connector) -> None:
    """Take the sample that is due. Several that were missed are one: a meter shows only the present."""
    running, due = connector.transaction, connector.sample_at
    if running is None or due is None or due > turn.now:
        return
    taken = sample(turn, connector, "Sample.Periodic", "MeterValuesSampledData")
    if taken.measurands:
        turn.send(Meter(running.key, connector.number, (taken,)))
    samples = running.samples
    if turn.state.configuration.measurands("StopTxnSampledData"):
        samples = (*samples, sample(turn, connector, "Sample.Periodic", "StopTxnSampledData"))
    following = next_sample(turn, due)
    if following is not None and following <= turn.now:
        following = next_sample(turn, turn.now)
    turn.put(replace(connector, transaction=replace(running, last=taken, samples=samples), sample_at=following))


def aligned(turn: Turn) -> None:
    """Clock-aligned samples of every connector, idle ones too. # OCPP 1.6 3.16.2"""
    due = turn.state.aligned_at
    if due is None or due > turn.now:
        return
    turn.state = replace(turn.state, aligned_at=next_aligned(turn))
    for connector in turn.state.connectors:
        taken = sample(turn, connector, "Sample.Clock", "MeterValuesAlignedData")
        running = connector.transaction
        if taken.measurands:
            turn.send(Meter(running.key if running else "", connector.number, (taken,)))
        if running is not None and turn.state.configuration.measurands("StopTxnAlignedData"):
            kept = sample(turn, connector, "Sample.Clock", "StopTxnAlignedData")
            turn.put(replace(connector, transaction=replace(running, samples=(*running.samples, kept))))


def next_aligned(turn: Turn) -> datetime | None:
    """The next multiple of the interval since 00:00 UTC."""
    seconds = turn.state.configuration.integer("ClockAlignedDataInterval")
    if not seconds:
        return None
    midnight = datetime(turn.now.year, turn.now.month, turn.now.day, tzinfo=UTC)
    passed = int((turn.now - midnight).total_seconds()) // seconds + 1
    return min(midnight + timedelta(seconds=passed * seconds), midnight + timedelta(days=1))
