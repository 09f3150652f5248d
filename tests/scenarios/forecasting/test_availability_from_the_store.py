"""Recorded transactions told to the platform give the same availability figures as the file they come from."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from chargeit.central import transactions
from chargeit.domain.stations import Place, Station, StationId
from chargeit.domain.transactions import StartAsked, StopAsked
from chargeit.forecasting.backtests.availability import measured
from chargeit.forecasting.data import perth
from chargeit.forecasting.features.usage import Usage, from_spans, from_transactions
from chargeit.ports.work import Work
from chargeit.storage.store import Store, open_store
from tests.support.recorded_data import recorded

STATIONS = {"50279", "50745", "51516", "50813", "50993"}
UNTIL = int(datetime(2018, 6, 1, tzinfo=UTC).timestamp())
DAYS = 150


def a_slice() -> Usage:
    """Two sites of a car park and a town, five months of them."""
    all_of_it = perth.read(recorded(perth.FILE))
    rows = zip(all_of_it.which, all_of_it.begins, all_of_it.ends, strict=True)
    told = [(all_of_it.connectors[w], int(b), int(e)) for w, b, e in rows if b >= UNTIL - DAYS * 86400 and e < UNTIL]
    return from_spans([one for one in told if one[0].station in STATIONS], UNTIL, all_of_it.zone)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'platform.db'}")
    opened.migrate()
    yield opened
    opened.close()


def tell(usage: Usage, store: Store) -> None:
    """Starts and stops in the order of time, by the verbs that answer stations; a stop before a start of its moment."""
    rows = list(zip(usage.which.tolist(), usage.begins.tolist(), usage.ends.tolist(), strict=True))
    starts = [(begin, 1, i) for i, (_, begin, _) in enumerate(rows)]
    stops = [(end, 2 * (end == begin), i) for i, (_, begin, end) in enumerate(rows)]

    def verb(work: Work) -> None:
        numbers: dict[int, int] = {}
        for station in sorted({c.station for c in usage.connectors}):
            work.stations.add(Station(StationId(station), datetime.fromtimestamp(UNTIL, UTC)))
        for at, _, i in sorted(starts + stops):
            place, when = usage.connectors[rows[i][0]], datetime.fromtimestamp(at, UTC)
            if i not in numbers:
                asked = StartAsked(Place(StationId(place.station), place.evse), f"T{i}", 0, when, when)
                numbers[i] = transactions.start(asked, work).number
            else:
                transactions.stop(StopAsked(place.station, numbers[i], 1000, when, when), work)

    store.write(verb)


def test_what_was_told_to_the_platform_scores_as_the_file_does(store: Store) -> None:
    usage = a_slice()
    tell(usage, store)
    now = datetime.fromtimestamp(UNTIL, UTC)
    rows = store.reads.history.transactions(now - timedelta(days=DAYS + 1), now)
    sites = {c.station: c.site for c in usage.connectors}
    stored = from_transactions(((row.transaction, row.simulated) for row in rows), sites, now, usage.zone)
    assert len(stored.begins) == len(usage.begins) > 1000
    assert stored.connectors == usage.connectors
    np.testing.assert_array_equal(stored.begins, usage.begins)
    np.testing.assert_array_equal(stored.ends, usage.ends)
    from_file, from_store = (measured(one, "perth", unseen_days=30) for one in (usage, stored))
    assert [(r.metric, r.value, r.baseline_value) for r in from_store] == [
        (r.metric, r.value, r.baseline_value) for r in from_file
    ]


def test_on_recorded_days_it_has_not_seen_it_beats_both_baselines() -> None:
    rows = [row for row in measured(a_slice(), "perth", unseen_days=30) if row.model == "boosting"]
    told = {row.note.split(":")[0]: row for row in rows if row.metric == "brier"}
    for words in ("connectors, hour 1", "connectors, hour 2", "connectors, 24 hours"):
        assert told[words].baseline_value is not None
        assert told[words].value < told[words].baseline_value
