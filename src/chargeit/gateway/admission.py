"""Who may open a socket: decided from memory while the handshake waits."""

import logging
from collections.abc import Callable
from functools import partial

from chargeit.central import passwords, provisioning
from chargeit.central.provisioning import ProvisionAsked
from chargeit.domain.clock import Clock
from chargeit.domain.errors import Conflict, Invalid
from chargeit.domain.stations import Credentials, Station, StationId, Stranger
from chargeit.gateway.directory import Directory, Known
from chargeit.gateway.limiter import Limiter
from chargeit.gateway.routes import SUBPROTOCOLS
from chargeit.gateway.settings import Settings
from chargeit.ports.work import Writer
from chargeit.wire.handshake import Handshake, Turned, choose

logger = logging.getLogger(__name__)

# of one identity from one address; of all strangers together
WRONG_PASSWORDS, WRONG_WINDOW_S = 10, 60.0
STRANGERS, STRANGERS_WINDOW_S = 600, 60.0
KNOCK_EVERY_S = 10.0


class Admission:
    """`welcome` makes the handler of a socket that is let in; `monotonic` gives the loop's seconds."""

    def __init__(
        self, settings: Settings, directory: Directory, writer: Writer, clock: Clock, monotonic: Callable[[], float]
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._writer = writer
        self._clock = clock
        self._monotonic = monotonic
        self._failures = Limiter(WRONG_PASSWORDS, WRONG_WINDOW_S)
        self._knocks = Limiter(1, KNOCK_EVERY_S)
        self._strangers = Limiter(STRANGERS, STRANGERS_WINDOW_S)

    def decide(self, handshake: Handshake) -> Known | Turned:
        """Unknown: 404. Known and not proven: 401, too often 429. No common protocol: 400 (OCPP-J 1.6 3.1.2, 3.2)."""
        known = self._directory.find(handshake.identity)
        if known is None:
            known = self._admit_stranger(handshake) if self._settings.admit_strangers else None
            if known is None:
                self._note(handshake)
                return Turned(404, "not provisioned")
        reason = self._unproven(known, handshake)
        if reason:
            return reason
        silent = not handshake.subprotocols and known.quirks.subprotocol_optional
        if not silent and choose(handshake.subprotocols, SUBPROTOCOLS) is None:
            return Turned(400, f"none of {', '.join(handshake.subprotocols) or 'no subprotocols'} is spoken here")
        return known

    def _unproven(self, known: Known, handshake: Handshake) -> Turned | None:
        """The provisioned profile is the least that a socket must have (security whitepaper 2.2, A00.FR.001)."""
        profile = known.security_profile
        if profile == 0:
            return None
        if profile == 3:
            certified = common_name(handshake) == known.id
            return None if certified else Turned(401, "its security profile needs a client certificate with its name")
        if profile == 2 and not (handshake.secure or self._settings.secure_proxy):
            return Turned(403, "its security profile needs TLS")
        attempt = (known.id, handshake.host)
        if self._failures.full(attempt, self._monotonic()):
            return Turned(429, "too many wrong passwords from this address")
        if self._proven(known, handshake):
            self._failures.forget(attempt)
            return None
        self._failures.count(attempt, self._monotonic())
        return Turned(401, "wrong user name or password")

    def _proven(self, known: Known, handshake: Handshake) -> bool:
        if handshake.password is None or handshake.username != known.id:
            return False
        matched = passwords.matching(self._settings.secret, handshake.password, known.hashes)
        if matched is None:
            return False
        if known.hashes != (matched,):
            self._keep_only(known, matched)
        return True

    def _keep_only(self, known: Known, matched: bytes) -> None:
        known.hashes = (matched,)
        verb = partial(provisioning.narrow_password, known.id, matched)
        self._writer.submit(known.id, verb, partial(report, f"the password of {known.id!r} was not narrowed"))

    def _admit_stranger(self, handshake: Handshake) -> Known | None:
        """With the password that it offers; without one it is open."""
        station = StationId(handshake.identity)
        offers = handshake.password is not None and handshake.username == station
        hashes = (passwords.hashed(self._settings.secret, handshake.password or b""),) if offers else ()
        asked = ProvisionAsked(station, self._clock(), security_profile=int(offers), password_hashes=hashes)
        try:
            provisioning.check_identity(station)
        except Invalid:
            return None
        self._writer.submit(station, partial(provisioning.provision, asked), partial(report, f"{station!r} not added"))
        added = Station(station, asked.at, security_profile=asked.security_profile)
        return self._directory.learn(added, Credentials(station, hashes))

    def _note(self, handshake: Handshake) -> None:
        """A row an operator sees; bounded, since anybody may knock."""
        station, at, now = StationId(handshake.identity), self._clock(), self._monotonic()
        try:
            provisioning.check_identity(station)
        except Invalid:
            return
        if self._knocks.full(station, now) or not self._strangers.count("all", now):
            return
        self._knocks.count(station, now)
        stranger = Stranger(station, at, at, handshake.peer)
        self._writer.submit(station, partial(provisioning.knocked, stranger), partial(report, f"{station!r} not noted"))


def common_name(handshake: Handshake) -> str | None:
    """Of the client certificate, which the TLS layer has verified."""
    subject = (handshake.client_certificate or {}).get("subject", ())
    return next((value for part in subject for name, value in part if name == "commonName"), None)


def report(failed: str, result: object, problem: BaseException | None) -> None:
    """The end of a write that nobody waits for."""
    if problem is not None and not isinstance(problem, Conflict):
        logger.error("%s: %s", failed, problem)
