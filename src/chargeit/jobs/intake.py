"""Telemetry that comes by a broker: stored before it is acknowledged, and what is no telemetry is told and let go."""

import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from chargeit.domain.clock import Clock
from chargeit.domain.errors import Invalid
from chargeit.ports.work import Writer
from chargeit.twin import intake, telemetry
from chargeit.twin.intake import MOST_LINES, Told

log = logging.getLogger(__name__)

LONGEST = 1 << 20


class TelemetryIntake:
    """Counts since the start: `lines` that were taken, `refused` messages that nobody can read."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self.lines = 0
        self.refused = 0

    async def take(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """Pairs of a battery (empty where the lines name theirs) and JSON: a line, or a list of lines.

        Returns when they are stored: the same again add nothing. Raises Unreachable where the store is away.
        """
        lines: list[Told] = []
        for battery, body in messages:
            lines += self._read(battery, body)
        for first in range(0, len(lines), MOST_LINES):
            some = lines[first : first + MOST_LINES]
            # one after the other: the lines of a battery stay in order, whichever writer stores them
            await self._writer.write(some[0].battery, partial(telemetry.store, some, self._clock()))
            self.lines += len(some)

    def _read(self, battery: str, body: bytes) -> list[Told]:
        try:
            if len(body) > LONGEST:
                raise Invalid("telemetry", f"must be {LONGEST} bytes at most")
            return intake.told(parsed(body), battery)
        except (ValueError, RecursionError, Invalid) as error:
            self.refused += 1
            log.warning("a message of telemetry is none: %s", str(error)[:200])
            return []


def parsed(body: bytes) -> Any:
    """JSON, and what vehicles take for JSON: NaN, infinity, other encodings. Raises ValueError."""
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return json.loads(body)
