"""Forecasts, served from memory, and the versions of the models that make them."""

from collections import Counter
from enum import StrEnum
from math import inf, isnan, nan
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor, answered
from chargeit.api.routes.paging import Paging, Search, ThePage
from chargeit.api.schemas import forecasts as shown
from chargeit.api.schemas.fields import Name, Text
from chargeit.domain.errors import Invalid, NotFound
from chargeit.domain.forecasts import Basis, Forecast
from chargeit.learning import catalogue, versions

router = APIRouter(route_class=JsonRoute, tags=["forecasts"])
Feature = Annotated[Name, Path(description="availability, maintenance, users, load or health.")]
ModelOf = Annotated[Name, Path(description="availability, maintenance, users, load, health or battery_life.")]
OfOne = Annotated[Text, Query(description="Only of this subject, as a forecast names it.")]
Subject = Annotated[Name, Path(description="As a forecast names it: `gate/1/1`, `station gate`, a site, a user.")]


class Order(StrEnum):
    """By subject, or by the last point's value, those without one last."""

    SUBJECT = "subject"
    HIGHEST = "highest"
    LOWEST = "lowest"


@router.get("/forecasts/{feature}", response_model=shown.ForecastPage)
async def list_forecasts(
    feature: Feature, door: TheDoor, paging: ThePage, subject: OfOne = "", order: Order = Order.SUBJECT
) -> Response:
    """Probabilities lie between 0 and 1, loads are in kWh an hour, health is 0 to 100."""
    return await door.answer(lambda: page(door, feature, paging, subject, order))


@router.get("/forecasts/{feature}/{subject:path}", response_model=shown.Forecast)
async def read_forecast(feature: Feature, subject: Subject, door: TheDoor) -> Response:
    """Says where the answer comes from, and what is missing for a better one."""
    return await door.answer(lambda: shown.Forecast.of(door.kit.forecaster.answer(feature, subject)))


@router.get("/subjects/{feature}", response_model=shown.SubjectPage)
async def list_subjects(feature: Feature, door: TheDoor, paging: ThePage, search: Search = "") -> Response:
    """By name, without their forecasts."""

    def read() -> shown.SubjectPage:
        known = door.kit.forecaster.answers(feature).forecasts
        named = {name: one for name, one in known.items() if search.casefold() in name.casefold()}
        rows, more = cut(sorted_by(named, Order.SUBJECT), paging)
        return shown.SubjectPage([shown.Subject(one.subject, one.basis) for one in rows], more)

    return await door.answer(read)


@router.get("/segments", response_model=shown.Segments)
async def list_segments(door: TheDoor) -> Response:
    """How many users each stable segment has, the largest first."""

    def read() -> shown.Segments:
        found = door.kit.forecaster.answers("users")
        sizes = Counter(one.explanation for one in found.forecasts.values() if one.basis is Basis.MODEL)
        waiting = sum(one.basis is Basis.MISSING for one in found.forecasts.values())
        rows = [shown.Segment(name, users) for name, users in sizes.most_common()]
        return shown.Segments(rows, len(found.forecasts) - waiting, waiting, found.missing)

    return await door.answer(read)


@router.get("/models", response_model=list[shown.Model])
async def list_models(
    door: TheDoor,
    feature: Annotated[Text, Query(description="Only of this feature.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Every version, newest first, with its measured skill."""
    return await door.answer(
        lambda: [shown.Model.of(one) for one in door.reads.models.versions(feature or None, limit=limit)]
    )


@router.post("/models/{feature}/rollback", response_model=shown.Model)
async def roll_back(feature: ModelOf, asked: shown.RollbackAsked, door: TheDoor) -> Response:
    """The version answers from now on, until a better one is trained."""
    if feature not in catalogue.MODELS:
        raise NotFound("feature", feature)
    forecaster, now = door.kit.forecaster, door.kit.clock()
    await door.read(lambda: forecaster.check(feature, asked.version))
    stored = await door.write(f"model {feature}", lambda work: versions.roll_back(feature, asked.version, now, work))
    forecaster.look(feature)
    return answered(shown.Model.of(stored))


async def predict_availability(door: TheDoor, paging: ThePage, subject: OfOne = "") -> Response:
    return await list_forecasts("availability", door, paging, subject)


async def predict_maintenance(door: TheDoor, paging: ThePage, subject: OfOne = "") -> Response:
    return await list_forecasts("maintenance", door, paging, subject)


async def analyse_users(door: TheDoor, paging: ThePage, subject: OfOne = "") -> Response:
    return await list_forecasts("users", door, paging, subject)


async def score_health(door: TheDoor, paging: ThePage, subject: OfOne = "") -> Response:
    return await list_forecasts("health", door, paging, subject)


def page(door: Door, feature: str, paging: Paging, subject: str, order: Order) -> shown.ForecastPage:
    forecaster = door.kit.forecaster
    found = forecaster.answers(feature)
    if subject:
        one = shown.Forecast.of(forecaster.answer(feature, subject))
        return shown.ForecastPage(feature, one.made_at, one.missing, [one], None)
    rows, more = cut(sorted_by(found.forecasts, order), paging)
    return shown.ForecastPage(feature, found.made_at, found.missing, list(map(shown.Forecast.of, rows)), more)


def sorted_by(known: dict[str, Forecast], order: Order) -> list[tuple[tuple[float, str], Forecast]]:
    sign = {Order.SUBJECT: 0.0, Order.HIGHEST: -1.0, Order.LOWEST: 1.0}[order]
    rank = {name: sign * one.points[-1].value if one.points else sign and inf for name, one in known.items()}
    return sorted((((rank[name], name), one) for name, one in known.items()), key=lambda row: row[0])


def cut(rows: list[tuple[tuple[float, str], Forecast]], paging: Paging) -> tuple[list[Forecast], str | None]:
    """A page of rows, and the cursor of the next: a rank and a name. Raises Invalid for one that is none."""
    if paging.after:
        value, mark, name = paging.after.partition(" ")
        try:
            last = (float(value), name)
        except ValueError:
            last = (nan, name)
        if not mark or isnan(last[0]):
            raise Invalid("after", "is not the `next` of a page")
        rows = [row for row in rows if row[0] > last]
    shown_rows = rows[: paging.limit]
    more = "{!r} {}".format(*shown_rows[-1][0]) if len(rows) > paging.limit else None
    return [one for _, one in shown_rows], more
