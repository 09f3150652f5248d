"""The stream of events."""

from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.door import TheDoor
from chargeit.api.events import EventStream
from chargeit.api.schemas.fields import Text
from chargeit.api.security import TheCaller
from chargeit.domain.errors import Invalid
from chargeit.domain.events import KINDS

router = APIRouter(route_class=JsonRoute, tags=["events"])
LAST = 2**63 - 1
SCHEMAS = [{"$ref": f"#/components/schemas/{name}"} for name in ("Event", "Gap")]


@router.get(
    "/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"oneOf": SCHEMAS}}}}},
)
async def stream_events(
    door: TheDoor,
    caller: TheCaller,
    last_event_id: Annotated[Text | None, Header()] = None,
    after: Annotated[int | None, Query(ge=0, le=LAST)] = None,
    kinds: Annotated[Text | None, Query(description="Kinds, separated by commas; all where it is left out.")] = None,
) -> Response:
    """Server-sent events from a position on: `Last-Event-ID` (a browser sends it when it reconnects), else `after`,
    else from now on. `id:` is the position, `event:` the kind, `data:` the event as JSON. The kind `gap`, which comes
    whatever kinds are asked for, says that events after its `after` are kept no more: read the lists again."""
    if door.streams >= door.kit.rules.max_streams:
        raise HTTPException(503, "Too many streams are open.", {"Retry-After": "5"})
    position = after if last_event_id is None else position_of(last_event_id)
    return EventStream(door, caller, position, kinds_of(kinds))


def position_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise HTTPException(400, "Last-Event-ID is no position of this stream.")
    return int(text)


def kinds_of(text: str | None) -> frozenset[str]:
    wanted = frozenset(filter(None, (text or "").split(",")))
    if unknown := wanted - KINDS.keys():
        raise Invalid("kinds", f"{sorted(unknown)[0]} is none; there are {', '.join(KINDS)}")
    return wanted
