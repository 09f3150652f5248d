"""One table of addresses at the root that answer as those under /api do, for clients of earlier services."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from chargeit.api.bodies import JsonRoute
from chargeit.api.routes import forecasts, kpis, loads, stations, transactions

ALIASES: dict[str, Callable[..., Coroutine[Any, Any, Response]]] = {
    "/cps": stations.list_stations,
    "/connectors/{station}": stations.list_evses,
    "/transactions": transactions.list_transactions,
    "/users": loads.list_load_users,
    "/hourly_loads": loads.list_hourly_loads,
    "/load/{user}/hourly": loads.list_hours_of_user,
    "/load/daily": loads.list_daily_loads,
    "/kpi/total-energy": kpis.total_energy,
    "/kpi/daily-average": kpis.daily_average,
    "/kpi/daily-average-last-7-days": kpis.daily_average_last_7_days,
    "/kpi/peak-daily": kpis.peak_daily,
    "/kpi/peak-hourly": kpis.peak_hourly,
    "/kpi/daily_utilization": kpis.daily_utilization,
    "/kpi/avg-active-hours-per-day": kpis.avg_active_hours_per_day,
    "/kpi/duration-curve": kpis.duration_curve,
    "/kpi/simultaneity-factor": kpis.simultaneity_factor,
    "/kpi/peak-by-connected-power": kpis.peak_by_connected_power,
    "/kpi/flexible-share": kpis.flexible_share,
    "/kpi/profile": kpis.load_profile,
    "/predict/availability": forecasts.predict_availability,
    "/predict/maintenance": forecasts.predict_maintenance,
    "/analytics/users": forecasts.analyse_users,
    "/optimize/load": loads.optimize_load,
    "/health/score": forecasts.score_health,
}


def router() -> APIRouter:
    found = APIRouter(route_class=JsonRoute, include_in_schema=False)
    for path, handler in ALIASES.items():
        found.add_api_route(path, handler, methods=["GET"], response_model=None)
    return found
