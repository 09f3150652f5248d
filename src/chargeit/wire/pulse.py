"""One timer for all channels of a server or client: pings, pong deadlines, slow handshakes and slow closes."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Protocol

_TICKS = 8


class Beating(Protocol):
    """Something that is looked at from time to time."""

    def beat(self, now: float) -> None: ...


class Pulse:
    """Looks at every member once a `period_s`, a share of them on each tick, so that no tick is long.

    The timer runs while there are members; members live on one event loop at a time.
    """

    def __init__(self, period_s: float = 1.0) -> None:
        self.now: Callable[[], float] = time.monotonic
        self._period_s = period_s
        self._members: dict[Beating, None] = {}
        self._round: list[Beating] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, member: Beating) -> None:
        self._members[member] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self.now = loop.time
            self._arm(loop)

    def quicken(self, period_s: float) -> None:
        """Look at least this often; never makes it slower."""
        self._period_s = min(self._period_s, period_s)

    def discard(self, member: Beating) -> None:
        self._members.pop(member, None)

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(self._period_s / _TICKS, self._tick, loop)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._members:
            self._timer, self._round = None, []
            return
        self._arm(loop)
        for _ in range(math.ceil(len(self._members) / _TICKS)):
            self._round = self._round or list(self._members)
            member = self._round.pop()
            if member in self._members:
                member.beat(loop.time())
