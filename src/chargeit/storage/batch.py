"""A batch of verbs in one commit; where that fails, each in a commit of its own."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.exc import OperationalError

from chargeit.central.hearing import hear
from chargeit.domain.errors import Unreachable
from chargeit.ports.work import Told, Verb
from chargeit.storage.bulk import Statements
from chargeit.storage.engine import Engines, breaks_transaction, is_transient, translated
from chargeit.storage.journal.journal import NO_JOURNAL, Journal, Plan
from chargeit.storage.journal.pages import kept
from chargeit.storage.memory import Memory
from chargeit.storage.unit import Unit
from chargeit.storage.work import SqlWork

ATTEMPTS = 8
FIRST_WAIT_S = 0.005

log = logging.getLogger(__name__)

Done = Callable[[Any, BaseException | None], None]


class Ask(NamedTuple):
    """A verb that waits, or what was `told`, and who hears of it. What concerns a station has it as its key."""

    verb: Verb[Any]
    done: Done
    key: str = ""
    told: Told | None = None


class Outcome(NamedTuple):
    done: Done
    result: Any
    error: BaseException | None


class Batches:
    """Runs verbs against one database. One at a time: a writer has one of its own.

    With a journal, what was told may be answered before it is heard.
    """

    def __init__(
        self,
        engines: Engines,
        statements: Statements,
        memory: Memory,
        *,
        lane: int = 0,
        journal: Journal | None = None,
    ) -> None:
        self._engines = engines
        self._statements = statements
        self._memory = memory
        self._lane = lane
        self._journal = journal
        self._has_news = False

    def take_news(self) -> bool:
        """Whether events were committed since it was asked last."""
        has_news, self._has_news = self._has_news, False
        return has_news

    @property
    def has_rest(self) -> bool:
        """Whether a batch without asks has something to do."""
        return bool(self._journal)

    def recover(self) -> None:
        """What an earlier process was told and had not heard."""
        if self._journal is None:
            return
        self._load(self._journal)
        if self._journal:
            self.run([])

    def run(self, asks: Sequence[Ask]) -> list[Outcome]:
        """Never raises: what goes wrong is told to whom it concerns, after it is known what was stored."""
        try:
            return self._together(asks)
        except Exception as error:  # noqa: BLE001 anything may break a batch, and each verb gets its own second run
            log.warning("a batch of %d is run again one by one: %s", len(asks), translated(error))
        if self._journal is not None and not self._hear_each(self._journal):
            return [Outcome(ask.done, None, Unreachable("the database is away")) for ask in asks]
        outcomes: list[Outcome] = []
        is_away = False
        for ask in asks:
            outcome = Outcome(ask.done, None, Unreachable("the database is away")) if is_away else self._alone(ask)
            is_away = is_away or (isinstance(outcome.error, Unreachable) and not self._answers())
            outcomes.append(outcome)
        return outcomes

    def _together(self, asks: Sequence[Ask]) -> list[Outcome]:
        if self._journal is None:
            return self._commit(asks, NO_JOURNAL)
        others = {ask.key for ask in asks if ask.told is None}
        return self._commit(asks, self._journal.plan(len(asks), others))

    def _commit(self, asks: Sequence[Ask], plan: Plan) -> list[Outcome]:
        """Raises where the transaction as a whole failed; nothing is stored then."""
        unit = Unit(self._engines, self._statements, self._memory, self._lane)
        noted: list[tuple[str, Told]] = []
        outcomes: list[Outcome] = []
        try:
            work = SqlWork(unit)
            for told in plan.heard.values():
                unit.start_verb()
                hear(told, work)
                unit.keep_verb()
            for verb, done, key, told_now in asks:
                if told_now is not None and plan.notes and key not in plan.others:
                    noted.append((key, kept(told_now)))
                    outcomes.append(Outcome(done, None, None))
                else:
                    outcomes.append(self._verb(Ask(verb, done, key, told_now), work))
            if self._journal is not None and (plan.heard or noted):
                self._journal.write(unit.transaction, plan.heard, noted)
            unit.commit()
        except BaseException:
            unit.abandon()
            raise
        if self._journal is not None:
            self._journal.committed(plan.heard, noted)
        self._has_news = self._has_news or unit.rows.has_events
        return outcomes

    def _verb(self, ask: Ask, work: SqlWork) -> Outcome:
        work.unit.start_verb()
        try:
            result = ask.verb(work) if ask.told is None else hear((ask.told,), work)  # type: ignore[func-returns-value]
            work.unit.keep_verb()
        except Exception as error:
            if breaks_transaction(error):
                raise
            work.unit.undo_verb()
            return Outcome(ask.done, None, translated(error))
        return Outcome(ask.done, result, None)

    def _hear_each(self, journal: Journal) -> bool:
        """After a failure: what the disk says was told is heard, each station in a commit of its own.

        False where the database is away; all of it waits on then.
        """
        try:
            self._load(journal)
            for station, told in journal.plan(0, set()).heard.items():
                self._hear_one(journal, station, told)
        except Exception as error:  # noqa: BLE001 the callers are told that nothing was stored
            log.error("what was told waits on: %s", translated(error))
            return False
        return True

    def _hear_one(self, journal: Journal, station: str, told: Sequence[Told]) -> None:
        heard = {station: told}
        try:
            self._commit([], Plan(heard))
        except Exception as error:
            reason = translated(error)
            if isinstance(reason, Unreachable):
                raise
            log.exception("what %r told is set aside", station)
            with self._engines.write.connect() as connection, connection.begin():
                journal.set_aside(connection, station, str(reason))
                journal.write(connection, heard, [])
            journal.committed(heard, [])

    def _load(self, journal: Journal) -> None:
        with self._engines.write.connect() as connection, connection.begin():
            journal.load(connection)

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
