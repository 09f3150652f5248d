"""Passwords of people: Argon2id, equal work for names that do not exist, and a bound on attempts."""

import secrets
from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chargeit.domain.clock import Clock

WINDOW = timedelta(minutes=5)
PER_NAME_AND_ADDRESS, PER_ADDRESS, PER_NAME = 5, 20, 100
REMEMBERED = 10_000
HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id in its encoded form; takes tens of milliseconds and 64 MiB on purpose."""
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Does the same work where there is no such account."""
    try:
        return HASHER.verify(password_hash or nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def nobody() -> str:
    """The hash of a password that no one knows."""
    return HASHER.hash(secrets.token_hex(32))


class TooMany(Exception):
    """No further attempt for `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"too many attempts, try again in {wait_s} s")
        self.wait_s = wait_s


class Passwords:
    """Checks passwords two at a time, in worker threads, and counts failures by name and by address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hashing = CapacityLimiter(2)
        self._failures: dict[tuple[str, str], deque[datetime]] = {}

    async def check(self, name: str, address: str, password_hash: str | None, password: str) -> bool:
        """Raises TooMany. An attempt counts before it is judged, so that parallel ones share the bound."""
        now = self._clock()
        keys = {(name, address): PER_NAME_AND_ADDRESS, ("", address): PER_ADDRESS, (name, ""): PER_NAME}
        waits = [wait for key, bound in keys.items() if (wait := self._wait_s(key, bound, now))]
        if waits:
            raise TooMany(max(waits))
        for key in keys:
            self._failures.setdefault(key, deque(maxlen=PER_NAME)).append(now)
        self._forget(now)
        if not await to_thread.run_sync(matches, password_hash, password, limiter=self._hashing):
            return False
        for key in keys:
            with suppress(KeyError, ValueError):
                self._failures[key].remove(now)
        return True

    async def hash(self, password: str) -> str:
        return await to_thread.run_sync(hash_password, password, limiter=self._hashing)

    def _wait_s(self, key: tuple[str, str], bound: int, now: datetime) -> int:
        times = self._failures.get(key, deque())
        while times and times[0] <= now - WINDOW:
            times.popleft()
        return int((times[0] + WINDOW - now).total_seconds()) + 1 if len(times) >= bound else 0

    def _forget(self, now: datetime) -> None:
        if len(self._failures) > REMEMBERED:
            self._failures = {k: times for k, times in self._failures.items() if times and times[-1] > now - WINDOW}
