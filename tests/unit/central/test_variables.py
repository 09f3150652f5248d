"""Settings are kept as stations report them; secrets never."""

from chargeit.central import variables
from chargeit.domain.stations import StationId
from chargeit.domain.variables import Variable
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1 = StationId("CP1")


def test_values_are_kept_and_a_secret_only_as_a_name(work: MemoryWork) -> None:
    said = [
        Variable(CP1, "HeartbeatInterval", "60", False, NOON),
        Variable(CP1, "AuthorizationKEY", "00ff", False, NOON),
    ]
    variables.reported(said, work)
    assert work.variables.rows[CP1, "heartbeatinterval"].value == "60"
    assert work.variables.rows[CP1, "authorizationkey"].value is None
