"""Batteries: what a unit of work changes of them, and what screens and the predictor read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from chargeit.domain.batteries import Battery, BatteryAlert, BatteryId, BatteryPrediction, Telemetry


class Batteries(Protocol):
    """A part of a unit of work."""

    def find(self, battery: BatteryId) -> Battery | None: ...
    def put(self, battery: Battery) -> None:
        """New, or with what is known of it changed."""

    def add_telemetry(self, lines: Sequence[Telemetry]) -> int:
        """Buffered for the batch; how many are new. The same battery and moment again adds nothing."""

    def add_predictions(self, predictions: Iterable[BatteryPrediction]) -> None: ...
    def open_alerts(self) -> list[BatteryAlert]: ...
    def put_alert(self, alert: BatteryAlert) -> None: ...
    def alert(self, alert: str) -> BatteryAlert | None: ...


class HistoryPoint(NamedTuple):
    """Least, mean and greatest of a span that begins at `at`; the mean is that of the lines in it."""

    at: datetime
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class BatteryRow:
    """A battery as lists show it."""

    battery: Battery
    latest: Telemetry | None
    prediction: BatteryPrediction | None
    alerts: tuple[BatteryAlert, ...] = ()


class BatteryReads(Protocol):
    def page(self, *, after: str | None, limit: int, search: str = "") -> "tuple[list[BatteryRow], str | None]": ...
    def one(self, battery: BatteryId) -> BatteryRow | None: ...
    def history(
        self, battery: BatteryId, quantity: str, since: datetime, until: datetime, points: int
    ) -> list[HistoryPoint]:
        """At most `points` spans, from raw lines, hourly statistics, or both; a year of 2 s lines in under 200 ms."""

    def predictions(
        self, battery: BatteryId, since: datetime, until: datetime, limit: int
    ) -> list[BatteryPrediction]: ...
    def alerts(self, *, is_open: bool, after: str | None, limit: int) -> "tuple[list[BatteryAlert], str | None]": ...
    def since(self, position: int, limit: int) -> "tuple[list[Telemetry], int]":
        """Lines in the order of their commits, for the predictor; the position to go on from."""

    def all(self) -> list[Battery]: ...
