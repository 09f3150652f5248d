"""What the gateway is told at its start."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quirks:
    """What one station may do against the rules; everything is off unless an operator knows better.

    `boot_optional`: it never sends a BootNotification and is taken as accepted.
    `subprotocol_optional`: it asks for no subprotocol and is taken to speak OCPP 1.6.
    """

    boot_optional: bool = False
    subprotocol_optional: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """`secret` keys the hashes of stations' passwords; it must stay the same over restarts.

    `admit_strangers` provisions every unknown identity at once, with the password that it offers: for demonstrations.
    `secure_proxy` says that TLS ends in front of this process.
    """

    secret: bytes = field(repr=False)
    node: str = "local"
    heartbeat_interval_s: int = 300
    call_timeout_s: float = 30.0
    admit_strangers: bool = False
    secure_proxy: bool = False
    quirks: Mapping[str, Quirks] = field(default_factory=dict)
