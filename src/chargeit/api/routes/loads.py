"""Hourly loads of users, and the sites whose calendar their days follow."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor, answered
from chargeit.api.routes.load_filter import Loads, found, hours
from chargeit.api.schemas import loads as shown
from chargeit.api.schemas.fields import Name, Text
from chargeit.domain.clock import time_zone
from chargeit.domain.errors import Invalid
from chargeit.loads import kpis, optimise

LOADS = "loads"
"""The writer's key of what concerns no single station."""
MOST_OPTIMIZED = 20_000
router = APIRouter(route_class=JsonRoute, tags=["loads"])
User = Annotated[Name, Path(description="As in the list of users.")]
After = Annotated[Text | None, Query(description="The `next` of the page before.")]


@router.get("/loads/users", response_model=list[str])
async def list_load_users(door: TheDoor, wanted: Loads) -> Response:
    """Names of the users that have loads. A token is shown as a number of its own, never by its value."""
    return await door.answer(lambda: found(door.reads.loads.users(wanted.filter())))


@router.get("/loads/hourly", response_model=shown.HourlyLoadPage)
async def list_hourly_loads(
    door: TheDoor, wanted: Loads, after: After = None, limit: Annotated[int, Query(ge=1, le=500)] = 20
) -> Response:
    """Every stored hour with all its series, user by user, each in order of time."""

    def read() -> shown.HourlyLoadPage:
        page = door.reads.loads.page(wanted.filter(), after=after or None, limit=limit)
        found(page.rows)
        return shown.HourlyLoadPage.of(page)

    return await door.answer(read)


@router.get("/loads/users/{user}/hourly", response_model=list[shown.HourOfUser])
async def list_hours_of_user(user: User, door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(lambda: [shown.HourOfUser.of(hour) for hour in hours(door, wanted, user=user)])


@router.get("/loads/users/{user}/daily", response_model=list[shown.DailyLoad])
async def list_days_of_user(user: User, door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(
        lambda: [
            shown.DailyLoad(day.day, shown.kwh(day.energy_wh)) for day in kpis.days(hours(door, wanted, user=user))
        ]
    )


@router.get("/loads/daily", response_model=list[shown.DailyLoad])
async def list_daily_loads(door: TheDoor, wanted: Loads) -> Response:
    return await door.answer(
        lambda: [shown.DailyLoad(day.day, shown.kwh(day.energy_wh)) for day in kpis.days(hours(door, wanted))]
    )


@router.get("/optimize/load", response_model=shown.OptimizedLoad)
async def optimize_load(door: TheDoor, wanted: Loads) -> Response:
    """How low the highest hour could be, had flexible charging moved within the time in which it was plugged in.

    Of `series` synthetic_7_2 or synthetic_3_6. Each transaction keeps its energy, and takes in no hour more than it
    could; no more moves than that peak needs.
    """

    def read() -> shown.OptimizedLoad:
        if wanted.series not in optimise.PARTNERS:
            raise Invalid("series", f"must be {' or '.join(optimise.PARTNERS)}: others know nothing that could move")
        page = door.reads.loads.page(wanted.filter(), after=None, limit=MOST_OPTIMIZED)
        if page.next is not None:
            reason = f"at most {MOST_OPTIMIZED} hours of transactions are optimised at a time: ask for fewer days"
            raise Invalid("end_date" if wanted.start_date else "start_date", reason)
        stays = optimise.stays([row.load for row in page.rows], wanted.series)
        return shown.OptimizedLoad.of(wanted.series, optimise.lowest_peak(found(stays)))

    return await door.answer(read)


@router.get("/loads/sites", response_model=list[shown.Site])
async def list_load_sites(door: TheDoor) -> Response:
    """Sites that have loads, or a time zone of their own."""
    return await door.answer(lambda: [shown.Site(*site) for site in door.reads.loads.sites()])


@router.put("/loads/sites/{site}", response_model=shown.Site)
async def put_load_site(site: Name, asked: shown.SiteAsked, door: TheDoor) -> Response:
    """Sets the site's time zone: its days and hours are those of this clock, also of loads that are stored."""
    try:
        zone = time_zone(asked.time_zone)
    except ValueError as error:
        raise Invalid("time_zone", str(error)) from None
    await door.write(LOADS, lambda work: work.loads.set_time_zone(site, zone))
    return answered(shown.Site(site, zone))
