"""Whatever crashes when: what was committed is delivered, in order, and nothing twice."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.edge.messages import Meter, Reading, Sample, Start, Stop, TransactionMessage
from chargeit.edge.queue import Queue, Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def message(number: int) -> TransactionMessage:
    """Starts, meter values and stops in turn; each is told from the others."""
    key = str(number // 3)
    match number % 3:
        case 0:
            return Start(key, 1, "ANNA", number, T0)
        case 1:
            return Meter(key, 1, (Sample(T0, Reading(number, soc=0.5), "Sample.Periodic", ("SoC",)),))
    return Stop(key, 1, number, T0, "Local")


class Device:
    """A queue in a file, what it must hold, and what it must hold if the power goes now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.added = 0
        self.held: list[TransactionMessage] = []
        self.safe: list[TransactionMessage] = []
        self.store = Store(path)
        self.queue: Queue = self.store.queue("A")
        self.other: Queue = self.store.queue("B")

    def add(self) -> None:
        self.queue.add(message(self.added))
        self.other.add(message(self.added))
        self.held.append(message(self.added))
        self.added += 1

    def answer(self) -> None:
        if self.held:
            ready = self.queue.ready(1e9)
            assert ready is not None and ready.message == self.held.pop(0)
            self.queue.delivered(7 if isinstance(ready.message, Start) else None)

    def fail(self) -> None:
        if self.held and self.queue.failed(0.0, 60.0, attempts=2):
            self.held.pop(0)

    def commit(self) -> None:
        self.store.commit()
        self.safe = list(self.held)

    def crash(self) -> None:
        self.store.close()
        self.store = Store(self.path)
        self.queue, self.other = self.store.queue("A"), self.store.queue("B")
        self.held = list(self.safe)

    def close(self) -> None:
        while self.held:
            self.answer()
        assert self.queue.head is None
        self.store.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["add", "add", "answer", "fail", "commit", "crash"]), max_size=40))
def test_the_queue_keeps_its_order_over_any_crash(events: list[str]) -> None:
    with TemporaryDirectory() as folder:
        device = Device(Path(folder) / "queue.db")
        for event in events:
            getattr(device, event)()
        device.close()
