"""The configuration keys of OCPP 1.6 (9) that the controller has, their defaults, and what values they take."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from chargeit.domain.metering import ENERGY_REGISTER, POWER, SOC

MEASURANDS = (ENERGY_REGISTER, POWER, "Current.Import", "Voltage", SOC)


class Key(NamedTuple):
    """`kind`: integer (0 or more), boolean, measurands (a comma-separated list), text."""

    default: str
    kind: str = "integer"
    readonly: bool = False


# OCPP 1.6 9.1, table of the Core profile
KEYS: dict[str, Key] = {
    "AllowOfflineTxForUnknownId": Key("false", "boolean"),
    "AuthorizationCacheEnabled": Key("true", "boolean"),
    "AuthorizeRemoteTxRequests": Key("true", "boolean"),
    "ClockAlignedDataInterval": Key("0"),
    "ConnectionTimeOut": Key("60"),
    "ConnectorPhaseRotation": Key("Unknown", "text"),
    "GetConfigurationMaxKeys": Key("100", readonly=True),
    "HeartbeatInterval": Key("300"),
    "LocalAuthorizeOffline": Key("true", "boolean"),
    "LocalPreAuthorize": Key("false", "boolean"),
    "MessageTimeout": Key("30"),
    "MeterValuesAlignedData": Key(ENERGY_REGISTER, "measurands"),
    "MeterValuesSampledData": Key(",".join((ENERGY_REGISTER, POWER, SOC)), "measurands"),
    "MeterValueSampleInterval": Key("60"),
    "NumberOfConnectors": Key("1", readonly=True),
    "ResetRetries": Key("1"),
    "StopTransactionOnEVSideDisconnect": Key("true", "boolean"),
    "StopTransactionOnInvalidId": Key("true", "boolean"),
    "StopTxnAlignedData": Key("", "measurands"),
    "StopTxnSampledData": Key("", "measurands"),
    "SupportedFeatureProfiles": Key("Core", "text", readonly=True),
    "TransactionMessageAttempts": Key("3"),
    "TransactionMessageRetryInterval": Key("60"),
    "UnlockConnectorOnEVSideDisconnect": Key("true", "boolean"),
}
_SPELLING = {name.casefold(): name for name in KEYS}


class Configuration(Struct, frozen=True):
    """The values that differ from the defaults; never mutated."""

    changed: Mapping[str, str] = {}

    def text(self, name: str) -> str:
        return self.changed.get(name) or KEYS[name].default

    def integer(self, name: str) -> int:
        return int(self.text(name))

    def flag(self, name: str) -> bool:
        return self.text(name).lower() == "true"

    def measurands(self, name: str) -> tuple[str, ...]:
        return tuple(filter(None, self.changed.get(name, KEYS[name].default).split(",")))

    def having(self, name: str, value: str) -> "Configuration":
        return Configuration({**self.changed, name: value})


def spelled(name: str) -> str | None:
    """The key of that name; keys compare case-insensitively (OCPP 1.6 7.17)."""
    return _SPELLING.get(name.casefold())


def accepts(name: str, value: str) -> str | None:
    """The value as it is kept, or None where the key does not take it. One bad measurand refuses the list (3.16.4)."""
    key = KEYS[name]
    if key.readonly:
        return None
    if key.kind == "integer":
        return str(int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else None
    if key.kind == "boolean":
        return value.lower() if value.lower() in ("true", "false") else None
    if key.kind == "measurands":
        wanted = [m.strip() for m in value.split(",")] if value.strip() else []
        return ",".join(wanted) if all(m in MEASURANDS for m in wanted) else None
    return value
