"""What the API needs of the world; `app.kit` chooses the doors and passes them here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry

from chargeit.domain.clock import Clock, now
from chargeit.domain.stations import StationId
from chargeit.forecasting.serving import Forecaster
from chargeit.ports.bus import Bus
from chargeit.ports.imports import Imports
from chargeit.ports.reads import Reads
from chargeit.ports.work import Writer

SCREENS = Path(__file__).parent / "screens" / "admin"


@dataclass(frozen=True, slots=True)
class Rules:
    """The bounds of this door. `allowed_hosts` empty is any; `secure` marks the cookie for https only.

    `origins` are those whose pages may read, with a key.
    """

    secure: bool = False
    metrics_open: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    login_lifetime_s: int = 7 * 86400
    heartbeat_s: float = 15
    max_streams: int = 200
    max_body_bytes: int = 1 << 20
    max_upload_bytes: int = 2 << 30
    upload_idle_s: float = 60
    read_threads: int = 8


async def nobody(station: StationId) -> None:
    """Stations connect to other processes, which learn by the event."""


@dataclass(frozen=True, slots=True)
class Kit:
    """`secret` is the key of the stations' password hashes; `stopping` is set when streams must end.

    `learn` returns when the stations' door of this process, if it has one, knows of a station's change.
    """

    reads: Reads
    writer: Writer
    bus: Bus
    metrics: CollectorRegistry
    forecaster: Forecaster
    imports: Imports
    secret: bytes = field(repr=False)
    clock: Clock = now
    rules: Rules = Rules()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    screens: Path = SCREENS
    data_folder: Path = field(default_factory=Path.cwd)
    learn: Callable[[StationId], Awaitable[None]] = nobody
