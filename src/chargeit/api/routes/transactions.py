"""Transactions, their samples, and the dashboard's figures."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor
from chargeit.api.routes.paging import ThePage
from chargeit.api.schemas import transactions as shown
from chargeit.api.schemas.fields import Evse, Instant, Number, Text
from chargeit.domain.errors import NotFound
from chargeit.domain.stations import StationId
from chargeit.domain.transactions import Finding, TransactionState
from chargeit.ports.reads import Overview, SampleFilter, TransactionFilter, TransactionRow

router = APIRouter(route_class=JsonRoute, tags=["transactions"])


@dataclass(frozen=True, slots=True)
class TransactionsAsked:
    """All of what is given must hold; `since` and `until` are inclusive bounds of the start."""

    station: Text | None = None
    evse: Evse | None = None
    token: Text | None = None
    state: TransactionState | None = None
    since: Instant | None = None
    until: Instant | None = None
    finding: Finding | None = None

    def filter(self) -> TransactionFilter:
        station = None if self.station is None else StationId(self.station)
        return TransactionFilter(station, self.evse, self.token, self.state, self.since, self.until, self.finding)


@dataclass(frozen=True, slots=True)
class SamplesAsked:
    """All of what is given must hold; `since` and `until` are inclusive."""

    station: Text | None = None
    transaction: Number | None = None
    evse: Evse | None = None
    measurand: Text | None = None
    since: Instant | None = None
    until: Instant | None = None

    def filter(self) -> SampleFilter:
        station = None if self.station is None else StationId(self.station)
        return SampleFilter(station, self.transaction, self.evse, self.measurand, self.since, self.until)


Wanted = Annotated[TransactionsAsked, Depends()]
WantedSamples = Annotated[SamplesAsked, Depends()]


@router.get("/overview", response_model=Overview)
async def overview(door: TheDoor) -> Response:
    """The dashboard's figures, all computed from what is stored."""
    return await door.answer(lambda: door.reads.transactions.overview(door.kit.clock()))


@router.get("/transactions", response_model=shown.TransactionPage)
async def list_transactions(door: TheDoor, paging: ThePage, wanted: Wanted) -> Response:
    """Newest first."""
    return await door.answer(
        lambda: shown.TransactionPage.of(
            door.reads.transactions.page(wanted.filter(), after=paging.after, limit=paging.limit)
        )
    )


@router.get("/transactions/totals", response_model=shown.TransactionTotals)
async def total_transactions(door: TheDoor, wanted: Wanted) -> Response:
    return await door.answer(lambda: shown.TransactionTotals(*door.reads.transactions.totals(wanted.filter())))


@router.get("/transactions/{number}", response_model=shown.Transaction)
async def read_transaction(number: Number, door: TheDoor) -> Response:
    return await door.answer(lambda: shown.Transaction.of(one(door, number)))


@router.get("/transactions/{number}/samples", response_model=shown.SamplePage)
async def list_transaction_samples(number: Number, door: TheDoor, paging: ThePage) -> Response:
    """Oldest first."""

    def read() -> shown.SamplePage:
        one(door, number)
        wanted = SampleFilter(transaction=number)
        return shown.SamplePage.of(door.reads.transactions.samples(wanted, after=paging.after, limit=paging.limit))

    return await door.answer(read)


@router.get("/samples", response_model=shown.SamplePage)
async def list_samples(door: TheDoor, paging: ThePage, wanted: WantedSamples) -> Response:
    """Oldest first."""
    return await door.answer(
        lambda: shown.SamplePage.of(
            door.reads.transactions.samples(wanted.filter(), after=paging.after, limit=paging.limit)
        )
    )


def one(door: Door, number: int) -> TransactionRow:
    row = door.reads.transactions.one(number)
    if row is None:
        raise NotFound("transaction", number)
    return row
