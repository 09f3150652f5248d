"""Links: stations that can be called now, from this process."""

from typing import Protocol

from chargeit.domain.commands import Command, Outcome
from chargeit.domain.stations import StationId


class Links(Protocol):
    async def call(self, command: Command) -> Outcome:
        """Sends and awaits the answer. What a station does never raises: refusal, error and timeout are outcomes.

        Raises Unreachable where the station is not connected here: nothing was sent. Raises Invalid where the
        arguments do not fit the station's protocol version.
        """

    def ready(self) -> frozenset[StationId]:
        """Connected here, accepted, and heard since the socket opened (OCPP 1.6 4.2)."""

    def disconnect(self, station: StationId, reason: str) -> None: ...
