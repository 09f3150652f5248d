"""The platform itself: health, metrics, the machine's usage, the API's own page."""

import time
from pathlib import Path
from typing import Any

import psutil
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import RedirectResponse, Response

from chargeit import __version__
from chargeit.api.door import TheDoor, answered
from chargeit.api.schemas.system import Health, HostUsage, ProcessUsage, Usage, Welcome
from chargeit.domain.errors import Unreachable

router = APIRouter(tags=["system"])


@router.head("/health", include_in_schema=False)
@router.get("/health", response_model=Health, responses={503: {"model": Health}})
async def health(door: TheDoor) -> Response:
    """Open to everyone; 503 while the store does not answer."""
    try:
        found: dict[str, Any] = await door.read(door.reads.health)
    except Unreachable:
        return answered(Health("unavailable", __version__, ""), 503)
    return answered(Health("ok", __version__, str(found.get("schema", ""))))


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(door: TheDoor) -> Response:
    """For Prometheus, which sends an API key (`authorization: credentials`) unless the setting metrics_open is on."""
    text = await door.read(lambda: generate_latest(door.kit.metrics))
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


@router.get("/system/usage", response_model=Usage)
async def usage(door: TheDoor) -> Response:
    """Of the host and of this process, since the last call."""
    return await door.answer(lambda: Usage(host_usage(door.kit.data_folder), process_usage(door.process)))


@router.get("/", include_in_schema=False)
async def root(request: Request) -> Response:
    """Browsers ask for HTML and get the screens; programs are told where they are."""
    headers = {"Vary": "Accept"}
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/admin/", headers=headers)
    welcome = answered(Welcome("Welcome to chargeit.", __version__, "/docs", "/api/openapi.json"))
    welcome.headers.update(headers)
    return welcome


def host_usage(folder: Path) -> HostUsage:
    memory, disk = psutil.virtual_memory(), psutil.disk_usage(str(folder))
    return HostUsage(psutil.cpu_percent(), memory.total - memory.available, memory.total, disk.used, disk.total)


def process_usage(process: psutil.Process) -> ProcessUsage:
    with process.oneshot():
        return ProcessUsage(
            cpu_percent=process.cpu_percent(),
            memory_rss_bytes=process.memory_info().rss,
            threads=process.num_threads(),
            open_files=process.num_fds(),
            uptime_s=round(time.time() - process.create_time(), 3),
        )
