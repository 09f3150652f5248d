"""Versions of models and the history they learn from, on every engine."""

from datetime import timedelta
from pathlib import Path

import pytest

from chargeit.domain.errors import Conflict, NotFound
from chargeit.domain.events import StationConnected, StationDisconnected
from chargeit.domain.forecasts import ModelCard, Score
from chargeit.domain.stations import Place
from chargeit.ports.models import StoredModel
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.reads import history
from chargeit.storage.store import Store
from chargeit.storage.tables import energy_hours
from tests.support.stored import NOW, A, B, at, report, station, status, transaction

FAR = timedelta(days=9)


def model(feature: str = "load", days: int = 0) -> StoredModel:
    scores = (Score("nmae", 0.4, "seasonal naive", 0.5), Score("coverage", 0.8, "nominal", 0.8))
    day = NOW + timedelta(days=days)
    return StoredModel(ModelCard(feature, 0, day, NOW, day, 10, 4, scores, "déjà vu"), "ab" * 32, "better")


def test_versions_count_in_each_feature_and_come_back_as_they_were(store: Store) -> None:
    first = store.write(lambda work: work.models.add(model()))
    second = store.write(lambda work: work.models.add(model(days=1)))
    other = store.write(lambda work: work.models.add(model("users")))
    assert (first.card.version, second.card.version, other.card.version) == (1, 2, 1)
    assert store.reads.models.versions("load") == [second, first]
    assert len(store.reads.models.versions()) == 3
    assert store.write(lambda work: work.models.find("load", 1)) == first
    assert store.reads.models.versions("x" * 300) == []


def test_one_version_serves_and_an_older_one_can_again(store: Store) -> None:
    for days in (0, 1):
        store.write(lambda work, days=days: work.models.add(model(days=days)))
    assert store.reads.models.serving("load") is None
    for version in (1, 2, 1):
        store.write(lambda work, version=version: work.models.serve("load", version, NOW))
        serving = store.reads.models.serving("load")
        assert serving is not None and serving.serving
        assert serving.card.version == version
        assert [one.card.version for one in store.reads.models.versions("load") if one.serving] == [version]
    assert store.write(lambda work: work.models.serving("load")) == store.reads.models.serving("load")


def test_a_version_that_is_not_there_never_serves(store: Store) -> None:
    with pytest.raises(NotFound, match="load version 7"):
        store.write(lambda work: work.models.serve("load", 7, NOW))


def test_history_comes_whole_and_in_order_over_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    for name in ("A", "B", "C"):
        store.write(lambda work, name=name: work.stations.add(station(name, simulated=name == "C")))
    for minute in (3, 1, 1, 2, 1):
        begun = transaction(Place(A, 1), started_at=at(minute))
        number = store.write(lambda work, begun=begun: work.transactions.add(begun)).number
    store.write(lambda work: work.samples.add(report(number)))
    for minute in range(3):
        store.write(lambda work, minute=minute: work.connectors.keep(status(received_at=at(minute))))
    rows = list(store.reads.history.transactions(NOW - FAR, NOW + FAR))
    assert [row.transaction.started_at for row in rows] == [at(1), at(1), at(1), at(2), at(3)]
    assert len({row.transaction.number for row in rows}) == 5
    assert [one.received_at for one in store.reads.history.reports(NOW, NOW + FAR)] == [at(0), at(1), at(2)]
    assert [(one.id, one.simulated) for one in store.reads.history.stations()] == [("A", 0), ("B", 0), ("C", 1)]


def test_connectors_come_with_their_newest_report_and_what_is_known_of_their_station(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    for evse, minute in ((1, 0), (2, 1), (1, 2)):
        told = status(place=Place(A, evse), received_at=at(minute))
        store.write(lambda work, told=told: work.connectors.put(told))
    store.write(lambda work: work.connectors.put(status(place=Place(B, 1), received_at=at(9))))
    epoch = store.write(lambda work: work.presence.take_lease(A, "n", at(3)))
    store.write(lambda work: work.presence.seen(A, at(4)))
    store.write(lambda work: work.presence.release_lease(A, epoch, at(5)))
    first, second, other = sorted(
        store.reads.history.connectors(), key=lambda one: (str(one.report.place), one.seen_at)
    )
    assert [(one.report.place.evse, one.report.received_at) for one in (first, second)] == [(1, at(2)), (2, at(1))]
    assert {(one.seen_at, one.connected, one.changed_at) for one in (first, second)} == {(at(4), False, at(5))}
    assert (other.seen_at, other.connected, other.changed_at) == (at(9), None, None)


def test_hours_come_over_pages_real_and_simulated_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    stored = [
        {"hour_at": at(60 * hour), "station": name, "simulated": simulated, "energy_wh": 10.0 * hour + simulated}
        for hour in range(3)
        for name in (A, B)
        for simulated in (True, False)
    ]
    with store._engines.write.begin() as connection:
        connection.execute(energy_hours.insert(), stored)
    rows = list(store.reads.history.hours(NOW - FAR, NOW + FAR))
    told = [(row.hour_at, row.station, row.simulated, row.energy_wh) for row in rows]
    assert told == sorted(tuple(row.values()) for row in stored)


def test_bounds_of_history_take_the_first_and_leave_the_last(store: Store) -> None:
    for minute in (1, 2, 3):
        begun = transaction(started_at=at(minute))
        store.write(lambda work, begun=begun: work.transactions.add(begun))
    rows = store.reads.history.transactions(at(1), at(3))
    assert [row.transaction.started_at for row in rows] == [at(1), at(2)]


def test_connections_are_told_from_the_events(store: Store) -> None:
    events = (StationConnected(A, at(0), "n", 1, "1.6"), StationDisconnected(A, at(1), "n", 1, "gone"))
    for event in (*events, StationConnected(B, at(2), "n", 1, "1.6")):
        store.write(lambda work, event=event: work.record(event))
    found = list(store.reads.history.connections(NOW, NOW + FAR))
    assert [(one.station, one.connected) for one in found] == [(A, True), (A, False), (B, True)]


def test_bytes_are_kept_once_and_never_given_back_changed(tmp_path: Path) -> None:
    files = ModelFiles(tmp_path / "models")
    digest = files.keep(b"tree\n1")
    assert files.keep(b"tree\n1") == digest
    assert [path.name for path in (tmp_path / "models").iterdir()] == [digest]
    assert files.load(digest) == b"tree\n1"
    (tmp_path / "models" / digest).write_bytes(b"tree\n2")
    with pytest.raises(Conflict, match="was changed"):
        files.load(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", ""])
def test_a_name_that_is_no_digest_reads_no_file(tmp_path: Path, digest: str) -> None:
    with pytest.raises(NotFound):
        ModelFiles(tmp_path).load(digest)
