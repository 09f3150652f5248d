"""One open transaction a token, also where two stations start with it at the same moment."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from zlib import crc32

from chargeit.central import transactions
from chargeit.central.transactions import Started
from chargeit.domain.stations import Place, StationId
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import StartAsked, StopAsked
from chargeit.ports.work import Verb, Work
from chargeit.storage.store import Store
from chargeit.storage.writer import GroupWriter
from tests.support.stored import NOW

ROUNDS = 12


def on_other_shards(writers: int) -> tuple[StationId, StationId]:
    """Two stations of two writers, where there are two."""
    first, *others = [StationId(f"CP{n}") for n in range(20)]
    return first, next(one for one in others if writers == 1 or shard(one, writers) != shard(first, writers))


def shard(station: str, writers: int) -> int:
    return crc32(station.encode()) % writers


def starting(asked: StartAsked, together: Barrier) -> Verb[Started]:
    """Begins when the other one is in its transaction too."""

    def verb(work: Work) -> Started:
        work.stations.find(asked.place.station)
        with suppress(BrokenBarrierError):  # a verb that runs again comes alone
            together.wait()
        return transactions.start(asked, work)

    return verb


async def test_two_stations_that_start_with_one_token_at_once_get_one_yes_and_one_no(
    store: Store, writer: GroupWriter
) -> None:
    writers = store._engines.writers
    stations = on_other_shards(writers)
    await writer.write("token", lambda work: work.tokens.put(Token("TAG", NOW)))
    for n in range(ROUNDS):
        at = NOW + timedelta(minutes=n)
        together = Barrier(min(writers, 2), timeout=5)
        starts = [starting(StartAsked(Place(one, 1), "tag", n, at, at), together) for one in stations]
        told = await asyncio.gather(*map(writer.write, stations, starts))
        assert sorted(one.verdict.status for one in told) == ["accepted", "concurrent"], n
        for station, one in zip(stations, told, strict=True):
            stop = StopAsked(station, one.number, n, at, at)
            await writer.write(station, partial(transactions.stop, stop))
