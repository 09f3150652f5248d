"""Work in parts over an executor: few at a time, in order, and done here where a worker was lost with it."""

import logging
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chargeit.ports.mapping import Item, Result, Shared

log = logging.getLogger(__name__)

MOST_IN_A_PART = 32
PARTS_EACH = 4
IN_HAND = 2
"""Parts of each worker that are on their way at a time: what bounds the memory."""


@dataclass(frozen=True, slots=True)
class Workers:
    """`lost` is what the executor raises for work that died with a worker."""

    executor: Executor
    count: int
    lost: tuple[type[BaseException], ...]


class Spread:
    """`chargeit.ports.mapping.Mapper`. `open_workers` is called when there is something to do for the first time."""

    def __init__(self, open_workers: Callable[[], Workers]) -> None:
        self._open = open_workers
        self._workers: Workers | None = None

    def map(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> list[Result]:
        if not items:
            return []
        if self._workers is None:
            self._workers = self._open()
        parts = list(parted(items, self._workers.count))
        done = Run(self._workers, lambda some: (part, work, shared, some), parts).done()
        return [result for number in range(len(parts)) for result in done[number]]


def parted(items: Sequence[Item], workers: int) -> Iterator[Sequence[Item]]:
    size = min(MOST_IN_A_PART, -(-len(items) // (workers * PARTS_EACH)))
    yield from (items[first : first + size] for first in range(0, len(items), size))


def part(work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> list[Result]:
    return [work(shared, item) for item in items]


class Run:
    """One map: what is on its way and what is done, by number of part."""

    def __init__(self, workers: Workers, call: Callable[[Any], tuple[Any, ...]], parts: Sequence[Any]) -> None:
        self._workers, self._call, self._parts = workers, call, parts
        self._waiting: dict[Future[Any], int] = {}
        self._done: dict[int, list[Any]] = {}

    def done(self) -> dict[int, list[Any]]:
        try:
            for number in range(len(self._parts)):
                while len(self._waiting) >= self._workers.count * IN_HAND:
                    self._take()
                self._send(number)
            while self._waiting:
                self._take()
        finally:
            for future in self._waiting:
                future.cancel()
        return self._done

    def _send(self, number: int) -> None:
        try:
            self._waiting[self._workers.executor.submit(*self._call(self._parts[number]))] = number
        except self._workers.lost:
            self._here(number)

    def _take(self) -> None:
        for future in wait(self._waiting, return_when=FIRST_COMPLETED).done:
            number = self._waiting.pop(future)
            try:
                self._done[number] = future.result()
            except self._workers.lost as error:
                log.warning("a worker was lost, its part of the training is done here: %s", error or type(error))
                self._here(number)

    def _here(self, number: int) -> None:
        function, *given = self._call(self._parts[number])
        self._done[number] = function(*given)


@contextmanager
def processes(count: int) -> Iterator[Spread]:
    """`count` processes of this machine, started with the first work and ended here."""
    pools: list[ProcessPoolExecutor] = []

    def opened() -> Workers:
        # spawned: a fork of a process with threads may hang
        pools.append(ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")))
        return Workers(pools[0], count, (BrokenProcessPool, CancelledError))

    try:
        yield Spread(opened)
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)
