"""Forecasts, served from memory, and the versions of the models that make them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import Door, TheDoor, answered
from chargeit.api.routes.paging import Paging, ThePage
from chargeit.api.schemas import forecasts as shown
from chargeit.api.schemas.fields import Name, Text
from chargeit.domain.errors import NotFound
from chargeit.learning import catalogue, versions

router = APIRouter(route_class=JsonRoute, tags=["forecasts"])
Feature = Annotated[Name, Path(description="availability, maintenance, users, load or health.")]
OfOne = Annotated[Text, Query(description="Only of this subject, as a forecast names it.")]
Subject = Annotated[Name, Path(description="As a forecast names it: `gate/1/1`, `station gate`, a site, a user.")]


@router.get("/forecasts/{feature}", response_model=shown.ForecastPage)
async def list_forecasts(feature: Feature, door: TheDoor, paging: ThePage, subject: OfOne = "") -> Response:
    """By subject. Probabilities lie between 0 and 1, loads are in kWh an hour, health is 0 to 100."""
    return await door.answer(lambda: page(door, feature, paging, subject))


@router.get("/forecasts/{feature}/{subject:path}", response_model=shown.Forecast)
async def read_forecast(feature: Feature, subject: Subject, door: TheDoor) -> Response:
    """Says where the answer comes from, and what is missing for a better one."""
    return await door.answer(lambda: shown.Forecast.of(door.kit.forecaster.answer(feature, subject)))


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
async def roll_back(feature: Feature, asked: shown.RollbackAsked, door: TheDoor) -> Response:
    """The version answers from now on, until a better one is trained."""
    if feature not in catalogue.FEATURES:
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


def page(door: Door, feature: str, paging: Paging, subject: str) -> shown.ForecastPage:
    forecaster = door.kit.forecaster
    found = forecaster.answers(feature)
    if subject:
        one = shown.Forecast.of(forecaster.answer(feature, subject))
        return shown.ForecastPage(feature, one.made_at, one.missing, [one], None)
    later = [name for name in found.forecasts if name > (paging.after or "")]
    rows = [shown.Forecast.of(found.forecasts[name]) for name in later[: paging.limit]]
    more = later[paging.limit - 1] if len(later) > paging.limit else None
    return shown.ForecastPage(feature, found.made_at, found.missing, rows, more)
