"""Charging reports of Norwegian garages ("Dataset 1"): local times to the minute, decimal commas, no connectors.

Sørensen et al., Residential electric vehicle charging datasets from apartment buildings, Data in Brief 2021.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chargeit.fleet.formats.records import TOKEN_LENGTH, Left, Recorded, Row, decimal, read_table
from chargeit.loads.ingest.instants import between, moment
from chargeit.loads.texts import Unusable, blank, given

PREFIX = "TRD-"
OSLO = ZoneInfo("Europe/Oslo")
COLUMNS = ("Garage_ID", "User_ID", "Shared_ID", "Start_plugin", "End_plugout", "El_kWh", "Duration_hours")


def read(path: Path) -> Iterator[Recorded | Left]:
    yield from read_table(path, ";", COLUMNS, recorded)


def recorded(row: int, cells: Row) -> Recorded:
    """A private user has a charger of his own; shared ones belong to a group of a garage."""
    user = given(cells["User_ID"], "User_ID")
    shared = cells["Shared_ID"] not in ("", "NA")
    station = f"{cells['Garage_ID']}-{cells['Shared_ID']}" if shared else user
    begun = wall_clock(given(cells["Start_plugin"], "plug-in"))
    ended = wall_clock(given(cells["End_plugout"], "plug-out"))
    started_at, stopped_at = instants(begun, ended, cells["Duration_hours"])
    energy_wh = decimal(cells["El_kWh"], "energy") * 1000
    site = "" if blank(cells["Garage_ID"]) else cells["Garage_ID"].strip()
    return Recorded(row, station, None, user[:TOKEN_LENGTH], started_at, stopped_at, energy_wh, site=site)


def wall_clock(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%d.%m.%Y %H:%M")  # noqa: DTZ007 - the zone follows
    except ValueError:
        raise Unusable(f"{text!r} is no time such as 21.12.2018 10:20") from None


def instants(begun: datetime, ended: datetime, duration_h: str) -> tuple[datetime, datetime]:
    """UTC. Where the clock showed a time twice, the one that fits the recorded duration is meant."""
    try:
        lasted = timedelta(hours=float(decimal(duration_h, "duration")))
    except (Unusable, OverflowError):
        lasted = None
    return between(moment(begun, OSLO), moment(ended, OSLO), lasted)
