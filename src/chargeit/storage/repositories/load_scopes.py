"""Whose loads: the scopes of sites, stations and users, made when their first load comes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update

from chargeit.storage.engine import add_missing
from chargeit.storage.loads import Level, Path
from chargeit.storage.tables import load_scopes
from chargeit.storage.unit import Unit

INSIDE = select(load_scopes.c.id).where(
    load_scopes.c.parent == bindparam("inside"),
    load_scopes.c.name == bindparam("called"),
    load_scopes.c.level == bindparam("at_level"),
    load_scopes.c.simulated == bindparam("is_simulated"),
)
SET_ZONE = update(load_scopes).where(load_scopes.c.id == bindparam("changed"))
ROOT = 0
Names = tuple[str, str, str]
"""Site, station, user."""


class LoadScopes:
    """Finds and makes scopes in one unit of work. Loads of simulated stations are apart."""

    def __init__(self, unit: Unit, *, simulated: bool = False, time_zone: str | None = None) -> None:
        self._unit = unit
        self._time_zone = time_zone or unit.time_zone
        self._simulated = simulated

    def paths(self, wanted: Iterable[Names]) -> dict[Names, Path]:
        known: dict[tuple[int, str], int] = {}
        everything = self.inside(ROOT, Level.ALL, "")
        found: dict[Names, Path] = {}
        for names in sorted(set(wanted)):
            site, station, user = names
            site_id = self._one(known, everything, Level.SITE, site)
            station_id = self._one(known, site_id, Level.STATION, station)
            user_id = self._one(known, station_id, Level.USER, user)
            found[names] = Path(everything, site_id, station_id, user_id)
        return found

    def set_time_zone(self, site: str, zone: str) -> None:
        found = self.inside(self.inside(ROOT, Level.ALL, ""), Level.SITE, site)
        self._unit.connection.execute(SET_ZONE, {"changed": found, "time_zone": zone})

    def inside(self, parent: int, level: Level, name: str) -> int:
        """Its id; it is made where it is not there. A new site is in `time_zone`, or the platform's."""
        wanted = {"inside": parent, "called": name, "at_level": int(level), "is_simulated": self._simulated}
        connection = self._unit.connection
        found = connection.execute(INSIDE, wanted).scalar()
        if found is None:
            row: dict[str, Any] = {"parent": parent, "name": name, "level": int(level), "simulated": self._simulated}
            row["time_zone"] = self._time_zone if level is Level.SITE else None
            add_missing(connection, load_scopes, [row])
            found = connection.execute(INSIDE, wanted).scalar_one()
        return int(found)

    def _one(self, known: dict[tuple[int, str], int], parent: int, level: Level, name: str) -> int:
        if (parent, name) not in known:
            known[parent, name] = self.inside(parent, level, name)
        return known[parent, name]
