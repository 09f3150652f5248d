"""Variables: a station's settings as it reports them (1.6: configuration keys; 2.x: device model)."""

from dataclasses import dataclass
from datetime import datetime

from chargeit.domain.stations import StationId

SECRET_KEYS = frozenset({"authorizationkey", "basicauthpassword"})
"""Never stored, never shown, never logged (OCPP 1.6 security whitepaper A01.FR.09)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """`value` None is known but unset; names compare case-insensitively (OCPP 1.6 6.9)."""

    station: StationId
    name: str
    value: str | None
    readonly: bool
    reported_at: datetime
