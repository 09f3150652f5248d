"""Provisioning: which stations may connect, as whom, and the strangers that knocked."""

from dataclasses import dataclass, replace
from datetime import datetime

from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.events import StationChanged, StationKnocked
from chargeit.domain.stations import Credentials, Station, StationId, Stranger
from chargeit.ports.work import Work

IDENTITY_LENGTH, NAME_LENGTH = 255, 100


@dataclass(frozen=True, slots=True)
class ProvisionAsked:
    """A station that may connect from now on. `password_hashes` are keyed hashes of the password's forms."""

    station: StationId
    at: datetime
    name: str = ""
    security_profile: int = 1
    simulated: bool = False
    site: str = ""
    password_hashes: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """What is None stays as it is."""

    station: StationId
    at: datetime
    name: str | None = None
    security_profile: int | None = None
    simulated: bool | None = None
    site: str | None = None


def provision(asked: ProvisionAsked, work: Work) -> Station:
    """Adds a station; one that knocked before is a stranger no more. Raises Conflict where the identity is taken."""
    check_identity(asked.station)
    station = Station(
        id=asked.station,
        created_at=asked.at,
        name=checked_name(asked.name),
        security_profile=asked.security_profile,
        simulated=asked.simulated,
        site=checked_name(asked.site, "site"),
    )
    check_profile(asked.security_profile, bool(asked.password_hashes))
    work.stations.add(station)
    work.stations.set_credentials(Credentials(asked.station, asked.password_hashes))
    work.presence.forget_stranger(asked.station)
    work.record(StationChanged(asked.station, asked.at))
    return station


def change(asked: ChangeAsked, work: Work) -> Station:
    """Renames a station, or changes its security profile, its site or whether it is simulated."""
    station = known(asked.station, work)
    if asked.name is not None:
        station = replace(station, name=checked_name(asked.name))
    if asked.site is not None:
        station = replace(station, site=checked_name(asked.site, "site"))
    if asked.simulated is not None:
        station = replace(station, simulated=asked.simulated)
    if asked.security_profile is not None:
        credentials = work.stations.credentials(asked.station)
        check_profile(asked.security_profile, credentials is not None and bool(credentials.current))
        station = replace(station, security_profile=asked.security_profile)
    work.stations.update(station)
    work.record(StationChanged(asked.station, asked.at))
    return station


def set_password(credentials: Credentials, at: datetime, work: Work) -> Station:
    """From now on only this password opens the socket."""
    station = known(credentials.station, work)
    if not credentials.current:
        raise Invalid("password", "one is needed")
    work.stations.set_credentials(credentials)
    work.record(StationChanged(station.id, at))
    return station


def narrow_password(station: StationId, matched: bytes, work: Work) -> bool:
    """A login showed which form of the password is right: only that one counts from now on.

    False where the password was changed meanwhile. No event: to others more forms of the same password do no harm.
    """
    credentials = work.stations.credentials(station)
    if credentials is None or matched not in credentials.current + credentials.pending:
        return False
    work.stations.set_credentials(Credentials(station, (matched,)))
    return True


def remove(station: StationId, at: datetime, work: Work) -> None:
    """It may connect no more; what it reported stays."""
    known(station, work)
    work.stations.remove(station)
    work.record(StationChanged(station, at))


def knocked(stranger: Stranger, work: Work) -> None:
    """An identity that is not provisioned tried to connect; an operator sees it."""
    if work.stations.find(stranger.id) is not None:
        return
    work.presence.knocked(stranger)
    work.record(StationKnocked(stranger.id, stranger.last_seen_at, stranger.peer))


def forget_stranger(station: StationId, work: Work) -> None:
    work.presence.forget_stranger(station)


def known(station: StationId, work: Work) -> Station:
    found = work.stations.find(station, lock=True)
    if found is None:
        raise NotFound("station", station)
    return found


def check_identity(station: StationId) -> None:
    """1.6 states no limit for identities (2.x: 48 characters); a colon would end the user name of HTTP Basic."""
    if not 1 <= len(station) <= IDENTITY_LENGTH:
        raise Invalid("id", f"1 to {IDENTITY_LENGTH} characters")
    if not station.isprintable() or station != station.strip():
        raise Invalid("id", "printable characters, no space at either end")
    if ":" in station:
        raise Invalid("id", "no colon: a station could not log in with it (RFC 7617)")


def checked_name(name: str, field: str = "name") -> str:
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Invalid(field, f"at most {NAME_LENGTH} printable characters")
    return name.strip()


def check_profile(profile: int, has_password: bool) -> None:
    """OCPP 1.6 security whitepaper 2.2: 0 none, 1 Basic, 2 TLS and Basic, 3 TLS with a client certificate."""
    if profile not in (0, 1, 2, 3):
        raise Invalid("security_profile", "0 (open), 1 (password), 2 (TLS and password) or 3 (client certificate)")
    if profile in (1, 2) and not has_password:
        raise Invalid("security_profile", f"{profile} needs a password: set one first")
