"""Alerts of batteries."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor, answered
from chargeit.api.routes.paging import ThePage
from chargeit.api.schemas import batteries as shown
from chargeit.api.schemas.fields import Name
from chargeit.api.security import TheCaller
from chargeit.twin import alerts

router = APIRouter(route_class=JsonRoute, tags=["batteries"])


@router.get("/alerts", response_model=shown.AlertPage)
async def list_alerts(
    door: TheDoor,
    paging: ThePage,
    is_open: Annotated[bool, Query(alias="open", description="Only those that still hold.")] = False,
) -> Response:
    """Newest first."""
    reads = door.reads.batteries
    return await door.answer(
        lambda: shown.AlertPage.of(reads.alerts(is_open=is_open, after=paging.after, limit=paging.limit))
    )


@router.post("/alerts/{alert}/acknowledge", response_model=shown.Alert)
async def acknowledge_alert(alert: Annotated[Name, Path()], caller: TheCaller, door: TheDoor) -> Response:
    """Somebody has seen it. It stays open until its reason is gone."""
    now = door.kit.clock()
    seen = await door.write("alerts", lambda work: alerts.acknowledge(alert, caller.name, now, work))
    return answered(shown.Alert.of(seen))
