"""The application: routes, gate and headers put together."""

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from chargeit.api import aliases, problems, screens
from chargeit.api.door import Door
from chargeit.api.kit import Kit
from chargeit.api.problems import Outermost
from chargeit.api.routes import (
    access,
    alerts,
    batteries,
    battery,
    charged,
    commands,
    events,
    forecasts,
    imports,
    kpis,
    loads,
    page,
    stations,
    system,
    tokens,
    transactions,
)
from chargeit.api.security import Gate


def create_app(kit: Kit) -> FastAPI:
    app = bare_app()
    app.state.door = Door(kit)
    if kit.rules.origins:
        # Outermost, so that a browser's question before its request needs no login. Pages of others only read.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(kit.rules.origins),
            allow_methods=["GET", "HEAD"],
            allow_headers=["Authorization"],
        )
    return app


def bare_app() -> FastAPI:
    """Routes without a door behind them: enough to describe the API."""
    app = FastAPI(
        title="chargeit",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        routes=screens.ROUTES,
    )
    api = APIRouter(prefix="/api")
    resources = (access, transactions, stations, commands, tokens, loads, kpis, forecasts, battery, charged)
    for resource in (*resources, batteries, alerts, imports, events):
        api.include_router(resource.router)
    app.include_router(api)
    app.include_router(system.router)
    app.include_router(page.router)
    app.include_router(aliases.router())
    problems.install(app)
    for middleware in (Gate, screens.Headers, Outermost):
        app.add_middleware(middleware)
    return app
