"""A recording: what stations that were offline would have in their queues, from a file of charging transactions.

Registers are whole watt-hours, the file's energies need not be. Transaction n of the file gets
round(E1 + ... + En) - round(E1 + ... + En-1), rounded half to even from the exact sums, so the total is the file's to
the watt-hour and no transaction is off by one or more. On a connector each register begins where the last one ended.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.metering import ENERGY_REGISTER, SOC
from chargeit.edge.messages import Reading, Sample, Start, Stop
from chargeit.fleet.formats import acn, perth, sap, trondheim
from chargeit.fleet.formats.records import Left, Recorded

FORMATS: dict[str, tuple[Callable[[Path], Iterator[Recorded | Left]], str]] = {
    "trondheim": (trondheim.read, trondheim.PREFIX),
    "acn": (acn.read, acn.PREFIX),
    "sap": (sap.read, sap.PREFIX),
    "perth": (perth.read, perth.PREFIX),
}
EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
MEAN_W = 5000


@dataclass(frozen=True, slots=True)
class Charge:
    """One transaction to tell. The key of its messages is its row."""

    recorded: Recorded
    connector: int
    energy_wh: int


@dataclass(frozen=True, slots=True)
class Recording:
    """All of a file, by station. `rows` counts what the file has, the rows that are `left` out too."""

    rows: int
    stations: dict[str, list[Charge]]
    left: list[Left] = field(default_factory=list)

    @property
    def energy_wh(self) -> int:
        return sum(charge.energy_wh for charges in self.stations.values() for charge in charges)

    @property
    def charges(self) -> int:
        return sum(len(charges) for charges in self.stations.values())

    @property
    def sites(self) -> dict[str, str]:
        """Where each station was when it last charged; "" where the data do not say."""
        return {name: charges[-1].recorded.site for name, charges in self.stations.items()}

    @property
    def tokens(self) -> list[str]:
        """Every token that is shown in it."""
        return sorted({c.recorded.token for charges in self.stations.values() for c in charges})


def read(path: Path, format_name: str, prefix: str | None = None) -> Recording:
    """Read a file whole. `prefix` goes before the names of its stations. Raises Invalid for what is no such file."""
    if format_name not in FORMATS:
        raise Invalid("format", f"one of {', '.join(FORMATS)}, not {format_name!r}")
    reader, usual = FORMATS[format_name]
    prefix = usual if prefix is None else prefix
    found, left = _sorted_out(reader(path))
    by_station: dict[str, list[tuple[Recorded, int]]] = defaultdict(list)
    for recorded, energy_wh in in_watt_hours(found):
        by_station[prefix + recorded.station].append((recorded, energy_wh))
    rows = len(found) + len(left)
    stations = {}
    for name, charges in sorted(by_station.items()):
        stations[name], lost = _told_apart(_placed(charges))
        left += lost
    return Recording(rows, stations, left)


def _sorted_out(rows: Iterable[Recorded | Left]) -> tuple[list[Recorded], list[Left]]:
    """Rows to replay and rows to leave: one that says the same as an earlier one is the same transaction."""
    found: list[Recorded] = []
    left: list[Left] = []
    first: dict[Recorded, int] = {}
    for row in rows:
        if isinstance(row, Left):
            left.append(row)
            continue
        if (earlier := first.setdefault(replace(row, row=0), row.row)) != row.row:
            left.append(Left(row.row, f"it is the same as row {earlier}"))
        else:
            found.append(row)
    return found, left


def in_watt_hours(found: Iterable[Recorded]) -> Iterator[tuple[Recorded, int]]:
    total, told = Decimal(0), 0
    for recorded in found:
        total += recorded.energy_wh
        reached = int(total.to_integral_value(ROUND_HALF_EVEN))
        yield recorded, reached - told
        told = reached


def _placed(charges: list[tuple[Recorded, int]]) -> list[Charge]:
    """In order of their starts, on the connectors of the data, or each on the first that is free."""
    free_at: list[datetime] = []
    placed = []
    for recorded, energy_wh in sorted(charges, key=lambda c: (c[0].started_at, c[0].stopped_at, c[0].row)):
        connector = recorded.connector
        if connector is None:
            connector = next((n for n, at in enumerate(free_at, 1) if at <= recorded.started_at), len(free_at) + 1)
            # two that begin at one instant need two connectors, or the second repeats the first where that gave nothing
            busy_until = recorded.stopped_at if energy_wh else recorded.stopped_at + timedelta(seconds=1)
            free_at[connector - 1 : connector] = [busy_until]
        placed.append(Charge(recorded, connector, energy_wh))
    return placed


def _told_apart(charges: list[Charge]) -> tuple[list[Charge], list[Left]]:
    """Without those that gave nothing and whose start says what that of the next one on their connector says."""
    kept: list[Charge] = []
    left: list[Left] = []
    following: dict[int, Recorded] = {}
    for charge in reversed(charges):
        mine, after = charge.recorded, following.get(charge.connector)
        if after and not charge.energy_wh and (mine.started_at, mine.token) == (after.started_at, after.token):
            left.append(Left(mine.row, f"it gave nothing and begins as row {after.row} does: both would be one"))
        else:
            kept.append(charge)
            following[charge.connector] = mine
    return kept[::-1], left


def messages(charges: list[Charge]) -> list[Start | Stop]:
    """What the queue of a station holds, in order of time; at one instant what began earlier comes first."""
    registers = dict.fromkeys({c.connector for c in charges}, first_register_wh(charges[0].recorded.started_at))
    told: list[tuple[datetime, int, Start | Stop]] = []
    for place, charge in enumerate(charges):
        begin_wh = registers[charge.connector]
        registers[charge.connector] = end_wh = begin_wh + charge.energy_wh
        told += [(message.at, place, message) for message in _told(charge, begin_wh, end_wh)]
    return [message for _, _, message in sorted(told, key=lambda t: t[:2])]


def first_register_wh(at: datetime) -> int:
    """Where a meter begins, which no file tells: a mean load since 2010, so that a later file goes on above."""
    return (at - EPOCH) // timedelta(hours=1) * MEAN_W


def _told(charge: Charge, begin_wh: int, end_wh: int) -> tuple[Start, Stop]:
    recorded, key = charge.recorded, str(charge.recorded.row)
    samples = (
        _sample(recorded.started_at, "Transaction.Begin", begin_wh, recorded.soc_at_start),
        _sample(recorded.stopped_at, "Transaction.End", end_wh, recorded.soc_at_stop),
    )
    start = Start(key, charge.connector, recorded.token, begin_wh, recorded.started_at)
    return start, Stop(key, charge.connector, end_wh, recorded.stopped_at, "Local", recorded.token, samples)


def _sample(at: datetime, context: str, register_wh: int, soc: float | None) -> Sample:
    measurands = (ENERGY_REGISTER,) if soc is None else (ENERGY_REGISTER, SOC)
    return Sample(at, Reading(register_wh, soc=soc), context, measurands)
