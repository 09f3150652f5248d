"""Public chargers of Perth & Kinross, as published or repaired: read as `loads` reads them; kWh, connectors, no users.

The place is Europe/London.
"""

from collections.abc import Iterator
from pathlib import Path

from chargeit.domain.errors import Invalid
from chargeit.domain.loads import Outcome, RowNote
from chargeit.fleet.formats.records import TOKEN_LENGTH, Left, Recorded, checked, connector
from chargeit.loads.formats.perth import REPAIRED
from chargeit.loads.ingest import reading
from chargeit.loads.ingest.reports import Plugged
from chargeit.loads.texts import Unusable

PREFIX = "PERTH-"


def read(path: Path) -> Iterator[Recorded | Left]:
    """Raises Invalid for a file of another publisher."""
    found = reading.read(path)
    if found.manner.source != REPAIRED.source:
        raise Invalid("file", f"its columns are those of {found.manner.layout.name!r}; is it of another format?")
    for row in found.reports():
        if isinstance(row, Plugged):
            yield checked(row.row, lambda _, row=row: recorded(row))  # type: ignore[misc]
        elif is_refused(row):
            yield Left(row.row, row.reason)


def is_refused(note: RowNote) -> bool:
    """What was repaired or is only odd is told all the same."""
    return note.outcome is Outcome.REFUSED


def recorded(row: Plugged) -> Recorded:
    report = row.report
    if report.plugged_out_at is None:
        raise Unusable("it has no plug-out")
    return Recorded(
        row.row,
        report.station,
        connector(row.connector, "Connector"),
        f"{PREFIX}{report.station}"[:TOKEN_LENGTH],  # the data names no user: the station stands for whoever came
        report.plugged_in_at,
        report.plugged_out_at,
        row.energy_wh,
        site=report.site,
    )
