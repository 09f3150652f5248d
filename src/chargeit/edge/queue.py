"""What must survive: transaction messages that wait for the network, and what a station knows. One SQLite file.

A store may hold many stations, so that a fleet has one file. `commit` makes durable what was done before it.
"""

import sqlite3
from collections import deque
from pathlib import Path
from typing import Any

import msgspec

from chargeit.edge.messages import Meter, Start, Stop, TransactionMessage

_SCHEMA = """
create table if not exists waiting (
    place integer primary key autoincrement, station text not null, sends integer not null, message blob not null);
create table if not exists numbers (
    station text not null, key text not null, number integer not null, primary key (station, key));
create table if not exists kept (station text primary key, state blob not null);
"""
CAPACITY = 10_000

_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[TransactionMessage] = msgspec.json.Decoder(TransactionMessage)


class Store:
    """One SQLite file, or `:memory:`. Not shared between processes; used from one thread."""

    def __init__(self, path: str | Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = full")
        self._database.executescript(_SCHEMA)
        self._begun = False

    def queue(self, station: str) -> "Queue":
        """The station's queue, with what waited in it when the store was last committed."""
        return Queue(self, station)

    def read(self, query: str, *values: object) -> list[Any]:
        return self._database.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Run a statement in the open transaction; the id of the inserted row."""
        if not self._begun:
            self._database.execute("begin immediate")
            self._begun = True
        return self._database.execute(statement, values).lastrowid or 0

    def commit(self) -> None:
        if self._begun:
            self._database.execute("commit")
            self._begun = False

    def close(self) -> None:
        """Close without committing."""
        self._database.close()


class Waiting:
    """A message in the queue. `sends` counts the attempts so far; it is not sent again before `ready_at`."""

    __slots__ = ("message", "place", "ready_at", "sends")

    def __init__(self, place: int, message: TransactionMessage, sends: int = 0) -> None:
        self.place = place
        self.message = message
        self.sends = sends
        self.ready_at = 0.0


class Queue:
    """One station's transaction messages, first in, first out. # OCPP 1.6 3.7, 3.7.1

    Instants are seconds of a monotonic clock: after a restart everything is ready at once.
    """

    def __init__(self, store: Store, station: str) -> None:
        self._store = store
        self._station = station
        rows = store.read("select place, message, sends from waiting where station = ? order by place", station)
        self._waiting = deque(Waiting(place, _decoder.decode(message), sends) for place, message, sends in rows)
        self._numbers = dict(store.read("select key, number from numbers where station = ?", station))

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def head(self) -> Waiting | None:
        return self._waiting[0] if self._waiting else None

    def ready(self, at: float) -> Waiting | None:
        """The message to send now: the oldest, unless it has to wait for its next attempt."""
        head = self.head
        return head if head is not None and head.ready_at <= at else None

    def number(self, key: str) -> int | None:
        """The central system's number of a transaction, None while or where it gave none."""
        return self._numbers.get(key)

    def kept(self) -> bytes | None:
        """What `keep` was given last."""
        rows = self._store.read("select state from kept where station = ?", self._station)
        return bytes(rows[0][0]) if rows else None

    def keep(self, state: bytes) -> None:
        """Keep what the station knows, beside its messages."""
        self._store.write("insert or replace into kept (station, state) values (?, ?)", self._station, state)

    def commit(self) -> None:
        self._store.commit()

    def add(self, message: TransactionMessage) -> None:
        insert = "insert into waiting (station, sends, message) values (?, 0, ?)"
        place = self._store.write(insert, self._station, _encode(message))
        self._waiting.append(Waiting(place, message))
        if len(self._waiting) > CAPACITY:
            self._thin_out()

    def delivered(self, number: int | None = None) -> None:
        """The head was answered; a start got its number."""
        message = self._remove_head()
        if isinstance(message, Start) and number is not None:
            self._numbers[message.key] = number
            insert = "insert or replace into numbers (station, key, number) values (?, ?, ?)"
            self._store.write(insert, self._station, message.key, number)

    def failed(self, at: float, interval_s: float, attempts: int) -> bool:
        """The head was refused or timed out. True: that was its last attempt and it is dropped. # OCPP 1.6 3.7.1"""
        head = self._waiting[0]
        head.sends += 1
        if head.sends >= attempts:
            self._remove_head()
            return True
        head.ready_at = at + interval_s * head.sends
        self._store.write("update waiting set sends = ? where place = ?", head.sends, head.place)
        return False

    def _remove_head(self) -> TransactionMessage:
        head = self._waiting.popleft()
        self._store.write("delete from waiting where place = ?", head.place)
        if isinstance(head.message, Stop) and self._numbers.pop(head.message.key, None) is not None:
            self._store.write("delete from numbers where station = ? and key = ?", self._station, head.message.key)
        return head.message

    def _thin_out(self) -> None:
        """Drop every second meter value, never a start or a stop. # OCPP 1.6 errata 3.14, 3.91"""
        head, *rest = self._waiting
        meters = [waiting for waiting in rest if isinstance(waiting.message, Meter)]
        dropped = {waiting.place for waiting in meters[::2]}
        for place in dropped:
            self._store.write("delete from waiting where place = ?", place)
        self._waiting = deque([head, *(waiting for waiting in rest if waiting.place not in dropped)])
