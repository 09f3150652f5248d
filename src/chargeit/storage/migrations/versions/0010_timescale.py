"""On PostgreSQL with TimescaleDB: telemetry in chunks of a day, compressed, dropped, and summed by the extension.

Nothing happens elsewhere. Every statement may be repeated: docs/timescale.md tells how to run them again.
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

log = logging.getLogger(__name__)

QUANTITIES = ("soc", "soh", "voltage_v", "current_a", "temperature_c", "cycles", "power_w", "spread_v")
OLDEST = (2, 13)
"""The version that has `by_range`; conflicts with compressed rows are resolved since 2.11."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
INSTALLED = "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"
# without it in shared_preload_libraries, CREATE EXTENSION fails
LOADED = """
SELECT count(*) FROM pg_available_extensions
WHERE name = 'timescaledb' AND current_setting('shared_preload_libraries') LIKE '%timescaledb%'
"""
COLUMNS = ",\n".join(
    f"min({name}) AS {name}_low, sum({name}) AS {name}_sum, max({name}) AS {name}_high, count({name}) AS {name}_lines"
    for name in QUANTITIES
)
HYPERTABLE = f"""
SELECT create_hypertable('telemetry', by_range('at_ms', BIGINT '{DAY_MS}'),
create_default_indexes => FALSE, if_not_exists => TRUE, migrate_data => TRUE)
"""
NOW = """
CREATE OR REPLACE FUNCTION telemetry_now_ms() RETURNS BIGINT LANGUAGE SQL STABLE AS
$$ SELECT (extract(epoch FROM now()) * 1000)::BIGINT $$
"""
HAS_NOW = "SELECT set_integer_now_func('telemetry', 'telemetry_now_ms', replace_if_exists => TRUE)"
COMPRESSED = """
ALTER TABLE telemetry SET (timescaledb.compress,
timescaledb.compress_segmentby = 'battery', timescaledb.compress_orderby = 'at_ms')
"""
COMPRESSION = (
    f"SELECT add_compression_policy('telemetry', compress_after => BIGINT '{7 * DAY_MS}', if_not_exists => TRUE)"
)
RETENTION = f"SELECT add_retention_policy('telemetry', drop_after => BIGINT '{30 * DAY_MS}', if_not_exists => TRUE)"
HOURS = f"""
CREATE MATERIALIZED VIEW IF NOT EXISTS telemetry_hours
WITH (timescaledb.continuous, timescaledb.materialized_only = FALSE) AS
SELECT battery, time_bucket(BIGINT '{HOUR_MS}', at_ms) AS hour_ms,
{COLUMNS}
FROM telemetry GROUP BY battery, time_bucket(BIGINT '{HOUR_MS}', at_ms)
WITH NO DATA
"""  # noqa: S608 names of this file
# a refresh never reaches what retention drops: it would take the sums along
SUMMING = f"""
SELECT add_continuous_aggregate_policy('telemetry_hours', start_offset => BIGINT '{29 * DAY_MS}',
end_offset => BIGINT '{HOUR_MS}', schedule_interval => INTERVAL '15 minutes', if_not_exists => TRUE)
"""
STATUS = """
CREATE TABLE IF NOT EXISTS battery_status (
battery INTEGER PRIMARY KEY, since_ms BIGINT NOT NULL, soh DOUBLE PRECISION NOT NULL, status TEXT NOT NULL)
"""
# 80 % of the nominal capacity is the end of life in a vehicle
STATUS_FUNCTION = """
CREATE OR REPLACE FUNCTION telemetry_status() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  found TEXT := CASE WHEN NEW.soh >= 0.9 THEN 'good' WHEN NEW.soh >= 0.8 THEN 'fair' ELSE 'worn' END;
BEGIN
  IF NOT EXISTS (SELECT FROM battery_status WHERE battery = NEW.battery AND status = found) THEN
    INSERT INTO battery_status AS known VALUES (NEW.battery, NEW.at_ms, NEW.soh, found)
    ON CONFLICT (battery) DO UPDATE
    SET since_ms = excluded.since_ms, soh = excluded.soh, status = excluded.status
    WHERE known.since_ms < excluded.since_ms;
  END IF;
  RETURN NULL;
END $$
"""
NO_TRIGGER = "DROP TRIGGER IF EXISTS telemetry_status ON telemetry"
TRIGGER = """
CREATE TRIGGER telemetry_status AFTER INSERT ON telemetry
FOR EACH ROW WHEN (NEW.soh IS NOT NULL) EXECUTE FUNCTION telemetry_status()
"""
STATEMENTS = (
    HYPERTABLE,
    NOW,
    HAS_NOW,
    COMPRESSED,
    COMPRESSION,
    RETENTION,
    HOURS,
    SUMMING,
    STATUS,
    STATUS_FUNCTION,
    NO_TRIGGER,
    TRIGGER,
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql" or not is_there(connection):
        return
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def is_there(connection: sa.Connection) -> bool:
    """Whether this database has the extension, or can get it, in a version and under a licence that serve."""
    version = connection.execute(sa.text(INSTALLED)).scalar()
    if version is None and connection.execute(sa.text(LOADED)).scalar():
        try:
            with connection.begin_nested():
                connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS timescaledb"))
        except sa.exc.DBAPIError as error:
            log.warning("TimescaleDB is not used: %s", error.orig)
        version = connection.execute(sa.text(INSTALLED)).scalar()
    if version is None:
        return False
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        log.warning("TimescaleDB %s is not used: it is older than %d.%d", version, *OLDEST)
        return False
    if connection.execute(sa.text("SELECT current_setting('timescaledb.license', TRUE)")).scalar() == "apache":
        log.warning("TimescaleDB is not used: its Apache edition neither compresses nor sums")
        return False
    return True
