"""Why a connection did not come about."""

from chargeit.domain.errors import Unreachable


class TurnedAway(Unreachable):
    """The server answered the handshake with something else than a channel; `status` is the HTTP status it gave.

    A station keeps trying, with back-off, also after 401 and 404 (OCPP-J 1.6 errata 3.4).
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the server refused the handshake with HTTP {status}: {reason}")
        self.status = status
