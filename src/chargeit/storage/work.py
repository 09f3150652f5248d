"""The unit of work that verbs are given."""

from chargeit.domain.events import Event
from chargeit.storage import events
from chargeit.storage.repositories.accounts import SqlAccounts
from chargeit.storage.repositories.batteries import SqlBatteries
from chargeit.storage.repositories.charged import SqlCharged
from chargeit.storage.repositories.commands import SqlCommands
from chargeit.storage.repositories.connectors import SqlConnectors
from chargeit.storage.repositories.loads import SqlLoads
from chargeit.storage.repositories.models import SqlModels
from chargeit.storage.repositories.presence import SqlPresence
from chargeit.storage.repositories.samples import SqlSamples
from chargeit.storage.repositories.stations import SqlStations
from chargeit.storage.repositories.tokens import SqlTokens
from chargeit.storage.repositories.transactions import SqlTransactions
from chargeit.storage.repositories.variables import SqlVariables
from chargeit.storage.unit import Unit


class SqlWork:
    """`chargeit.ports.work.Work`. `unit` is for storage's own verbs only."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.stations = SqlStations(unit)
        self.presence = SqlPresence(unit)
        self.connectors = SqlConnectors(unit)
        self.tokens = SqlTokens(unit)
        self.transactions = SqlTransactions(unit)
        self.samples = SqlSamples(unit)
        self.commands = SqlCommands(unit)
        self.variables = SqlVariables(unit)
        self.accounts = SqlAccounts(unit)
        self.loads = SqlLoads(unit)
        self.models = SqlModels(unit)
        self.batteries = SqlBatteries(unit)
        self.charged = SqlCharged(unit)

    def record(self, event: Event) -> None:
        self.unit.rows.events.append((event, events.body(event)))
