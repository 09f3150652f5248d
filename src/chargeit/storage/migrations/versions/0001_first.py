"""The first schema."""

import sqlalchemy as sa
from alembic import op

from chargeit.storage.types import Findings, Hashes, Instant, Json, Key, Serial, Short, Words, binary

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_accounts()
    create_api_keys()
    create_commands()
    create_connectors()
    create_energy_hours()
    create_logins()
    create_meters()
    create_outbox()
    create_presence()
    create_publication()
    create_samples()
    create_stations()
    create_status_reports()
    create_strangers()
    create_tokens()
    create_transactions()
    create_variables()
    create_credentials()


def create(name: str, *parts: sa.schema.SchemaItem, **options: object) -> None:
    """Repeatable: MariaDB commits every statement by itself, and an upgrade may be interrupted between two."""
    mariadb = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_nopad_bin"}
    op.create_table(name, *parts, if_not_exists=True, **mariadb, **options)


def index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), if_not_exists=True)


def create_accounts() -> None:
    create(
        "accounts",
        sa.Column("name", Key(255), primary_key=True),
        sa.Column("password_hash", Words(), nullable=False),
        sa.Column("role", Short(20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
    )


def create_api_keys() -> None:
    create(
        "api_keys",
        sa.Column("id", Key(255), primary_key=True),
        sa.Column("key_hash", binary(64), nullable=False, unique=True),
        sa.Column("label", Words(), nullable=False),
        sa.Column("role", Short(20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
    )


def create_commands() -> None:
    create(
        "commands",
        sa.Column("id", Key(255), primary_key=True),
        sa.Column("station", Key(255), nullable=False),
        sa.Column("kind", Short(40), nullable=False),
        sa.Column("arguments", Json(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("requested_by", Words(), nullable=False),
        sa.Column("state", Short(20), nullable=False),
        sa.Column("sent_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("status", Words(), nullable=False),
        sa.Column("answer", Json()),
        sa.Column("error", Words(), nullable=False),
    )
    index("commands_requested", "commands", "requested_at", "id")
    index("commands_state_expires", "commands", "state", "expires_at")
    index("commands_station_requested", "commands", "station", "requested_at", "id")


def create_connectors() -> None:
    create(
        "connectors",
        sa.Column("station", Key(255), primary_key=True),
        sa.Column("evse", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("connector", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("status", Short(20), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("error_code", Words(), nullable=False),
        sa.Column("info", Words(), nullable=False),
        sa.Column("vendor", Words(), nullable=False),
        sa.Column("vendor_error_code", Words(), nullable=False),
    )


def create_energy_hours() -> None:
    create(
        "energy_hours",
        sa.Column("hour_at", Instant(), primary_key=True),
        sa.Column("station", Key(255), primary_key=True),
        sa.Column("simulated", sa.Boolean(), primary_key=True),
        sa.Column("energy_wh", sa.Double(), nullable=False),
    )


def create_logins() -> None:
    create(
        "logins",
        sa.Column("token_hash", binary(64), primary_key=True),
        sa.Column("account", Key(255), nullable=False),
        sa.Column("csrf", Words(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
    )
    index("ix_logins_account", "logins", "account")


def create_meters() -> None:
    create(
        "meters",
        sa.Column("transaction", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("first_at", Instant()),
        sa.Column("last_at", Instant()),
        sa.Column("register_wh", sa.Double()),
        sa.Column("register_at", Instant()),
        sa.Column("rolled_wh", sa.Double()),
        sa.Column("power_w", sa.Double()),
        sa.Column("power_at", Instant()),
        sa.Column("soc", sa.Double()),
        sa.Column("soc_at", Instant()),
    )


def create_outbox() -> None:
    create(
        "outbox",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("kind", Short(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", Short(255), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("body", Words(), nullable=False),
        sa.Column("position", sa.BigInteger(), unique=True),
        sa.Column("published_at", Instant()),
        sqlite_autoincrement=True,
    )
    index("outbox_waiting", "outbox", "published_at", "position", "id")


def create_presence() -> None:
    create(
        "presence",
        sa.Column("station", Key(255), primary_key=True),
        sa.Column("node", Words()),
        sa.Column("epoch", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("connected", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("changed_at", Instant()),
        sa.Column("last_seen_at", Instant()),
        sa.Column("digests", binary(255)),
    )


def create_publication() -> None:
    create(
        "publication",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("holder", Words(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
    )


def create_samples() -> None:
    create(
        "samples",
        sa.Column("id", Serial, primary_key=True, autoincrement=False),
        sa.Column("station", Key(255), nullable=False),
        sa.Column("evse", sa.BigInteger(), nullable=False),
        sa.Column("transaction", sa.BigInteger()),
        sa.Column("sampled_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("measurand", Words(), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("unit", Words(), nullable=False),
        sa.Column("raw", Words(), nullable=False),
        sa.Column("raw_unit", Words(), nullable=False),
        sa.Column("context", Words(), nullable=False),
        sa.Column("phase", Words(), nullable=False),
        sa.Column("location", Words(), nullable=False),
        sa.Column("format", Words(), nullable=False),
        sa.Column("flags", Words(), nullable=False),
    )
    index("samples_station_sampled", "samples", "station", "sampled_at")


def create_stations() -> None:
    create(
        "stations",
        sa.Column("id", Key(255), primary_key=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("security_profile", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("registration", Short(20), nullable=False),
        sa.Column("ocpp_version", Short(20), nullable=False),
        sa.Column("vendor", Words(), nullable=False),
        sa.Column("model", Words(), nullable=False),
        sa.Column("serial", Words(), nullable=False),
        sa.Column("firmware", Words(), nullable=False),
        sa.Column("iccid", Words(), nullable=False),
        sa.Column("imsi", Words(), nullable=False),
        sa.Column("meter_type", Words(), nullable=False),
        sa.Column("meter_serial", Words(), nullable=False),
        sa.Column("booted_at", Instant()),
        sa.Column("search_text", Words(), nullable=False),
    )


def create_status_reports() -> None:
    create(
        "status_reports",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("station", Key(255), nullable=False),
        sa.Column("evse", sa.BigInteger(), nullable=False),
        sa.Column("connector", sa.BigInteger(), nullable=False),
        sa.Column("status", Short(20), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("error_code", Words(), nullable=False),
        sa.Column("info", Words(), nullable=False),
        sa.Column("vendor", Words(), nullable=False),
        sa.Column("vendor_error_code", Words(), nullable=False),
    )


def create_strangers() -> None:
    create(
        "strangers",
        sa.Column("id", Key(255), primary_key=True),
        sa.Column("first_seen_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("peer", Words(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
    )


def create_tokens() -> None:
    create(
        "tokens",
        sa.Column("value_key", Key(255), primary_key=True),
        sa.Column("value", Words(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("group", Words(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Instant()),
        sa.Column("concurrent", sa.Boolean(), nullable=False),
        sa.Column("label", Words(), nullable=False),
        sa.Column("search_text", Words(), nullable=False),
    )


def create_transactions() -> None:
    create(
        "transactions",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("station", Key(255), nullable=False),
        sa.Column("evse", sa.BigInteger(), nullable=False),
        sa.Column("connector", sa.BigInteger(), nullable=False),
        sa.Column("token", Words(), nullable=False),
        sa.Column("token_key", Short(255), nullable=False),
        sa.Column("authorization", Short(20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("started_at", Instant()),
        sa.Column("meter_start_wh", sa.BigInteger()),
        sa.Column("state", Short(20), nullable=False),
        sa.Column("stopped_at", Instant()),
        sa.Column("meter_stop_wh", sa.BigInteger()),
        sa.Column("stop_reason", Words(), nullable=False),
        sa.Column("stop_token", Words(), nullable=False),
        sa.Column("stop_received_at", Instant()),
        sa.Column("claimed_number", sa.BigInteger()),
        sa.Column("reservation", sa.BigInteger()),
        sa.Column("findings", Findings(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("energy_wh", sa.BigInteger()),
        sa.Column("start_key", binary(32)),
        sqlite_autoincrement=True,
    )
    index("transactions_begun", "transactions", "begun_at", "number")
    index("transactions_start_key", "transactions", "start_key")
    index("transactions_state_begun", "transactions", "state", "begun_at", "number")
    index("transactions_station_begun", "transactions", "station", "begun_at", "number")
    index("transactions_station_started", "transactions", "station", "started_at")
    index("transactions_station_state", "transactions", "station", "state")
    index("transactions_station_stopped", "transactions", "station", "stopped_at")
    index("transactions_token_begun", "transactions", "token_key", "begun_at", "number")
    index("transactions_token_state", "transactions", "token_key", "state")


def create_variables() -> None:
    create(
        "variables",
        sa.Column("station", Key(255), primary_key=True),
        sa.Column("name_key", Short(255), primary_key=True),
        sa.Column("name", Words(), nullable=False),
        sa.Column("value", Words()),
        sa.Column("readonly", sa.Boolean(), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
    )


def create_credentials() -> None:
    create(
        "credentials",
        sa.Column("station", Key(255), sa.ForeignKey("stations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("current", Hashes(), nullable=False),
        sa.Column("pending", Hashes(), nullable=False),
    )
