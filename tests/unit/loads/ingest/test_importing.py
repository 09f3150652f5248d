"""Chunks with their progress: an import that was stopped goes on, and nothing is stored twice."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from chargeit.domain.loads import Added, HourlyLoad, ImportProgress, RowNote
from chargeit.loads.ingest.importing import FEWEST, MOST, Chunk, Importing, Pace, store
from chargeit.loads.ingest.reading import read
from tests.support.loads_files import HOURLY, written

AT = datetime(2026, 1, 1, tzinfo=UTC)


class KeptLoads:
    """The port in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, datetime], HourlyLoad] = {}
        self.kept: dict[str, ImportProgress] = {}

    def add(self, rows: Any, *, time_zone: str | None = None) -> Added:
        added = Added()
        for row in rows:
            key = (row.source, row.transaction, row.hour_at)
            known = self.rows.get(key)
            added += Added(new=1) if known is None else Added(same=1) if known == row else Added(changed=1)
            self.rows[key] = row
        return added

    def progress(self, digest: str) -> ImportProgress | None:
        return self.kept.get(digest)

    def keep_progress(self, progress: ImportProgress) -> None:
        self.kept[progress.file_digest] = progress


def importing(path: Path, hours: int = 50, size: int = 10) -> Importing:
    row = "{0:02}.12.2018 {1:02}:00;{0:02}.12.2018 {1:02}:59;A1-1;1;1;;;"
    rows = [row.format(13 + n // 24, n % 24).replace(":59", ":00") for n in range(hours)]
    rows = [";".join([cells.split(";")[0], "", *cells.split(";")[2:]]) for cells in rows]
    reading = read(written(path / "loads.csv", [HOURLY, *rows[:5], "bad", *rows[5:]]))
    return Importing(reading, "loads.csv", lambda: AT, Pace(size))


def chunks(one: Importing, known: ImportProgress | None = None) -> list[Chunk]:
    return [found for found in one.chunks(known) if isinstance(found, Chunk)]


def test_goes_on_after_a_stop_and_stores_each_load_once(tmp_path: Path) -> None:
    loads = KeptLoads()
    work: Any = SimpleNamespace(loads=loads)
    for chunk in chunks(importing(tmp_path))[:2]:
        store(chunk, work)
    (stopped,) = loads.kept.values()
    assert (stopped.state, stopped.finished, stopped.refused, len(loads.rows)) == ("20", False, 1, 20)
    rest = chunks(importing(tmp_path), stopped)
    for chunk in rest:
        store(chunk, work)
    (done,) = loads.kept.values()
    assert (done.added, done.rows, done.finished) == (Added(new=50), 52, True)
    for chunk in rest:
        store(chunk, work)
    assert loads.kept == {done.file_digest: done}


def test_rows_that_are_odd_are_told_again_when_it_goes_on(tmp_path: Path) -> None:
    one = importing(tmp_path)
    known = ImportProgress(one.reading.digest, "loads.csv", AT, state="30")
    assert [found.row for found in one.chunks(known) if isinstance(found, RowNote)] == [7]
    assert [len(chunk.loads) for chunk in chunks(one, known)] == [10, 10, 0]


def test_chunks_are_as_large_as_the_time_allows() -> None:
    pace = Pace()
    for load_s in (0.001, 0.0001, 1, 0):
        for _ in range(200):
            pace.took(pace.size * load_s)
        assert pace.size == {0.001: 25, 0.0001: 250, 1: FEWEST, 0: MOST}[load_s]
