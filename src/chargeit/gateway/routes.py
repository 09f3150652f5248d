"""Which actions of which version are served; all others are answered NotSupported."""

from chargeit.gateway.received import Route
from chargeit.gateway.v16 import inbound as v16
from chargeit.ocpp.versions import Version

ROUTES: dict[Version, dict[str, Route]] = {Version.V16: v16.ROUTES}
SUBPROTOCOLS: tuple[str, ...] = tuple(version.value for version in ROUTES)
