"""Everyone who may connect, in memory: handshakes are decided from here."""

from chargeit.domain.stations import Credentials, Registration, Station, StationId
from chargeit.gateway.settings import Quirks
from chargeit.ocpp.duplicates import Duplicates
from chargeit.ports.work import Work


class Known:
    """One provisioned station. `duplicates` outlives its sockets."""

    __slots__ = ("_duplicates", "hashes", "id", "quirks", "registration", "security_profile")

    def __init__(self, station: Station, credentials: Credentials | None, quirks: Quirks) -> None:
        self.id = station.id
        self.quirks = quirks
        self._duplicates: Duplicates | None = None
        self.learn(station, credentials)

    def learn(self, station: Station, credentials: Credentials | None) -> None:
        self.registration = station.registration
        self.security_profile = station.security_profile
        self.hashes = credentials.current + credentials.pending if credentials else ()

    @property
    def accepted(self) -> bool:
        return self.registration is Registration.ACCEPTED or self.quirks.boot_optional

    @property
    def never_booted(self) -> bool:
        return self.registration is Registration.UNKNOWN

    @property
    def duplicates(self) -> Duplicates:
        if self._duplicates is None:
            self._duplicates = Duplicates()
        return self._duplicates


class Directory:
    """The stations by identity."""

    def __init__(self, quirks: dict[str, Quirks]) -> None:
        self._quirks = quirks
        self._known: dict[StationId, Known] = {}

    def find(self, station: str) -> Known | None:
        return self._known.get(StationId(station))

    def learn(self, station: Station, credentials: Credentials | None) -> Known:
        known = self._known.get(station.id)
        if known is None:
            quirks = self._quirks.get(station.id, Quirks())
            known = self._known[station.id] = Known(station, credentials, quirks)
        else:
            known.learn(station, credentials)
        return known

    def identities(self) -> frozenset[StationId]:
        return frozenset(self._known)

    def forget(self, station: StationId) -> Known | None:
        return self._known.pop(station, None)


def stored(station: StationId, work: Work) -> tuple[Station, Credentials | None] | None:
    """What the store has of a station now; None where it may not connect."""
    found = work.stations.find(station)
    return (found, work.stations.credentials(station)) if found else None
