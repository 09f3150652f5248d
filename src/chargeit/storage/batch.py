"""A batch of verbs in one commit; where that fails, each in a commit of its own."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.exc import OperationalError

from chargeit.domain.errors import Unreachable
from chargeit.ports.work import Verb
from chargeit.storage.bulk import Statements
from chargeit.storage.engine import Engines, breaks_transaction, is_transient, translated
from chargeit.storage.memory import Memory
from chargeit.storage.unit import Unit
from chargeit.storage.work import SqlWork

ATTEMPTS = 8
FIRST_WAIT_S = 0.005

log = logging.getLogger(__name__)

Done = Callable[[Any, BaseException | None], None]


class Ask(NamedTuple):
    """A verb that waits, and who is told."""

    verb: Verb[Any]
    done: Done


class Outcome(NamedTuple):
    done: Done
    result: Any
    error: BaseException | None


class Batches:
    """Runs verbs against one database. One at a time: a writer has one of its own."""

    def __init__(self, engines: Engines, statements: Statements, memory: Memory, lane: int = 0) -> None:
        self._engines = engines
        self._statements = statements
        self._memory = memory
        self._lane = lane
        self._has_news = False

    def take_news(self) -> bool:
        """Whether events were committed since it was asked last."""
        has_news, self._has_news = self._has_news, False
        return has_news

    def run(self, asks: Sequence[Ask]) -> list[Outcome]:
        """Never raises: what goes wrong is told to whom it concerns, after it is known what was stored."""
        try:
            return self._together(asks)
        except Exception as error:  # noqa: BLE001 anything may break a batch, and each verb gets its own second run
            log.warning("a batch of %d is run again one by one: %s", len(asks), translated(error))
        outcomes: list[Outcome] = []
        is_away = False
        for ask in asks:
            outcome = Outcome(ask.done, None, Unreachable("the database is away")) if is_away else self._alone(ask)
            is_away = is_away or (isinstance(outcome.error, Unreachable) and not self._answers())
            outcomes.append(outcome)
        return outcomes

    def _together(self, asks: Sequence[Ask]) -> list[Outcome]:
        """Raises where the transaction as a whole failed; nothing is stored then."""
        unit = Unit(self._engines, self._statements, self._memory, self._lane)
        try:
            work = SqlWork(unit)
            outcomes = [self._verb(ask, work) for ask in asks]
            unit.commit()
            self._has_news = self._has_news or unit.rows.has_events
        except BaseException:
            unit.abandon()
            raise
        return outcomes

    def _verb(self, ask: Ask, work: SqlWork) -> Outcome:
        work.unit.start_verb()
        try:
            result = ask.verb(work)
            work.unit.keep_verb()
        except Exception as error:
            if breaks_transaction(error):
                raise
            work.unit.undo_verb()
            return Outcome(ask.done, None, translated(error))
        return Outcome(ask.done, result, None)

    def _alone(self, ask: Ask) -> Outcome:
        """Deadlocks are tried again; other errors are the verb's own."""
        wait_s = FIRST_WAIT_S
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._together([ask])[0]
            except Exception as error:  # noqa: BLE001 it is told to the caller
                if attempt == ATTEMPTS or not is_transient(error):
                    return Outcome(ask.done, None, translated(error))
            time.sleep(wait_s)
            wait_s *= 2
        raise AssertionError("unreachable")

    def _answers(self) -> bool:
        try:
            with self._engines.write.connect() as connection, connection.begin():
                return True
        except OperationalError:
            return False
