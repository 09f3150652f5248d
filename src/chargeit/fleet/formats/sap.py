"""Charging transactions of SAP Labs France, from an OCPP back end: Wh, connectors, SoC (0: unknown).

data.gouv.fr, "Consommation des bornes de recharge". The place is Europe/Paris where a time has no offset.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chargeit.fleet.formats.records import TOKEN_LENGTH, Left, Recorded, Row, connector, decimal, read_table
from chargeit.loads.formats.sap import NUMBER
from chargeit.loads.texts import Unusable, given

PREFIX = ""
STATION, CONNECTOR = "ID borne", "ID connecteur borne"
START, STOP, ENERGY = "Date demarrage", "Date fin", "Consommation totale (Wh)"
SOC_START, SOC_STOP = "Charge batterie demarrage (%)", "Charge batterie fin (%)"


def read(path: Path) -> Iterator[Recorded | Left]:
    columns = (STATION, CONNECTOR, START, STOP, ENERGY, SOC_START, SOC_STOP)
    yield from read_table(path, ";", columns, recorded)


def recorded(row: int, cells: Row) -> Recorded:
    station = given(cells[STATION], STATION)
    return Recorded(
        row,
        station,
        connector(cells[CONNECTOR], CONNECTOR),
        station[:TOKEN_LENGTH],  # the data names no user: the station stands for whoever came
        _instant(given(cells[START], START)),
        _instant(given(cells[STOP], STOP)),
        decimal(given(cells[ENERGY], ENERGY), "energy"),
        _soc(cells[SOC_START]),
        _soc(cells[SOC_STOP]),
        NUMBER.sub("", station),
    )


def _soc(text: str) -> float | None:
    try:
        percent = float(decimal(text, "SoC"))
    except Unusable:
        return None
    return percent / 100 if 0 < percent <= 100 else None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{text!r} is no time such as 2018-03-23T09:49:02+01:00") from None
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("Europe/Paris"))).astimezone(UTC)
