"""What a fleet is asked to be, and what it reports."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chargeit.domain.errors import Invalid
from chargeit.fleet.latencies import Latencies


@dataclass(slots=True)
class Report:
    """Where a fleet is. `latencies` are seconds from a message to its answer, as a station measures them."""

    stations: int = 0
    connected: int = 0
    connects: int = 0
    accepted: int = 0
    charging: int = 0
    waiting: int = 0  # messages in the queues
    lag_s: float = 0.0  # how far the slowest station is behind the simulated clock
    problem: str = ""  # why a station could not connect, where one could not
    sent: Counter[str] = field(default_factory=Counter)  # answered messages by kind
    energy_wh: int = 0  # of the answered stops
    latencies: Latencies = field(default_factory=Latencies)

    def line(self) -> str:
        """One line for a terminal."""
        return (
            f"{self.connected}/{self.stations} connected, {self.accepted} accepted, {self.charging} charging, "
            f"{self.sent['Start']} starts, {self.sent['Stop']} stops, {self.energy_wh / 1000:.1f} kWh, "
            f"{self.sent.total()} answered, {self.waiting} waiting, lag {self.lag_s:.0f} s, "
            f"p50 {self.latencies.quantile(0.5) * 1000:.1f} ms, p99 {self.latencies.quantile(0.99) * 1000:.1f} ms"
            + (f"; {self.problem}" if self.problem else "")
        )


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """A fleet of simulated stations. The same seed, stations and times give the same transactions.

    With `history` it starts that long ago and runs `speed` times as fast as time until it reaches the present; then it
    goes on as time does, or ends with `until_now`. `state` is a file that lets a fleet go on where it was stopped.
    """

    url: str = "ws://localhost:9000"
    stations: int = 10
    speed: float = 1.0
    seed: int = 1
    history: timedelta = timedelta()
    until_now: bool = False
    prefix: str = "SIM"
    password: str | None = field(default=None, repr=False)
    tokens: int = 200
    sample_interval_s: int = 60
    connects_at_once: int = 50
    zone: str = "UTC"
    state: Path | None = None
    report_every_s: float = 10.0
    progress: Callable[[Report], None] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        checks = [
            ("stations", self.stations >= 1, "at least 1"),
            ("speed", self.speed >= 1, "1 (as time does) or more"),
            ("history", self.history >= timedelta(), "a duration of 0 or more"),
            ("tokens", self.tokens >= 1, "at least 1"),
            ("connects_at_once", self.connects_at_once >= 1, "at least 1"),
            ("sample_interval_s", self.sample_interval_s >= 0, "seconds, 0 for no samples"),
            ("report_every_s", self.report_every_s > 0, "more than 0 seconds"),
            ("prefix", 0 < len(self.prefix) <= 32, "1 to 32 characters"),
        ]
        for name, good, reason in checks:
            if not good:
                raise Invalid(name, reason)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise Invalid("zone", "the name of a time zone that this machine knows, such as Europe/Oslo") from problem

    def identity(self, index: int) -> str:
        """The identity of station `index`, counted from 0: SIM-0001."""
        return f"{self.prefix}-{index + 1:04d}"

    def identities(self) -> list[str]:
        return [self.identity(index) for index in range(self.stations)]
