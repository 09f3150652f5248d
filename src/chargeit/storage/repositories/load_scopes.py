"""Whose loads: the scopes of zones, sites, stations and users, made when their first load comes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

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
SITE = select(load_scopes.c.id, load_scopes.c.parent).where(
    load_scopes.c.level == int(Level.SITE),
    load_scopes.c.name == bindparam("called"),
    load_scopes.c.simulated == bindparam("is_simulated"),
)
ROOT = 0
Names = tuple[str, str, str]
"""Site, station, user."""


class LoadScopes:
    """Finds and makes scopes in one unit of work."""

    def __init__(self, unit: Unit, *, simulated: bool = False) -> None:
        self._unit = unit
        self._simulated = simulated

    def paths(self, wanted: Iterable[Names]) -> dict[Names, Path]:
        known: dict[tuple[int, str], int] = {}
        sites: dict[str, tuple[int, int]] = {}
        found: dict[Names, Path] = {}
        for names in sorted(set(wanted)):
            site, station, user = names
            if site not in sites:
                sites[site] = self.site(site)
            zone_id, site_id = sites[site]
            station_id = self._one(known, site_id, Level.STATION, station)
            found[names] = Path(zone_id, site_id, station_id, self._one(known, station_id, Level.USER, user))
        return found

    def site(self, name: str) -> tuple[int, int]:
        """The ids of its zone and of itself; a new site is in the default zone."""
        row = self._unit.connection.execute(SITE, {"called": name, "is_simulated": self._simulated}).first()
        if row is not None:
            return int(row.parent), int(row.id)
        zone = self.inside(ROOT, Level.ZONE, self._unit.time_zone)
        return zone, self.inside(zone, Level.SITE, name)

    def inside(self, parent: int, level: Level, name: str) -> int:
        wanted = {"inside": parent, "called": name, "at_level": int(level), "is_simulated": self._simulated}
        connection = self._unit.connection
        found = connection.execute(INSIDE, wanted).scalar()
        if found is None:
            row: dict[str, Any] = {"parent": parent, "name": name, "level": int(level), "simulated": self._simulated}
            add_missing(connection, load_scopes, [row])
            found = connection.execute(INSIDE, wanted).scalar_one()
        return int(found)

    def _one(self, known: dict[tuple[int, str], int], parent: int, level: Level, name: str) -> int:
        if (parent, name) not in known:
            known[parent, name] = self.inside(parent, level, name)
        return known[parent, name]
