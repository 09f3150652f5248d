"""Rows are found by several columns at once without a look at all the others."""

import pytest
from sqlalchemy import Table, event

from chargeit.storage.engine import with_keys
from chargeit.storage.store import Store
from chargeit.storage.tables import hourly_loads, load_scopes, load_transactions, telemetry
from tests.support.stored import A


def test_the_rows_of_the_keys_are_found_and_no_others(store: Store) -> None:
    lines = [(1, hour, number, *[None] * 5) for hour in (60, 120, 180) for number in (7, 8)]
    with store._engines.write.connect() as connection:
        connection.begin()
        connection.execute(
            hourly_loads.insert(), [dict(zip(hourly_loads.c.keys(), line, strict=True)) for line in lines]
        )
        found = with_keys(connection, hourly_loads, ("scope", "hour"), [(1, 60), (1, 180), (2, 60)])
        assert sorted((row.hour, row.transaction) for row in found) == [(60, 7), (60, 8), (180, 7), (180, 8)]
        connection.rollback()


@pytest.mark.parametrize(
    ("table", "names", "keys"),
    [
        (hourly_loads, ("scope", "hour"), [(1, 60), (2, 60)]),
        (load_transactions, ("source", "name"), [("file", "1"), (A, "2")]),
        (load_scopes, ("parent", "name"), [(1, "Oslo"), (2, "")]),
        (telemetry, ("battery", "at_ms"), [(1, 60), (2, 60)]),
    ],
)
def test_sqlite_searches_an_index_for_each_key(
    store: Store, engine_name: str, table: Table, names: tuple[str, str], keys: list[tuple[object, object]]
) -> None:
    if engine_name != "sqlite":
        pytest.skip("the planners of the others use an index of few rows as they see fit")
    said: list[tuple[str, object]] = []
    with store._engines.read.begin() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
        assert list(with_keys(connection, table, names, keys)) == []
        (sql, parameters), *_ = said
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]  # type: ignore[arg-type]
    assert not [step for step in plan if step == f"SCAN {table.name}"]
    assert [step for step in plan if step.startswith(f"SEARCH {table.name} USING")]
