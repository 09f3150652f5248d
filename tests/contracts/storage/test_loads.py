"""Hourly loads: stored once, summed in the same commit, the same on every engine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import Added, HourlyLoad, ImportProgress
from chargeit.storage.store import Store
from chargeit.storage.tables import hourly_loads, load_hours, load_peaks
from tests.support.stored import NOW

FIRST = datetime(2019, 6, 1, 12, tzinfo=UTC)


def load(hour: int = 0, user: str = "u", transaction: str = "1", **more: Any) -> HourlyLoad:
    known = {"source": "file", "site": "s", "station": "", "synthetic_7_2_wh": 1000, **more}
    return HourlyLoad(hour_at=FIRST + timedelta(hours=hour), user=user, transaction=transaction, **known)


def add(store: Store, *rows: HourlyLoad) -> Added:
    return store.write(lambda work: work.loads.add(rows))


def sums(store: Store) -> dict[tuple[int, int, int], tuple[int, int]]:
    """(scope, series, hour) -> energy and count, without those that are nothing."""
    kept = load_hours.c
    query = select(kept.scope, kept.series, kept.hour, func.sum(kept.energy_wh), func.sum(kept.loads))
    with store._engines.read.begin() as connection:
        rows = connection.execute(query.group_by(kept.scope, kept.series, kept.hour)).all()
    return {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in rows if row[3] or row[4]}


def peaks(store: Store) -> list[int]:
    with store._engines.read.begin() as connection:
        return [int(peak) for peak in connection.execute(select(load_peaks.c.peak_wh)).scalars()]


def test_the_same_rows_again_change_nothing(store: Store) -> None:
    rows = [load(hour) for hour in range(1000)]
    assert add(store, *rows) == Added(new=1000)
    before = sums(store)
    assert add(store, *rows) == Added(same=1000)
    assert sums(store) == before
    assert sum(energy for energy, _ in before.values()) == 2 * 1_000_000


def test_a_row_twice_in_one_call_counts_as_in_two(store: Store) -> None:
    assert add(store, load(), load(), load(synthetic_7_2_wh=5)) == Added(1, 1, 1)
    assert {energy for energy, _ in sums(store).values()} == {5, 0}


def test_a_changed_row_changes_sums_and_peaks(store: Store) -> None:
    add(store, load(synthetic_7_2_wh=7000), load(1, synthetic_7_2_wh=3000))
    assert peaks(store) == [7000]
    assert add(store, load(synthetic_7_2_wh=500)) == Added(changed=1)
    assert peaks(store) == [3000]
    assert sum(energy for energy, _ in sums(store).values()) == 2 * 3500


def test_what_is_not_known_leaves_what_is_stored(store: Store) -> None:
    add(store, load(flex_7_2_wh=0))
    assert add(store, load(synthetic_7_2_wh=None, measured_wh=9)) == Added(changed=1)
    with store._engines.read.begin() as connection:
        row = connection.execute(select(hourly_loads)).one()
    assert tuple(row[3:]) == (None, 1000, None, 0, 9)


def test_two_transactions_in_one_hour_make_one_peak(store: Store) -> None:
    add(store, load(transaction="1"))
    add(store, load(transaction="2", synthetic_7_2_wh=2000))
    assert peaks(store) == [3000]


def test_a_transaction_of_another_user_takes_its_hours_along(store: Store) -> None:
    add(store, load(0), load(1, synthetic_7_2_wh=4000), load(2, transaction="2", synthetic_7_2_wh=100))
    assert add(store, load(0, user="v", site="t")) == Added(same=1)
    by_scope = {key[:1]: 0 for key in sums(store)}
    for key, (energy, _) in sums(store).items():
        by_scope[key[:1]] += energy
    assert sorted(by_scope.values()) == [100, 5000, 5100]
    assert sorted(peaks(store)) == [100, 4000]


def test_hostile_rows_are_refused_and_leave_nothing(store: Store) -> None:
    for wrong in (load(user="\0"), load(site="x" * 256), load(synthetic_7_2_wh=10**30)):
        with pytest.raises(Invalid):
            add(store, load(), wrong)
    assert sums(store) == {}
    assert add(store, load(user="🔌" * 100, transaction="; DROP", source="ä")) == Added(new=1)


def test_the_progress_of_an_import_is_kept(store: Store) -> None:
    assert store.write(lambda work: work.loads.progress("d")) is None
    first = ImportProgress("d", "loads.csv", NOW, 100, Added(90, 5, 1), 4, 2, False, "{}")
    last = ImportProgress("d", "loads.csv", NOW, 200, Added(190, 5, 1), 4, 2, True)
    for progress in (first, last):
        store.write(lambda work, progress=progress: work.loads.keep_progress(progress))
        assert store.write(lambda work: work.loads.progress("d")) == progress
