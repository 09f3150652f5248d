"""TimescaleDB: a PostgreSQL that has it, in so far as functions of the same names and arguments can stand for it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event

from chargeit.domain.batteries import BatteryId
from chargeit.ports.batteries import HistoryAsked
from chargeit.storage import migrate
from chargeit.storage.engine import open_engines
from chargeit.storage.store import Store, open_store
from chargeit.twin import intake, telemetry
from tests.contracts.storage.conftest import Databases

NOW = datetime.now(UTC).replace(minute=30, second=0, microsecond=0)
DAY_MS = 86_400_000
# Arguments as https://docs.timescale.com/api/latest has them; each call is told to `calls`.
STAND_IN = """
CREATE TABLE calls (name TEXT, arguments JSON);
CREATE FUNCTION by_range(column_name NAME, partition_interval ANYELEMENT) RETURNS JSON LANGUAGE SQL AS
$$ SELECT json_build_array(column_name, partition_interval) $$;
CREATE FUNCTION create_hypertable(relation REGCLASS, dimension JSON, create_default_indexes BOOLEAN DEFAULT TRUE,
    if_not_exists BOOLEAN DEFAULT FALSE, migrate_data BOOLEAN DEFAULT FALSE) RETURNS JSON LANGUAGE SQL AS
$$ INSERT INTO calls VALUES ('create_hypertable', json_build_array(relation, dimension, migrate_data));
   SELECT NULL::JSON $$;
CREATE FUNCTION set_integer_now_func(hypertable REGCLASS, integer_now_func REGPROC,
    replace_if_exists BOOLEAN DEFAULT FALSE) RETURNS VOID LANGUAGE SQL AS
$$ INSERT INTO calls VALUES ('set_integer_now_func', json_build_array(hypertable, integer_now_func)) $$;
CREATE FUNCTION add_compression_policy(hypertable REGCLASS, compress_after ANYELEMENT,
    if_not_exists BOOLEAN DEFAULT FALSE) RETURNS INTEGER LANGUAGE SQL AS
$$ INSERT INTO calls VALUES ('add_compression_policy', json_build_array(hypertable, compress_after)); SELECT 1 $$;
CREATE FUNCTION add_retention_policy(relation REGCLASS, drop_after ANYELEMENT, if_not_exists BOOLEAN DEFAULT FALSE)
    RETURNS INTEGER LANGUAGE SQL AS
$$ INSERT INTO calls VALUES ('add_retention_policy', json_build_array(relation, drop_after)); SELECT 1 $$;
CREATE FUNCTION add_continuous_aggregate_policy(continuous_aggregate REGCLASS, start_offset ANYELEMENT,
    end_offset ANYELEMENT, schedule_interval INTERVAL, if_not_exists BOOLEAN DEFAULT FALSE)
    RETURNS INTEGER LANGUAGE SQL AS
$$ INSERT INTO calls VALUES ('add_continuous_aggregate_policy',
   json_build_array(continuous_aggregate, start_offset, end_offset)); SELECT 1 $$;
