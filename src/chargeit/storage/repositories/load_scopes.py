"""Whose loads: the scopes of sites, stations and users, made when their first load comes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update

from chargeit.storage.engine import add_missing, with_keys
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
AT_ONCE = 500
ROOT = 0
Place = tuple[int, str]
"""The scope that it is in, and its name."""
Names = tuple[str, str, str]
"""Site, station, user."""


class LoadScopes:
    """Finds and makes scopes in one unit of work. Loads of simulated stations are apart."""

    def __init__(self, unit: Unit, *, simulated: bool = False, time_zone: str | None = None) -> None:
        self._unit = unit
        self._time_zone = time_zone or unit.time_zone
        self._simulated = simulated

    def paths(self, wanted: Iterable[Names]) -> dict[Names, Path]:
        names = sorted(set(wanted))
        everything = self.inside(ROOT, Level.ALL, "")
        sites = self._all(Level.SITE, {(everything, site) for site, _, _ in names})
        site_of = {site: sites[everything, site] for site, _, _ in names}
        stations = self._all(Level.STATION, {(site_of[site], station) for site, station, _ in names})
        station_of = {(site, station): stations[site_of[site], station] for site, station, _ in names}
        users = self._all(Level.USER, {(station_of[site, station], user) for site, station, user in names})
        found = {}
        for site, station, user in names:
            station_id = station_of[site, station]
            found[site, station, user] = Path(everything, site_of[site], station_id, users[station_id, user])
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

    def _all(self, level: Level, wanted: set[Place]) -> dict[Place, int]:
        """By parent and name, in few queries: an hour of loads may be of a thousand users."""
        found: dict[Place, int] = {}
        places = sorted(wanted)
        for first in range(0, len(places), AT_ONCE):
            rows = with_keys(self._unit.connection, load_scopes, ("parent", "name"), places[first : first + AT_ONCE])
            for row in rows:
                if row.level == level and bool(row.simulated) is self._simulated:
                    found[row.parent, row.name] = int(row.id)
        return {place: found[place] if place in found else self.inside(place[0], level, place[1]) for place in places}
