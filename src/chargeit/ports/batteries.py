"""Batteries: what a unit of work changes of them, and what screens and the predictor read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from chargeit.domain.batteries import Battery, BatteryAlert, BatteryHealth, BatteryId, BatteryPrediction, Telemetry
from chargeit.ports.pages import Page


class Heard(NamedTuple):
    """A battery and the newest moment that it told of."""

    battery: Battery
    newest_at: datetime | None


class Batteries(Protocol):
    """A part of a unit of work."""

    def heard(self, batteries: Iterable[BatteryId]) -> dict[BatteryId, Heard]:
        """Those that are known."""

    def put(self, batteries: Sequence[Battery]) -> None:
        """New, or with what is known of them changed; each once."""

    def add_telemetry(self, lines: Sequence[Telemetry]) -> int:
        """How many are new; all of them are of known batteries.

        The same battery and moment again adds nothing; where it says something else, it is kept among the odd ones.
        """

    def add_predictions(self, predictions: Iterable[BatteryPrediction], learned: Iterable[BatteryHealth] = ()) -> None:
        """`learned` is what they rest on; it takes the place of what was kept of these batteries before."""

    def open_alerts(self) -> list[BatteryAlert]: ...
    def put_alert(self, alert: BatteryAlert) -> None: ...
    def alert(self, alert: str) -> BatteryAlert | None: ...


class HistoryPoint(NamedTuple):
    """Least, mean and greatest of a span that begins at `at`; the mean is that of the lines in it."""

    at: datetime
    low: float
    mean: float
    high: float


class HistoryAsked(NamedTuple):
    """`quantity` is one of domain.batteries.QUANTITIES; `until` does not belong to it; at most `points` spans."""

    battery: BatteryId
    quantity: str
    since: datetime
    until: datetime
    points: int = 500


@dataclass(frozen=True, slots=True)
class BatteryRow:
    """A battery as lists show it."""

    battery: Battery
    latest: Telemetry | None
    prediction: BatteryPrediction | None
    alerts: tuple[BatteryAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class BatteryStats:
    """Of all batteries. `lines` of telemetry are those kept raw, since `oldest_at`."""

    batteries: int
    simulated: int
    lines: int
    oldest_at: datetime | None
    open_alerts: Mapping[str, int]


class BatteryReads(Protocol):
    def page(self, *, after: str | None, limit: int, search: str = "") -> Page[BatteryRow]: ...
    def one(self, battery: BatteryId) -> BatteryRow | None: ...
    def history(self, asked: HistoryAsked) -> list[HistoryPoint]:
        """From raw lines where a span is shorter than an hour, else from the sums of hours."""

    def predictions(self, battery: BatteryId, since: datetime, until: datetime) -> list[BatteryPrediction]:
        """Newest first, at most some thousand."""

    def alerts(self, *, is_open: bool, after: str | None, limit: int) -> Page[BatteryAlert]:
        """Newest first."""

    def stats(self) -> BatteryStats: ...


class TwinReads(Protocol):
    """What the predictor lives on."""

    def all(self) -> list[Battery]: ...
    def latest(self) -> list[Telemetry]:
        """The newest line of every battery."""

    def learned(self) -> list[BatteryHealth]:
        """What was kept of each battery."""

    def since(self, position: int, limit: int) -> tuple[list[Telemetry], int]:
        """The latest line of each battery in each commit after a position, and the position to go on from."""

    def position(self) -> int:
        """Of the newest commit."""


class Upkeep(Protocol):
    """Of telemetry, for a worker thread; a part at a time."""

    def roll_up(self, now: datetime) -> int:
        """Sums some of the hours that are over; how many. An hour that gets a late line is summed again."""

    def drop_before(self, before: datetime) -> int:
        """Raw lines of whole days before; how many. Only what is summed goes."""

    def drop_over(self, most: int) -> int:
        """The oldest days, until no more than `most` raw lines are left; how many lines went."""
