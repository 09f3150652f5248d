"""Batteries: what they tell, how they did, what is expected of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from annotated_types import Ge, Le
from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor, answered
from chargeit.api.routes.paging import Search, ThePage
from chargeit.api.schemas import batteries as shown
from chargeit.api.schemas.fields import Asked, Instant, Text
from chargeit.domain.batteries import Battery, BatteryId
from chargeit.domain.errors import Invalid, NotFound
from chargeit.ports.batteries import HistoryAsked
from chargeit.ports.work import Work
from chargeit.twin import intake, telemetry

router = APIRouter(route_class=JsonRoute, tags=["batteries"])
DAY = timedelta(days=1)
OfOne = Annotated[Text, Path(description="The battery's id.")]
Since = Annotated[Instant | None, Query(description="A day before `until` where it is not given.")]
Until = Annotated[Instant | None, Query(description="Does not belong to it; now where it is not given.")]


class Spans(Asked):
    """The time of a history, in how many parts. `quantity` is one of a line's; a day until now is the default."""

    quantity: Text = "soc"
    since: Instant | None = None
    until: Instant | None = None
    points: Annotated[int, Ge(1), Le(5000)] = 500


@router.get("/batteries", response_model=shown.BatteryPage)
async def list_batteries(door: TheDoor, paging: ThePage, search: Search = "") -> Response:
    """By id, each with what it told last, what is expected of it, and its open alerts."""
    reads = door.reads.batteries
    return await door.answer(
        lambda: shown.BatteryPage.of(reads.page(after=paging.after, limit=paging.limit, search=search))
    )


@router.get("/batteries/stats", response_model=shown.BatteryStats)
async def read_battery_stats(door: TheDoor) -> Response:
    return await door.answer(lambda: shown.BatteryStats.of(door.reads.batteries.stats()))


@router.post("/batteries/telemetry", response_model=shown.TelemetryTaken)
async def tell_telemetry(asked: shown.TelemetryAsked, door: TheDoor) -> Response:
    """Answers when all lines are stored. What is wrong in a line is kept and flagged; the same line again adds nothing.

    A battery that is not known is added. Send one battery's lines in order, through one connection.
    """
    lines, received_at = intake.told(asked.lines), door.kit.clock()
    key = lines[0].battery if lines else ""
    taken = await door.write(key, lambda work: telemetry.store(lines, received_at, work))
    return answered(shown.TelemetryTaken.of(taken))


@router.get("/batteries/{battery}", response_model=shown.Battery)
async def read_battery(battery: OfOne, door: TheDoor) -> Response:
    return await door.answer(lambda: one(door, battery))


@router.put("/batteries/{battery}", response_model=shown.Battery)
async def put_battery(battery: OfOne, asked: shown.BatteryAsked, door: TheDoor) -> Response:
    """Adds the battery, or changes what is given of it."""
    name, now = intake.battery_id(battery, "battery"), door.kit.clock()
    given = {field: value for field, value in asked.model_dump(exclude_unset=True).items() if value is not None}

    def verb(work: Work) -> None:
        heard = work.batteries.heard([name]).get(name)
        work.batteries.put([replace(heard.battery if heard else Battery(name, now), **given)])

    await door.write(name, verb)
    return await door.answer(lambda: one(door, name))


@router.get("/batteries/{battery}/history", response_model=shown.History)
async def read_history(battery: OfOne, spans: Annotated[Spans, Query()], door: TheDoor) -> Response:
    """Least, mean and greatest of each span; a year opens as fast as a day."""
    return await door.answer(lambda: history(door, battery, spans))


@router.get("/batteries/{battery}/predictions", response_model=list[shown.Prediction])
async def list_predictions(battery: OfOne, door: TheDoor, since: Since = None, until: Until = None) -> Response:
    """Newest first."""
    until = until or door.kit.clock()
    begin = since or until - DAY
    found = door.reads.batteries.predictions
    return await door.answer(lambda: [shown.Prediction.of(made) for made in found(BatteryId(battery), begin, until)])


def history(door: Door, battery: str, spans: Spans) -> shown.History:
    until: datetime = spans.until or door.kit.clock()
    since = spans.since or until - DAY
    if since >= until:
        raise Invalid("since", "must be before until")
    asked = HistoryAsked(BatteryId(battery), spans.quantity, since, until, spans.points)
    return shown.History.of(asked, door.reads.batteries.history(asked))


def one(door: Door, battery: str) -> shown.Battery:
    found = door.reads.batteries.one(BatteryId(battery))
    if found is None:
        raise NotFound("battery", battery)
    return shown.Battery.of(found)
