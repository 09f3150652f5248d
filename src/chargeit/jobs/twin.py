"""The twin's turn: new telemetry is observed, every battery predicted, what changed is stored and alerted."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from chargeit.domain.batteries import (
    AlertKind,
    Battery,
    BatteryAlert,
    BatteryHealth,
    BatteryId,
    BatteryPrediction,
    Telemetry,
)
from chargeit.domain.clock import Clock
from chargeit.domain.errors import Misconfigured
from chargeit.domain.forecasts import Basis
from chargeit.jobs.turn import Job
from chargeit.ports.batteries import TwinReads, Upkeep
from chargeit.ports.work import Work, Writer
from chargeit.twin import alerts
from chargeit.twin.alerts import Seen, Thresholds

log = logging.getLogger(__name__)

AT_ONCE = 500_000
STORED_AT_ONCE = 1000
STORED_EVERY = timedelta(minutes=5)
KNOWN_EVERY = 60  # turns, after which changed batteries are read again
UPKEEP_EVERY_S = 300.0
# What a prediction moves by, before it is stored again.
CHANGES = {"soc": 0.01, "soh": 0.002, "rul_cycles": 10.0}
FAILURE_CHANGE = 0.02


class Predictor(Protocol):
    """`chargeit.twin.predictor.Predictor`, which needs the learning libraries. `failures` of models are counted."""

    @property
    def failures(self) -> int: ...
    def know(self, batteries: Sequence[Battery]) -> None: ...
    def learned(self, batteries: Iterable[BatteryId]) -> list[BatteryHealth]: ...
    def resume(self, learned: Iterable[BatteryHealth]) -> None: ...
    def observe(self, lines: Sequence[Telemetry]) -> None: ...
    def predict(self, now: datetime) -> list[BatteryPrediction]: ...


class TwinJob:
    """Nothing is loaded before there is a battery. A restart reads the newest lines and what was learned, and goes on.

    `seen` is what is known of each battery now, `made` counts predictions since the start by their basis.
    """

    def __init__(
        self, reads: TwinReads, writer: Writer, predictor: Callable[[], Predictor], limits: Thresholds, clock: Clock
    ) -> None:
        self._reads = reads
        self._writer = writer
        self._new_predictor = predictor
        self._limits = limits
        self._clock = clock
        self._predictor: Predictor | None = None
        self._is_off = False
        self._position = 0
        self._turns = 0
        self._stored: dict[BatteryId, BatteryPrediction] = {}
        self._raised: dict[BatteryId, dict[AlertKind, BatteryAlert]] = {}
        self.seen: dict[BatteryId, Seen] = {}
        self.made: Counter[Basis] = Counter()

    @property
    def failures(self) -> int:
        """Models that failed since the start."""
        return self._predictor.failures if self._predictor else 0

    def job(self, every_s: float) -> Job:
        return Job("twin", self.turn, every_s)

    async def turn(self) -> bool:
        if self._is_off or not await asyncio.to_thread(self._observe):
            return False
        now = self._clock()
        predictions = await asyncio.to_thread(self._predict, now)
        changed = [one for one in predictions if self._is_news(one)]
        for first in range(0, len(changed), STORED_AT_ONCE):
            some = changed[first : first + STORED_AT_ONCE]
            await self._writer.write("batteries", partial(_keep, some, self._learned(some)))
            self._stored.update((one.battery, one) for one in some)
        await self._alert(now)
        return False

    def _observe(self) -> bool:
        """False where there is no battery, or nothing to predict with."""
        if self._predictor is None:
            self._position = self._reads.position()
            batteries = self._reads.all()
            if not batteries:
                return False
            try:
                self._predictor = self._new_predictor()
            except Misconfigured as missing:
                log.warning("batteries are kept and not predicted: %s", missing)
                self._is_off = True
                return False
            self._predictor.know(batteries)
            self._predictor.resume(self._reads.learned())
            lines = self._reads.latest()
        else:
            lines, self._position = self._reads.since(self._position, AT_ONCE)
            if self._turns % KNOWN_EVERY == 0 or any(line.battery not in self.seen for line in lines):
                self._predictor.know(self._reads.all())
        self._turns += 1
        self._predictor.observe(lines)
        self._see(lines)
        return True

    def _see(self, lines: Iterable[Telemetry]) -> None:
        for line in lines:
            before = self.seen.get(line.battery)
            if before is None:
                self.seen[line.battery] = Seen(line)
            elif before.latest is None or line.measured_at > before.latest.measured_at:
                self.seen[line.battery] = Seen(line, before.latest, before.prediction)

    def _predict(self, now: datetime) -> list[BatteryPrediction]:
        assert self._predictor is not None
        predictions = self._predictor.predict(now)
        for one in predictions:
            if known := self.seen.get(one.battery):
                self.seen[one.battery] = Seen(known.latest, known.before, one)
        self.made.update(one.basis for one in predictions)
        return predictions

    def _learned(self, predictions: Iterable[BatteryPrediction]) -> list[BatteryHealth]:
        assert self._predictor is not None
        return self._predictor.learned(one.battery for one in predictions)

    def _is_news(self, made: BatteryPrediction) -> bool:
        before = self._stored.get(made.battery)
        if before is None or made.made_at - before.made_at >= STORED_EVERY:
            return True
        for name, change in CHANGES.items():
            old, new = getattr(before, name), getattr(made, name)
            if (old is None) != (new is None) or (old is not None and abs(old.value - new.value) >= change):
                return True
        return abs((made.failure_probability or 0) - (before.failure_probability or 0)) >= FAILURE_CHANGE

    async def _alert(self, now: datetime) -> None:
        if self._turns == 1:
            for alert in await self._writer.write("alerts", lambda work: work.batteries.open_alerts()):
                self._raised.setdefault(alert.battery, {})[alert.kind] = alert
        found: list[BatteryAlert] = []
        for battery, seen in self.seen.items():
            found += alerts.changes(battery, seen, self._raised.get(battery, {}), self._limits, now)
        if not found:
            return
        for alert in await self._writer.write("alerts", partial(alerts.put, found, now)):
            raised = self._raised.setdefault(alert.battery, {})
            if alert.cleared_at is None:
                raised[alert.kind] = alert
            else:
                raised.pop(alert.kind, None)


def _keep(predictions: list[BatteryPrediction], learned: list[BatteryHealth], work: Work) -> None:
    work.batteries.add_predictions(predictions, learned)


def upkeep_job(upkeep: Upkeep, clock: Clock, kept: timedelta, most: int) -> Job:
    """Hours are summed before raw lines go: those older than `kept`, and the oldest days of more than `most`."""

    def some() -> bool:
        if upkeep.roll_up(clock()):
            return True
        gone = upkeep.drop_before(clock() - kept) + upkeep.drop_over(most)
        if gone:
            log.info("%d raw lines of telemetry are dropped; their hours are summed", gone)
        return False

    async def turn() -> bool:
        return await asyncio.to_thread(some)

    return Job("telemetry upkeep", turn, UPKEEP_EVERY_S)