CREATE FUNCTION time_bucket(bucket_width BIGINT, ts BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE AS
$$ SELECT ts - ts % bucket_width $$;
CREATE FUNCTION drop_chunks(relation REGCLASS, older_than ANYELEMENT) RETURNS SETOF TEXT LANGUAGE plpgsql AS
$$ BEGIN EXECUTE format('DELETE FROM %s WHERE at_ms < $1', relation) USING older_than; END $$;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
VALUES (99999, 'timescaledb', 10, 2200, FALSE, '{version}')
"""


def stand_in(url: str, version: str = "2.17.2") -> None:
    with psycopg.connect(url) as connection:
        for statement in STAND_IN.format(version=version).split(";\nCREATE"):
            connection.execute(statement if statement.lstrip().startswith("CREATE") else f"CREATE{statement}")


def plain(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    """Without what PostgreSQL itself does not take: options of another namespace. The aggregate is a view then."""
    if statement.lstrip().startswith("ALTER TABLE telemetry SET (timescaledb."):
        return "SELECT 1", parameters
    if "WITH (timescaledb.continuous" in statement:
        view = re.sub(r"WITH \(timescaledb[^)]*\)", "", statement).replace("WITH NO DATA", "")
        return view.replace("CREATE MATERIALIZED VIEW IF NOT EXISTS", "CREATE OR REPLACE VIEW"), parameters
    return statement, parameters


def upgrade(url: str, revision: str = "head") -> list[str]:
    """What was executed, as it was written."""
    engines = open_engines(url, 1)
    said: list[str] = []
    event.listen(engines.write, "before_cursor_execute", lambda *of: said.append(of[2]))
    event.listen(engines.write, "before_cursor_execute", plain, retval=True)
    try:
        migrate.upgrade(engines, revision)
    finally:
        engines.dispose()
    return said


@pytest.fixture
def url(all_databases: Databases) -> str:
    return all_databases.new("postgresql")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    stand_in(url)
    upgrade(url)
    opened = open_store(url)
    yield opened
    opened.close()


def address(store: Store) -> str:
    return store._engines.write.url.set(drivername="postgresql").render_as_string(hide_password=False)


def lines(*moments: datetime, **said: Any) -> list[dict[str, Any]]:
    return [{"battery": "A", "measured_at": at.isoformat(), "soc": 0.5, **said} for at in moments]


def tell(store: Store, *told: dict[str, Any]) -> None:
    store.write(lambda work: telemetry.store(intake.told(list(told)), datetime.now(UTC), work))


def test_telemetry_becomes_a_hypertable_with_its_policies(url: str) -> None:
    upgrade(url, "0009")
    stand_in(url)
    for _ in range(2):  # as whoever repeats it by hand, see docs/timescale.md
        said = upgrade(url)
        with psycopg.connect(url) as connection:
            calls: dict[str, Any] = dict(connection.execute("SELECT name, arguments FROM calls").fetchall())
            connection.execute("UPDATE alembic_version SET version_num = '0009'")
        assert calls == {
            "create_hypertable": ["telemetry", ["at_ms", DAY_MS], True],
            "set_integer_now_func": ["telemetry", "telemetry_now_ms"],
            "add_compression_policy": ["telemetry", 7 * DAY_MS],
            "add_retention_policy": ["telemetry", 30 * DAY_MS],
            "add_continuous_aggregate_policy": ["telemetry_hours", 29 * DAY_MS, 3_600_000],
        }
        assert any("timescaledb.compress_segmentby = 'battery'" in one for one in said)
    with psycopg.connect(url) as connection:
        (now_ms,) = connection.execute("SELECT telemetry_now_ms()").fetchone() or (0,)
    assert abs(now_ms / 1000 - datetime.now(UTC).timestamp()) < 60


@pytest.mark.parametrize("statement", ["COMPRESSED", "HOURS"])
def test_postgresql_parses_what_only_the_extension_carries_out(url: str, statement: str) -> None:
    upgrade(url)
    stand_in(url)
    text = migration()[statement]
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error) as raised:
        connection.execute(text)
    assert "unrecognized parameter namespace" in str(raised.value)


def migration() -> dict[str, Any]:
    found = ScriptDirectory.from_config(migrate.configuration()).get_revision("0010")
    assert found is not None
    return vars(found.module)


@pytest.mark.parametrize("without", ["nothing", "old", "apache"])
def test_where_it_does_not_serve_nothing_changes(url: str, without: str, caplog: pytest.LogCaptureFixture) -> None:
    if without != "nothing":
        stand_in(url, "2.10.3" if without == "old" else "2.17.2")
    if without == "apache":
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "DO $$ BEGIN EXECUTE format("
                "'ALTER DATABASE %I SET timescaledb.license = ''apache''', current_database()); END $$"
            )
    upgrade(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('telemetry_hours')").fetchone() == (None,)
    assert ("TimescaleDB" in caplog.text) == (without != "nothing")


def test_hours_come_from_the_aggregate_and_old_ones_from_sums(store: Store) -> None:
    old, recent = NOW - timedelta(days=29, hours=5), NOW - timedelta(hours=5)
    tell(store, *lines(old, old + timedelta(seconds=9), soc=0.25), *lines(recent, recent + timedelta(seconds=2)))
    while store.upkeep.roll_up(NOW + timedelta(hours=1)):
        pass
    with psycopg.connect(address(store)) as connection:
        (summed,) = connection.execute("SELECT count(*) FROM battery_hours").fetchone() or (0,)
        (marks,) = connection.execute("SELECT count(*) FROM battery_marks").fetchone() or (0,)
    assert (summed, marks) == (1, 0), "an hour of one quantity; the other one is the extension's to sum"
    points = store.reads.batteries.history(HistoryAsked(BatteryId("A"), "soc", old, NOW, 30))
    assert [point.mean for point in points] == [0.25, 0.5]


def test_a_day_goes_as_a_chunk(store: Store) -> None:
    days = [NOW - timedelta(days=n) for n in (3, 2, 1)]
    tell(store, *lines(*(day + timedelta(seconds=n) for day in days for n in range(10)), temperature_c="hot"))
    while store.upkeep.roll_up(NOW + timedelta(hours=1)):
        pass
    assert store.upkeep.drop_over(25) == 10
    stats = store.reads.batteries.stats()
    assert stats.lines == 20
    assert stats.oldest_at == days[1].replace(hour=0, minute=0)
    with psycopg.connect(address(store)) as connection:
        assert connection.execute("SELECT count(*) FROM telemetry").fetchone() == (20,)
        assert connection.execute("SELECT count(*) FROM odd_telemetry").fetchone() == (20,)


def test_the_status_of_a_battery_follows_its_health(store: Store) -> None:
    found = []
    with psycopg.connect(address(store), autocommit=True) as connection:
        for second, soh in ((0, 0.95), (1, 0.94), (3, 0.85), (2, 0.5), (4, None), (5, 0.79)):
            tell(store, *lines(NOW - timedelta(hours=1) + timedelta(seconds=second), soh=soh))
            row = connection.execute("SELECT soh, status FROM battery_status").fetchone()
            found.append(row)
    assert found == [(0.95, "good"), (0.95, "good"), (0.85, "fair"), (0.85, "fair"), (0.85, "fair"), (0.79, "worn")]
