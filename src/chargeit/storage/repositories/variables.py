"""Variables: a station's settings as it reported them."""

from collections.abc import Iterable

from chargeit.domain.variables import Variable
from chargeit.storage.engine import upsert
from chargeit.storage.tables import variables
from chargeit.storage.types import KEY_LENGTH, clean
from chargeit.storage.unit import Unit


class SqlVariables:
    """`chargeit.ports.work.Variables`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def put(self, reported: Iterable[Variable]) -> None:
        newest = {}
        for variable in reported:
            row = {name: getattr(variable, name) for name in Variable.__slots__}
            name_key = clean(variable.name.casefold())[:KEY_LENGTH]
            newest[variable.station, name_key] = {**row, "name_key": name_key}
        upsert(self._unit.connection, variables, [newest[key] for key in sorted(newest)])
