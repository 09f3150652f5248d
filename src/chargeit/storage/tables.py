"""The tables. A change here is a new migration; the contract suite compares both on every engine."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    false,
    text,
)
from sqlalchemy.dialects import mysql

from chargeit.storage.types import MARIADB, Findings, Hashes, Instant, Json, Key, Serial, Short, Words, binary

metadata = MetaData()

MARIADB_TABLE: dict[str, Any] = {
    f"{name}_{option}": value
    for name in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_nopad_bin"))
}


def table(name: str, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, **MARIADB_TABLE, **options)


def required(name: str, kind: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


stations = table(
    "stations",
    Column("id", Key(255), primary_key=True),
    required("created_at", Instant),
    required("name", Words),
    required("security_profile", Integer),
    required("simulated", Boolean),
    required("registration", Short(20)),
    required("ocpp_version", Short(20)),
    required("vendor", Words),
    required("model", Words),
    required("serial", Words),
    required("firmware", Words),
    required("iccid", Words),
    required("imsi", Words),
    required("meter_type", Words),
    required("meter_serial", Words),
    Column("booted_at", Instant),
    required("search_text", Words),
    required("site", Key(255), server_default=text("''")),
)

credentials = table(
    "credentials",
    Column("station", Key(255), ForeignKey("stations.id", ondelete="CASCADE"), primary_key=True),
    required("current", Hashes),
    required("pending", Hashes),
)

strangers = table(
    "strangers",
    Column("id", Key(255), primary_key=True),
    required("first_seen_at", Instant),
    required("last_seen_at", Instant),
    required("peer", Words),
    required("attempts", Integer),
)

presence = table(
    "presence",
    Column("station", Key(255), primary_key=True),
    Column("node", Words),
    required("epoch", BigInteger, server_default=text("0")),
    required("connected", Boolean, server_default=false()),
    Column("changed_at", Instant),
    Column("last_seen_at", Instant),
    Column("digests", binary(255)),
)

connectors = table(
    "connectors",
    Column("station", Key(255), primary_key=True),
    Column("evse", Integer, primary_key=True, autoincrement=False),
    Column("connector", Integer, primary_key=True, autoincrement=False),
    required("status", Short(20)),
    required("reported_at", Instant),
    required("received_at", Instant),
    required("error_code", Words),
    required("info", Words),
    required("vendor", Words),
    required("vendor_error_code", Words),
)

# What operators want of EVSEs; EVSE 0 is the whole station.
wanted_availability = table(
    "wanted_availability",
    Column("station", Key(255), primary_key=True),
    Column("evse", Integer, primary_key=True, autoincrement=False),
    required("operative", Boolean),
    required("since_at", Instant),
)

status_reports = table(
    "status_reports",
    Column("id", Serial, primary_key=True),
    required("station", Key(255)),
    required("evse", BigInteger),
    required("connector", BigInteger),
    required("status", Short(20)),
    required("reported_at", Instant),
    required("received_at", Instant),
    required("error_code", Words),
    required("info", Words),
    required("vendor", Words),
    required("vendor_error_code", Words),
)

variables = table(
    "variables",
    Column("station", Key(255), primary_key=True),
    Column("name_key", Short(255), primary_key=True),
    required("name", Words),
    Column("value", Words),
    required("readonly", Boolean),
    required("reported_at", Instant),
)

tokens = table(
    "tokens",
    Column("value_key", Key(255), primary_key=True),
    required("value", Words),
    required("created_at", Instant),
    required("kind", Words),
    required("group", Words),
    required("blocked", Boolean),
    Column("expires_at", Instant),
    required("concurrent", Boolean),
    required("label", Words),
    required("search_text", Words),
)

transactions = table(
    "transactions",
    Column("number", Integer, primary_key=True),
    required("station", Key(255)),
    required("evse", BigInteger),
    required("connector", BigInteger),
    required("token", Words),
    required("token_key", Short(255)),
    required("authorization", Short(20)),
    required("received_at", Instant),
    Column("started_at", Instant),
    Column("meter_start_wh", BigInteger),
    required("state", Short(20)),
    Column("stopped_at", Instant),
    Column("meter_stop_wh", BigInteger),
    required("stop_reason", Words),
    required("stop_token", Words),
    Column("stop_received_at", Instant),
    Column("claimed_number", BigInteger),
    Column("reservation", BigInteger),
    required("findings", Findings),
    required("simulated", Boolean),
    # what is derived, for indexes: the start or, where there is none, the receipt; the hash of the start's key
    required("begun_at", Instant),
    Column("energy_wh", BigInteger),
    Column("start_key", binary(32)),
    Column("load_scope", BigInteger),
    Index("transactions_begun", "begun_at", "number"),
    Index("transactions_station_begun", "station", "begun_at", "number"),
    Index("transactions_state_begun", "state", "begun_at", "number"),
    Index("transactions_token_begun", "token_key", "begun_at", "number"),
    Index("transactions_token_state", "token_key", "state"),
    Index("transactions_station_state", "station", "state"),
    Index("transactions_station_started", "station", "started_at"),
    Index("transactions_station_stopped", "station", "stopped_at"),
    Index("transactions_start_key", "start_key"),
    sqlite_autoincrement=True,
)

# What the samples of a transaction add up to: one row a transaction, written once a batch.
meters = table(
    "meters",
    Column("transaction", Integer, primary_key=True, autoincrement=False),
    required("samples", Integer),
    Column("first_at", Instant),
    Column("last_at", Instant),
    Column("register_wh", Double),
    Column("register_at", Instant),
    Column("rolled_wh", Double),
    Column("power_w", Double),
    Column("power_at", Instant),
    Column("soc", Double),
    Column("soc_at", Instant),
)

# One row holds the samples of one moment of a message, packed as `chargeit.storage.types` says. A sample's id is
# the number of the batch (the outbox row that announces it) times 2**20, plus its line in the batch; the row's is the
# id of its first.
samples = table(
    "samples",
    Column("id", Serial, primary_key=True, autoincrement=False),
    required("station", Key(255)),
    required("evse", BigInteger),
    Column("transaction", BigInteger),
    required("sampled_at", Instant),
    required("received_at", Instant),
    required("readings", Words),
    Index("samples_station_sampled", "station", "sampled_at"),
)

# What stations told and were answered, until it is heard: see `chargeit.storage.journal`. `problem` says why it could
# not be.
journal = table(
    "journal",
    Column("id", Serial, primary_key=True),
    required("body", LargeBinary().with_variant(mysql.LONGBLOB(), *MARIADB)),
    Column("problem", Words),
)

energy_hours = table(
    "energy_hours",
    Column("hour_at", Instant, primary_key=True),
    Column("station", Key(255), primary_key=True),
    Column("simulated", Boolean, primary_key=True),
    required("energy_wh", Double),
)

# Whose loads: all, sites, their stations, their users; a tree, `level` as in `chargeit.storage.loads.Level`. A site's
# days are those of its `time_zone`.
load_scopes = table(
    "load_scopes",
    Column("id", Serial, primary_key=True),
    required("parent", BigInteger),
    required("level", Integer),
    required("name", Key(255)),
    required("simulated", Boolean),
    Column("time_zone", Words),
    Index("load_scopes_named", "parent", "name", "level", "simulated", unique=True),
    Index("load_scopes_level", "level", "name"),
    sqlite_autoincrement=True,
)

# Loads show a number for a token: its value opens charging to whoever copies it.
load_tokens = table(
    "load_tokens",
    Column("id", Serial, primary_key=True),
    required("token_key", Key(255)),
    Index("load_tokens_key", "token_key", unique=True),
    sqlite_autoincrement=True,
)

load_transactions = table(
    "load_transactions",
    Column("id", Serial, primary_key=True),
    required("source", Key(255)),
    required("name", Key(255)),
    required("scope", BigInteger),
    Index("load_transactions_named", "source", "name", unique=True),
    sqlite_autoincrement=True,
)

# `hour` is the hour's beginning in minutes since 1970, UTC. `scope` is the user's. `transaction` is the id in
# load_transactions, or minus the number of one of our own.
hourly_loads = table(
    "hourly_loads",
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("transaction", BigInteger, primary_key=True, autoincrement=False),
    Column("synthetic_3_6_wh", BigInteger),
    Column("synthetic_7_2_wh", BigInteger),
    Column("flex_3_6_wh", BigInteger),
    Column("flex_7_2_wh", BigInteger),
    Column("measured_wh", BigInteger),
    sqlite_with_rowid=False,
)

# The sums of sites and of all. Each writer adds to a `lane` of its own, so that none waits for another.
load_hours = table(
    "load_hours",
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("lane", Integer, primary_key=True, autoincrement=False),
    required("energy_wh", BigInteger),
    required("loads", BigInteger),
    sqlite_with_rowid=False,
)

# The highest hour of each user in a month of UTC (12 times the year, plus the month from 0).
load_peaks = table(
    "load_peaks",
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True, autoincrement=False),
    required("peak_wh", BigInteger),
    sqlite_with_rowid=False,
)

load_imports = table(
    "load_imports",
    Column("file_digest", Key(255), primary_key=True),
    required("name", Words),
    required("updated_at", Instant),
    required("rows", BigInteger),
    required("new", BigInteger),
    required("same", BigInteger),
    required("changed", BigInteger),
    required("refused", BigInteger),
    required("repaired", BigInteger),
    required("finished", Boolean),
    required("state", Words),
)

# Each version of a feature's model; its bytes are in the file that `digest` names.
models = table(
    "models",
    Column("feature", Key(255), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    required("trained_at", Instant),
    required("data_from", Instant),
    required("data_to", Instant),
    required("rows", BigInteger),
    required("simulated_rows", BigInteger),
    required("scores", Json),
    required("notes", Words),
    required("digest", Short(64)),
    required("decision", Words),
)

model_serving = table(
    "model_serving",
    Column("feature", Key(255), primary_key=True),
    required("version", Integer),
    required("since_at", Instant),
)

commands = table(
    "commands",
    Column("id", Key(255), primary_key=True),
    required("station", Key(255)),
    required("kind", Short(40)),
    required("arguments", Json),
    required("requested_at", Instant),
    required("expires_at", Instant),
    required("requested_by", Words),
    required("state", Short(20)),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    required("status", Words),
    Column("answer", Json),
    required("error", Words),
    Column("transaction", Integer),
    Column("start_due_at", Instant),
    Index("commands_start_due", "start_due_at", "station"),
    Index("commands_requested", "requested_at", "id"),
    Index("commands_station_requested", "station", "requested_at", "id"),
    Index("commands_state_expires", "state", "expires_at"),
)

accounts = table(
    "accounts",
    Column("name", Key(255), primary_key=True),
    required("password_hash", Words),
    required("role", Short(20)),
    required("created_at", Instant),
)

logins = table(
    "logins",
    Column("token_hash", binary(64), primary_key=True),
    required("account", Key(255), index=True),
    required("csrf", Words),
    required("created_at", Instant),
    required("expires_at", Instant),
)

api_keys = table(
    "api_keys",
    Column("id", Key(255), primary_key=True),
    required("key_hash", binary(64), unique=True),
    required("label", Words),
    required("role", Short(20)),
    required("created_at", Instant),
)

outbox = table(
    "outbox",
    Column("id", Serial, primary_key=True),
    required("kind", Short(40)),
    required("version", Integer),
    required("station", Short(255)),
    required("recorded_at", Instant),
    required("body", Words),
    Column("position", BigInteger, unique=True),
    Column("published_at", Instant),
    Index("outbox_waiting", "published_at", "position", "id"),
    sqlite_autoincrement=True,
)

# One row: who publishes, until when, and the last position given.
publication = table(
    "publication",
    Column("id", Integer, primary_key=True, autoincrement=False),
    required("holder", Words),
    required("until", Instant),
    required("position", BigInteger),
)

# Batteries of vehicles; `number` is what the rows of their telemetry carry.
batteries = table(
    "batteries",
    Column("number", Integer, primary_key=True),
    required("id", Key(255), unique=True),
    required("created_at", Instant),
    required("chemistry", Short(20)),
    required("capacity_ah", Double),
    required("cells_in_series", Integer),
    required("vehicle", Words),
    required("simulated", Boolean),
    required("search_text", Words),
    sqlite_autoincrement=True,
)

# `at_ms` and `received_ms` are milliseconds since 1970. One line a battery and moment.
telemetry = table(
    "telemetry",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    required("received_ms", BigInteger),
    Column("soc", Double),
    Column("soh", Double),
    Column("voltage_v", Double),
    Column("current_a", Double),
    Column("temperature_c", Double),
    Column("cycles", Double),
    Column("power_w", Double),
    Column("spread_v", Double),
    sqlite_with_rowid=False,
)

# What was wrong with a line, and the line as it came; also lines that contradict one of the same moment.
odd_telemetry = table(
    "odd_telemetry",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    Column("digest", Short(32), primary_key=True),
    required("at_ms", BigInteger),
    required("received_ms", BigInteger),
    required("flags", Words),
    required("raw", Words),
    Index("odd_telemetry_at", "battery", "at_ms"),
)

# Least, sum and greatest of a quantity in an hour (hours since 1970), kept for ever.
battery_hours = table(
    "battery_hours",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    Column("quantity", Integer, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    required("low", Double),
    required("sum", Double),
    required("high", Double),
    required("lines", Integer),
    sqlite_with_rowid=False,
)

# Hours with lines that battery_hours does not count yet; `version` grows with every batch that adds some.
battery_marks = table(
    "battery_marks",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    required("version", BigInteger),
    Index("battery_marks_hour", "hour"),
)

# How many lines of telemetry a day (days since 1970, UTC) has; days that retention dropped have no row.
telemetry_days = table(
    "telemetry_days",
    Column("day", Integer, primary_key=True, autoincrement=False),
    required("lines", BigInteger),
)

# What the twin has learned of each battery until now; nothing drops it.
battery_health = table(
    "battery_health",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    required("soh", Double),
    required("variance", Double),
    required("cycles", Double),
)

battery_predictions = table(
    "battery_predictions",
    Column("battery", Integer, primary_key=True, autoincrement=False),
    Column("made_ms", BigInteger, primary_key=True, autoincrement=False),
    required("basis", Short(20)),
    Column("soc", Double),
    Column("soc_low", Double),
    Column("soc_high", Double),
    Column("soh", Double),
    Column("soh_low", Double),
    Column("soh_high", Double),
    Column("temperature_c", Double),
    Column("rul_cycles", Double),
    Column("rul_low", Double),
    Column("rul_high", Double),
    Column("failure_probability", Double),
    Column("anomaly", Double),
    Column("version", Integer),
    required("explanation", Words),
    sqlite_with_rowid=False,
)

battery_alerts = table(
    "battery_alerts",
    Column("id", Key(255), primary_key=True),
    required("battery", Integer),
    required("kind", Short(20)),
    required("raised_at", Instant),
    required("value", Double),
    required("threshold", Double),
    Column("cleared_at", Instant),
    Column("acknowledged_at", Instant),
    required("acknowledged_by", Words),
    Index("battery_alerts_raised", "raised_at", "id"),
    Index("battery_alerts_cleared", "cleared_at", "battery"),
)

# What each transaction says of the battery that it charged: one row for each that told a SoC and ended.
charge_estimates = table(
    "charge_estimates",
    Column("transaction", Integer, primary_key=True, autoincrement=False),
    required("token_key", Short(255)),
    required("token", Words),
    required("ended_at", Instant),
    required("simulated", Boolean),
    required("current", Short(20)),
    Column("capacity_wh", Double),
    required("variance", Double),
    required("lean", Double),
    Column("soc_from", Double),
    Column("soc_to", Double),
    required("explanation", Words),
    Index("charge_estimates_token_ended", "token_key", "ended_at", "transaction"),
)

# What is known of the battery that charges with a token; `nominal_wh` is what operators say.
charged_batteries = table(
    "charged_batteries",
    Column("token_key", Key(255), primary_key=True),
    required("token", Words),
    Column("nominal_wh", Double),
    required("simulated", Boolean),
    Column("capacity_wh", Double),
    Column("capacity_low", Double),
    Column("capacity_high", Double),
    Column("health", Double),
    Column("health_low", Double),
    Column("health_high", Double),
    Column("relative_to", Short(20)),
    Column("relative_at", Instant),
    required("counted", Integer),
    required("set_aside", Integer),
    Column("first_at", Instant),
    Column("last_at", Instant),
    required("explanation", Words),
    required("search_text", Words),
)

# One row: the transactions up to `last` may have ended before estimates were made; those up to `reached` are looked at.
charge_history = table(
    "charge_history",
    Column("id", Integer, primary_key=True, autoincrement=False),
    required("reached", Integer),
    required("last", Integer),
)

# How far along the outbox each broker has got, and each job that follows it.
relays = table(
    "relays",
    Column("name", Key(40), primary_key=True),
    required("position", BigInteger),
)
