"""Settings: typed, from a TOML file and the environment (`CHARGEIT_...`, which wins), checked at start."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from chargeit.domain.clock import time_zone
from chargeit.domain.errors import Misconfigured

PREFIX = "CHARGEIT_"
ORIGIN = re.compile("https?://[a-z0-9.-]+(:[0-9]+)?|https?://\\[[0-9a-f:]+\\](:[0-9]+)?")


def default_home() -> Path:
    return Path.home() / ".chargeit"


class StationQuirks(BaseModel):
    """What one station may do against the rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    boot_optional: bool = False
    subprotocol_optional: bool = False


class Alerts(BaseModel):
    """What raises an alert of a battery, and who is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low_charge_soc: float = Field(default=0.15, ge=0, le=1)
    hot_c: float = Field(default=60, ge=-40, le=200)
    heating_c_per_min: float = Field(default=3, gt=0)
    failure_probability: float = Field(default=0.7, gt=0, le=1)
    end_of_life_cycles: float = Field(default=100, ge=0)
    imbalance_v: float = Field(default=0.1, gt=0)
    silent_minutes: float = Field(default=15, gt=0)
    hysteresis: float = Field(default=0.05, ge=0, lt=1)
    webhook: str = Field(default="", repr=False, pattern=r"^(https?://[^\s@/]+(/\S*)?)?$")

    @property
    def silent(self) -> timedelta:
        return timedelta(minutes=self.silent_minutes)


class Settings(BaseSettings):
    """Every setting with its default; each has a line in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=True)

    home: Path = Field(default_factory=default_home, description="Folder of the database file and the secret key.")
    database_url: str = Field(
        default="",
        description="Where everything is stored: sqlite:///file, postgresql://... or mariadb://...; "
        "empty is `chargeit.sqlite3` in `home`.",
    )
    secret: str = Field(
        default="",
        min_length=0,
        repr=False,
        description="Key of the password hashes, 32 characters or more, the same for all processes of a "
        "platform; empty is the file `secret.key` in `home`, made at the first start.",
    )
    migrate: bool = Field(
        default=False,
        description="Upgrade the schema at start, also on PostgreSQL and MariaDB, where `chargeit migrate` does it; "
        "SQLite always upgrades itself.",
    )
    station_host: str = Field(default="127.0.0.1", description="Address that stations connect to; 0.0.0.0 is all.")
    station_port: int = Field(default=9000, ge=0, le=65535, description="Port that stations connect to; 0 is any.")
    station_tls: list[Path] = Field(
        default_factory=list,
        description="PEM files, each with a key and its certificate chain (one EC and one RSA pair serve every "
        "station); empty is plain ws, for trusted networks only.",
    )
    station_client_ca: Path | None = Field(
        default=None, description="PEM file with the authorities of station certificates (security profile 3)."
    )
    admit_strangers: bool = Field(
        default=False,
        description="Provision every unknown station when it first connects, with the password that it offers then "
        "(it is kept), or open to all where it offers none: for demonstrations.",
    )
    quirks: dict[str, StationQuirks] = Field(
        default_factory=dict,
        description="What single stations may do against the rules, by identity, as in `[quirks.CP1]`: "
        "`boot_optional = true` takes one that sends no BootNotification as accepted, `subprotocol_optional = true` "
        "one that asks for no subprotocol as speaking OCPP 1.6.",
    )
    heartbeat_interval_s: int = Field(default=300, ge=1, description="Heartbeat interval told to stations.")
    ping_interval_s: float = Field(default=30, gt=0, description="WebSocket ping to stations that are silent.")
    pong_deadline_s: float = Field(
        default=20, gt=0, description="A station that answers no ping for so long is closed."
    )
    call_timeout_s: float = Field(default=30, gt=0, description="How long a station may take to answer a call.")
    start_timeout_s: float = Field(
        default=180,
        gt=0,
        description="How long after its answer to request_start a station's transaction is awaited; "
        "its own ConnectionTimeOut or more.",
    )
    max_message_bytes: int = Field(default=1 << 20, ge=1024, description="Longest message of a station.")
    api_host: str = Field(default="127.0.0.1", description="Address of the API and the screens.")
    api_port: int = Field(default=8080, ge=0, le=65535, description="Port of the API and the screens; 0 is any.")
    api_tls: Path | None = Field(default=None, description="PEM file with key and certificate; unset is plain http.")
    api_hosts: list[str] = Field(
        default_factory=list, description="Host names that the API answers to, without port; empty is any."
    )
    api_origins: list[str] = Field(
        default_factory=list,
        description="Origins like https://charts.example whose pages may read the API, with a key; empty is none.",
    )
    max_upload_bytes: int = Field(
        default=2 << 30,
        ge=1,
        description="Longest file of loads that the API takes; it is on disk in `home` until it is imported.",
    )
    time_zone: str = Field(
        default="UTC", description="Time zone (IANA, like Europe/Oslo) of sites for which none is set: whose days."
    )
    secure_proxy: bool = Field(
        default=False,
        description="TLS ends at a proxy in front, for stations and screens: security profile 2 is met, and the "
        "login cookie is for https only. Let nothing but the proxy reach the ports then.",
    )
    trusted_proxies: list[IPv4Network | IPv6Network] = Field(
        default_factory=list,
        description="Addresses or networks of proxies whose X-Forwarded-For is believed, for stations and the API; "
        "empty believes nobody.",
    )
    events_kept_days: float = Field(
        default=7,
        gt=0,
        le=36500,
        description="How long published events are kept for streams that come back; later they are told of a gap.",
    )
    retrain_every_hours: float = Field(
        default=168,
        ge=0,
        le=8784,
        description="How often models are trained anew, sooner where the loads drift; 0 is never. Needs the extra "
        "learn.",
    )
    training_memory_mb: int = Field(
        default=700, ge=200, description="Memory that a training may take; it ends with an error where it needs more."
    )
    training_minutes: float = Field(default=30, gt=0, description="Time that the training of one feature may take.")
    training_processes: int = Field(
        default=1, ge=1, le=256, description="Processes that share a training of many series, each with its memory."
    )
    dask_scheduler: str = Field(
        default="",
        description="Dask cluster whose workers share a training of very many series: tcp://host:8786, or tls:// with "
        "Dask's own settings; the workers need the same packages. Needs the extra distributed.",
    )
    mlflow_uri: str = Field(
        default="",
        description="MLflow that is told of every version of a model and which one serves: https://mlflow.example or "
        "sqlite:///file, with a login by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD or "
        "MLFLOW_TRACKING_TOKEN in the environment. Needs the extra mlflow.",
    )
    mlflow_experiment: str = Field(
        default="chargeit",
        pattern=r"^[A-Za-z0-9_-]{1,100}$",
        description="MLflow's experiment with the runs; the registered models are `chargeit-load` and so on.",
    )
    mqtt_url: str = Field(
        default="",
        description="MQTT 5 broker that events go to and telemetry comes from: mqtt://user@host:1883, or mqtts://. "
        "Needs the extra mqtt.",
    )
    mqtt_password: str = Field(default="", repr=False, description="Password of the user in `mqtt_url`.")
    mqtt_ca: Path | None = Field(
        default=None, description="PEM file with the authority of the MQTT broker; unset is those of the system."
    )
    kafka_servers: str = Field(
        default="",
        description="Kafka brokers that events go to and telemetry comes from: host:9092,host:9092. "
        "Needs the extra kafka.",
    )
    kafka_tls: bool = Field(default=False, description="Connect to Kafka over TLS.")
    kafka_ca: Path | None = Field(
        default=None, description="PEM file with the authority of the Kafka brokers; unset is those of the system."
    )
    kafka_user: str = Field(default="", description="User for Kafka (SASL, SCRAM-SHA-512); empty is no login.")
    kafka_password: str = Field(default="", repr=False, description="Password of `kafka_user`.")
    broker_topic: str = Field(
        default="chargeit",
        pattern=r"^[A-Za-z0-9_-]{1,100}$",
        description="First part of all topics: `chargeit/events/...` on MQTT, `chargeit.events` on Kafka.",
    )
    predict_every_s: float = Field(default=5, ge=1, description="How often every battery is predicted.")
    telemetry_kept_days: float = Field(
        default=30, ge=1, le=36500, description="How long raw lines of telemetry are kept; sums of hours stay for ever."
    )
    telemetry_most_rows: int = Field(
        default=50_000_000, ge=100_000, description="Most raw lines of telemetry; beyond, the oldest days go first."
    )
    battery_metrics: int = Field(
        default=1000, ge=0, description="Most batteries with metrics of their own; with more, only the fleet's."
    )
    alerts: Alerts = Field(
        default_factory=Alerts,
        description="What raises an alert of a battery, as in `[alerts]`: `low_charge_soc` (0.15), `hot_c` (60), "
        "`heating_c_per_min` (3), `failure_probability` (0.7), `end_of_life_cycles` (100), `imbalance_v` (0.1), "
        "`silent_minutes` (15); it clears `hysteresis` (0.05) of the threshold later. `webhook` is an address that "
        "each change of an alert is posted to, again until it is taken, also after a restart.",
    )
    metrics_open: bool = Field(default=False, description="Answer /metrics without login or key.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, name: str) -> str:
        return time_zone(name)

    @field_validator("api_origins")
    @classmethod
    def plain_origins(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"must be like https://charts.example, without a path, this is {origin!r}")
        return origins

    @property
    def store_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'chargeit.sqlite3'}"

    def for_child(self, *names: str) -> dict[str, str]:
        """Environment of a child process with these settings: a command would show a database's password."""
        chosen = {name: str(getattr(self, name)) for name in names} | {"database_url": self.store_url}
        return {f"{PREFIX}{name.upper()}": value for name, value in chosen.items()}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def load(file: Path | None = None, **given: Any) -> Settings:
    """Settings from `given` (the command line), the environment and `file`, in this order of precedence.

    Raises Misconfigured, which names the setting and what would be right.
    """
    if file is not None and not file.is_file():
        raise Misconfigured("config", f"there is no file {file}")

    class Configured(Settings):
        model_config = SettingsConfigDict(**{**Settings.model_config, "toml_file": file})

    try:
        settings = Configured(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise Misconfigured(name, first["msg"]) from None
    except ValueError as error:  # a file that is no TOML, a list in the environment that is no JSON
        raise Misconfigured(str(file or "environment"), str(error)) from None
    if settings.secret and len(settings.secret) < 32:
        raise Misconfigured("secret", "32 characters or more are needed")
    return settings
