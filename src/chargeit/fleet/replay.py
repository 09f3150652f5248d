"""Tells a recording to a central system as stations would that were offline when it happened.

The same file told again says the same: a central system that knows a start by its content changes nothing.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.stations import ConnectorStatus, Hardware, Registration
from chargeit.edge.messages import Boot, Message, Registered, Status, Stop
from chargeit.edge.queue import Store
from chargeit.edge.signals import Answered, Connected, Disconnected, Input, Unanswered
from chargeit.edge.uplink import Backoff, Line, Uplink
from chargeit.fleet.formats.records import Left
from chargeit.fleet.latencies import Latencies
from chargeit.fleet.recording import Charge, Recording, messages, read
from chargeit.wire.client import Options
from chargeit.wire.errors import TurnedAway
from chargeit.wire.limits import Limits

TURN_S = 0.2
TURNED_AWAY_S = 3.0
SETTINGS = {"TransactionMessageAttempts": 3, "TransactionMessageRetryInterval": 2}


@dataclass(slots=True)
class ReplayReport:
    """What became of the rows of a file: `rows` = `replayed` + those `left`, when it is over."""

    rows: int
    stations: int
    replayed: int = 0
    energy_wh: int = 0
    left: list[Left] = field(default_factory=list)
    latencies: Latencies = field(default_factory=Latencies)

    def line(self) -> str:
        """One line for a terminal."""
        return (
            f"{self.replayed} of {self.rows} rows replayed, {self.energy_wh / 1000:.3f} kWh, "
            f"{len(self.left)} left, p99 {self.latencies.quantile(0.99) * 1000:.1f} ms"
        )


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """`prefix` None: the format's own. `sockets` stations are connected at a time. A station that the central system
    does not accept within `patience_s` is given up, and its rows are listed."""

    file: Path
    format: str
    url: str = "ws://localhost:9000"
    prefix: str | None = None
    password: str | None = field(default=None, repr=False)
    sockets: int = 16
    patience_s: float = 60.0
    report_every_s: float = 2.0
    progress: Callable[[ReplayReport], None] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.sockets < 1:
            raise Invalid("sockets", "at least 1")

    def recording(self) -> Recording:
        """The file's content: its stations and tokens, to be made known to the central system first."""
        return read(self.file, self.format, self.prefix)


class Teller:
    """One station with a full queue: boots, tells what waits, and is done."""

    def __init__(self, line: Line, charges: list[Charge], store: Store, report: ReplayReport) -> None:
        self._charges = charges
        self._report = report
        self._accepted = False
        self._boot_at: float | None = None
        self._untold = {str(charge.recorded.row): charge for charge in charges}
        self._hardware = Hardware("Replay", "recorded station", line.identity[-25:])
        queue = store.queue(line.identity)
        self.uplink = Uplink(line, queue, self, time.monotonic)
        for message in messages(charges):
            queue.add(message)

    @property
    def done(self) -> bool:
        return self._accepted and not self.uplink.queue and self.uplink.settled

    async def tell(self, patience_s: float) -> None:
        """Live until all is told, or until it is clear that nobody will listen."""
        began_at = time.monotonic()
        while not self.done:
            at = time.monotonic()
            # One that was provisioned a moment ago may be turned away at first.
            turned_away = isinstance(self.uplink.problem, TurnedAway)
            if not self._accepted and at - began_at > (min(patience_s, TURNED_AWAY_S) if turned_away else patience_s):
                break
            if self.uplink.dial_at is not None and self.uplink.dial_at <= at:
                await self.uplink.dial()
            if self._boot_at is not None and self._boot_at <= at:
                self._boot()
            self.uplink.tick()
            await asyncio.sleep(TURN_S if self.uplink.online else TURN_S / 10)
        self.uplink.hang_up()
        why = self.uplink.problem or "the central system did not accept it"
        self._report.left += [Left(c.recorded.row, str(why)) for c in self._untold.values()]

    # what the uplink tells

    def take(self, received: Input) -> None:
        match received:
            case Connected() if not self._accepted:
                self._boot()
            case Answered(Boot(), Registered(registration, interval_s)):
                self._registered(registration, interval_s)
            case Unanswered(Boot()):
                self._boot_at = time.monotonic() + 1
            case Disconnected():
                self._boot_at = None
            case _:
                pass  # it answers no command: it is not there, it was there

    def setting(self, name: str) -> int:
        return SETTINGS[name]

    def restarted(self) -> None:
        """It is never reset."""

    def replied(self, message: Message, seconds: float) -> None:
        self._report.latencies.add(seconds)
        if isinstance(message, Stop):
            self._report.replayed += 1
            self._report.energy_wh += self._untold.pop(message.key).energy_wh

    def _boot(self) -> None:
        self._boot_at = None
        self.uplink.send(Boot(self._hardware))
        self.uplink.pump()

    def _registered(self, registration: Registration, interval_s: int) -> None:
        if registration is not Registration.ACCEPTED:
            self._boot_at = time.monotonic() + max(1, interval_s)
            return
        self._accepted = True
        # OCPP 1.6 errata 3.22; of the last instant that the file tells of, so that telling again says the same
        last = max(charge.recorded.stopped_at for charge in self._charges)
        for connector in range(max(charge.connector for charge in self._charges) + 1):
            self.uplink.send(Status(connector, ConnectorStatus.AVAILABLE, last))


async def replay(plan: ReplayPlan, recording: Recording | None = None) -> ReplayReport:
    """Tell a file. Raises Invalid for a file that is none of the format, and for a URL that is none."""
    if recording is None:
        recording = await asyncio.to_thread(plan.recording)
    report = ReplayReport(recording.rows, len(recording.stations), left=list(recording.left))
    waiting = iter(recording.stations.items())
    try:
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(_work(plan, waiting, report)) for _ in range(plan.sockets)]
            group.create_task(_tell_progress(plan, report, workers))
    except ExceptionGroup as several:  # all workers fail alike
        raise several.exceptions[0] from None
    report.left.sort(key=lambda left: left.row)
    return report


async def _work(plan: ReplayPlan, waiting: Iterator[tuple[str, list[Charge]]], report: ReplayReport) -> None:
    password = plan.password.encode() if plan.password is not None else None
    options = Options(password=password, limits=Limits(deflate=False))
    store = Store(":memory:")
    for identity, charges in waiting:
        line = Line(plan.url, identity, options, Backoff(0.5, 0.5, 4))
        await Teller(line, charges, store, report).tell(plan.patience_s)
    store.close()


async def _tell_progress(plan: ReplayPlan, report: ReplayReport, workers: list[asyncio.Task[None]]) -> None:
    while True:
        _, busy = await asyncio.wait(workers, timeout=plan.report_every_s)
        if plan.progress is not None:
            plan.progress(report)
        if not busy:
            return
