"""The table of OCPP 1.6 (4.9), errata 3.20, written down a second time: a row per state, a column per state."""

import pytest

from chargeit.domain.stations import ConnectorStatus as S
from chargeit.edge.statuses import ALLOWED, route

ORDER = (
    S.AVAILABLE,
    S.PREPARING,
    S.CHARGING,
    S.SUSPENDED_EV,
    S.SUSPENDED_EVSE,
    S.FINISHING,
    S.RESERVED,
    S.UNAVAILABLE,
    S.FAULTED,
)
TABLE = """
.2345.789
1.3456..9
1..456.89
1.3.56.89
1.34.6.89
12.....89
12.....89
12345...9
12345678.
"""


@pytest.mark.parametrize(("start", "row"), list(zip(ORDER, TABLE.split(), strict=True)))
def test_a_state_goes_only_where_the_table_says(start: S, row: str) -> None:
    assert ALLOWED[start] == {ORDER[int(column) - 1] for column in row if column != "."}


def test_every_way_between_two_states_that_a_station_takes_is_made_of_steps_of_the_table() -> None:
    for start in ORDER:
        for end in set(ORDER) - {S.RESERVED}:
            at = start
            for step in route(start, end):
                assert step in ALLOWED[at]
                at = step
            assert at is end
