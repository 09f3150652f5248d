"""A small API with seeded rows, in memory: the screens are looked at and tested against it. Not shipped."""

import asyncio
import json
import math
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

Row = dict[str, Any]
SCREENS = Path(__file__).resolve().parents[2] / "src" / "chargeit" / "api" / "screens" / "admin"
PASSWORD = "correct-horse-battery"
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
HOSTILE = "<img src=x onerror=alert(1)>" + "W" * 227


def text(at: datetime | None) -> str | None:
    return at and at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def station(number: int, now: datetime, **other: Any) -> Row:
    places = [
        ("Harbour", "Alpitronic", "HYC150"),
        ("Station Square", "ABB", "Terra AC"),
        ("Depot", "Wallbox", "Pulsar"),
    ]
    name, vendor, model = places[number % 3]
    states = ["charging", "available", "available", "preparing", "charging", "suspended_ev", "finishing", "faulted"]
    connectors = [
        {
            "evse": evse,
            "connector": 1,
            "status": states[(number * 3 + evse * 5) % len(states)],
            "error_code": "GroundFailure" if states[(number * 3 + evse * 5) % len(states)] == "faulted" else "NoError",
            "info": "",
            "vendor_error_code": "",
            "reported_at": text(now - timedelta(minutes=number * 7 + evse)),
            "received_at": text(now - timedelta(minutes=number * 7 + evse)),
        }
        for evse in range(1, 2 + number % 2)
    ]
    charging = sum(1 for each in connectors if each["status"] == "charging")
    return {
        "id": f"CP-{number:04}",
        "name": f"{name} {number}",
        "security_profile": 1 + number % 2,
        "simulated": number % 4 == 0,
        "registration": "accepted",
        "ocpp_version": "1.6",
        "connected": number % 7 != 5,
        "last_seen_at": text(now - timedelta(seconds=number * 11)),
        "booted_at": text(now - timedelta(hours=5 + number)),
        "created_at": text(now - timedelta(days=40)),
        "hardware": {
            "vendor": vendor,
            "model": model,
            "serial": f"SN{number:06}",
            "firmware": "2.4.1",
            "iccid": "",
            "imsi": "",
            "meter_type": "MID",
            "meter_serial": f"M{number}",
        },
        "connectors": connectors,
        "open_transactions": charging,
        "power_w": charging * 7360.0 or (0.0 if connectors else None),
        **other,
    }


def transaction(number: int, at: datetime, of: Row, **other: Any) -> Row:
    is_open = number % 9 == 0
    energy = 4200 + (number * 1373) % 31000
    return {
        "number": number,
        "station": of["id"],
        "evse": 1,
        "connector": 1,
        "token": f"04A2{number:06X}",
        "authorization": "accepted" if number % 8 else "unknown",
        "state": "open" if is_open else "ended",
        "started_at": text(at),
        "stopped_at": None if is_open else text(at + timedelta(minutes=30 + number % 90)),
        "received_at": text(at),
        "meter_start_wh": 100_000 + number,
        "meter_stop_wh": None if is_open else 100_000 + number + energy,
        "energy_wh": float(energy),
        "power_w": 7360.0 if is_open else 0.0,
        "soc": 0.62 if number % 2 else None,
        "samples": 90,
        "stop_reason": "" if is_open else "EVDisconnected",
        "stop_token": "",
        "findings": [] if number % 8 else ["refused_token", "naive_time"],
        "simulated": of["simulated"],
        **other,
    }


def samples(of: Row) -> list[Row]:
    start = datetime.fromisoformat(of["started_at"])
    rows: list[Row] = []
    energy = float(of["meter_start_wh"])
    for minute in range(31):
        power = 50_000 * (1 - 0.5 / (1 + math.exp((22 - minute) / 2))) * min(1, (minute + 1) / 3)
        energy += power / 60
        for measurand, value, unit in (
            ("Power.Active.Import", power, "W"),
            ("Energy.Active.Import.Register", energy, "Wh"),
            ("SoC", 20 + minute * 2, "Percent"),
        ):
            at = text(start + timedelta(minutes=minute))
            row = {"station": of["station"], "evse": of["evse"], "transaction": of["number"], "sampled_at": at}
            row |= {"received_at": at, "measurand": measurand, "value": value, "unit": unit, "raw": f"{value:.1f}"}
            row |= {"context": "Sample.Periodic", "phase": "", "location": "Outlet", "format": "Raw", "raw_unit": unit}
            rows.append({**row, "flags": []})
    return rows


@dataclass
class World:
    """The rows. `now` is when it was made; everything else follows from it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    stations: dict[str, Row] = field(default_factory=dict)
    transactions: dict[int, Row] = field(default_factory=dict)
    strangers: list[Row] = field(default_factory=list)
    tokens: dict[str, Row] = field(default_factory=dict)
    commands: list[Row] = field(default_factory=list)
    variables: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    @classmethod
    def seeded(cls) -> "World":
        world = cls()
        for number in range(1, 25):
            row = station(number, world.now)
            world.stations[row["id"]] = row
        hostile = station(99, world.now, id=HOSTILE, name="<script>alert(1)</script>" + "m" * 230)
        world.stations[HOSTILE] = hostile
        rows = list(world.stations.values())
        for number in range(1, 121):
            at = world.now - timedelta(minutes=13 * (121 - number))
            world.transactions[number] = transaction(number, at, rows[number % len(rows)])
        world.strangers = [world.stranger("NEW-CHARGER-7")]
        for value in ("04A2B5C6D7E8F9", "04FFEE01"):
            world.tokens[value] = world.token(value, label="Company card", blocked=value.endswith("01"))
        names = (("HeartbeatInterval", "300", False), ("NumberOfConnectors", "2", True))
        world.variables = [
            {"name": name, "value": value, "readonly": readonly, "reported_at": text(world.now)}
            for name, value, readonly in names
        ]
        return world

    def stranger(self, identity: str) -> Row:
        at = text(self.now)
        return {"id": identity, "first_seen_at": at, "last_seen_at": at, "peer": "192.0.2.7:50123", "attempts": 3}

    def token(self, value: str, **other: Any) -> Row:
        row = {"value": value, "kind": "rfid", "group": "", "blocked": False, "expires_at": None, "concurrent": False}
        return {**row, "label": "", "created_at": text(self.now), **other}

    def overview(self) -> Row:
        rows = list(self.stations.values())
        states: dict[str, int] = {}
        for each in (c for row in rows for c in row["connectors"]):
            states[each["status"]] = states.get(each["status"], 0) + 1
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        hours = [
            {
                "hour_at": text(hour - timedelta(hours=23 - n)),
                "energy_wh": 9000 + 8000 * math.sin(n / 4) if rows else 0,
                "simulated_wh": 3000 + 2500 * math.sin(n / 3) if rows else 0,
            }
            for n in range(24)
        ]
        return {
            "stations": len(rows),
            "simulated_stations": sum(row["simulated"] for row in rows),
            "connected": sum(row["connected"] for row in rows),
            "connectors": states,
            "open_transactions": sum(row["state"] == "open" for row in self.transactions.values()),
            "power_w": sum(row["power_w"] or 0 for row in rows),
            "energy_today_wh": 412_345.0 if rows else 0,
            "transactions_today": len(self.transactions),
            "strangers": len(self.strangers),
            "hours": hours,
        }


class SeededApi:
    """Serves a World on a free port of the loopback, in a thread of its own."""

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        self.streams = 0
        self._wake: set[asyncio.Event] = set()
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    # ---- life

    def start(self) -> "SeededApi":
        config = uvicorn.Config(self._app(), port=self._port, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._thread.start()
        assert self._started.wait(10)
        return self

    def _run(self) -> None:
        async def serve() -> None:
            assert self._server is not None
            serving = asyncio.create_task(self._server.serve())
            while not self._server.started:  # noqa: ASYNC110 uvicorn tells by a flag
                await asyncio.sleep(0.01)
            self._port = self._server.servers[0].sockets[0].getsockname()[1]
            self._started.set()
            await serving

        self._loop.run_until_complete(serve())
        self._loop.close()

    def stop(self) -> None:
        assert self._server is not None and self._thread is not None
        if self._loop.is_closed():
            return
        self._server.should_exit = True
        self._loop.call_soon_threadsafe(lambda: [each.set() for each in self._wake])
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def tell(self, kind: str, of: str = "", **fields: Any) -> None:
        """Publish an event, after the world was changed."""
        position = len(self.world.events) + 1
        at = text(datetime.now(UTC))
        event = {
            "position": position,
            "id": f"e{position}",
            "recorded_at": at,
            "kind": kind,
            "version": 1,
            "station": of,
        }
        self.world.events.append({**event, **fields})
        self._loop.call_soon_threadsafe(lambda: [each.set() for each in self._wake])

    # ---- routes

    def _app(self) -> Starlette:
        get, post = ["GET"], ["POST"]
        api = {
            "/login": (self._login, post),
            "/logout": (self._logout, post),
            "/me": (self._me, get),
            "/events": (self._events, get),
            "/overview": (lambda r: JSONResponse(self.world.overview()), get),
            "/stations": (self._stations, ["GET", "POST"]),
            "/stations/{id:path}/variables": (lambda r: JSONResponse(self.world.variables), get),
            "/stations/{id:path}/commands": (self._command, post),
            "/stations/{id:path}/password": (lambda r: JSONResponse({"password": "n" * 20}), post),
            "/stations/{id:path}": (self._station, ["GET", "PATCH", "DELETE"]),
            "/strangers": (lambda r: JSONResponse(self.world.strangers), get),
            "/strangers/{id:path}/admit": (self._admit, post),
            "/transactions": (self._transactions, get),
            "/transactions/totals": (self._totals, get),
            "/transactions/{number:int}": (lambda r: JSONResponse(self._transaction(r)), get),
            "/transactions/{number:int}/samples": (lambda r: page(r, samples(self._transaction(r))), get),
            "/commands": (
                lambda r: page(r, [c for c in self.world.commands if c["station"] == r.query_params["station"]]),
                get,
            ),
            "/tokens": (lambda r: page(r, list(self.world.tokens.values())), get),
            "/tokens/{value:path}": (self._put_token, ["PUT"]),
        }
        routes = [Route(f"/api{path}", self._guarded(path, call), methods=how) for path, (call, how) in api.items()]
        screens = [Route("/admin/{path:path}", screen), Route("/", lambda r: RedirectResponse("/admin/"))]
        return Starlette(routes=[*routes, *screens])

    def _guarded(self, path: str, call: Any) -> Any:
        async def answer(request: Request) -> Response:
            if path != "/login" and request.cookies.get("chargeit_login") != "yes":
                return problem(401, "Log in first.")
            if request.method != "GET" and path != "/login" and request.headers.get("X-CSRF-Token") != "csrf":
                return problem(403, "The header X-CSRF-Token is missing.")
            given = call(request)
            return await given if asyncio.iscoroutine(given) else given

        return answer

    async def _login(self, request: Request) -> Response:
        given = await request.json()
        if given != {"name": "admin", "password": PASSWORD}:
            return problem(401, "The name or the password is wrong.")
        answer = self._me(request)
        answer.set_cookie("chargeit_login", "yes", httponly=True, samesite="strict")
        return answer

    def _logout(self, request: Request) -> Response:
        answer = Response(status_code=204)
        answer.delete_cookie("chargeit_login")
        return answer

    def _me(self, request: Request) -> Response:
        return JSONResponse({"name": "admin", "role": "admin", "csrf": "csrf"})

    async def _events(self, request: Request) -> Response:
        given = request.headers.get("Last-Event-ID")
        return StreamingResponse(
            self._stream(int(given) if given else len(self.world.events)), media_type="text/event-stream"
        )

    async def _stream(self, position: int) -> AsyncIterator[str]:
        wake = asyncio.Event()
        self._wake.add(wake)
        self.streams += 1
        try:
            yield ": open\n\n"
            while self._server is not None and not self._server.should_exit:
                for event in self.world.events[position:]:
                    position = event["position"]
                    yield f"id: {position}\nevent: {event['kind']}\ndata: {json.dumps(event)}\n\n"
                await wake.wait()
                wake.clear()
        finally:
            self.streams -= 1
            self._wake.discard(wake)

    async def _stations(self, request: Request) -> Response:
        if request.method == "POST":
            given = await request.json()
            if given["id"] in self.world.stations:
                return problem(409, f"There is a station {given['id']} already.")
            return self._added(given["id"], given)
        search = request.query_params.get("search", "").casefold()
        found = [row for row in self.world.stations.values() if search in f"{row['id']} {row['name']}".casefold()]
        return page(request, found)

    def _added(self, identity: str, given: Row) -> Response:
        blank = {"connectors": [], "connected": False, "registration": "unknown", "power_w": None, "last_seen_at": None}
        given = {
            "id": identity,
            "name": given["name"],
            "security_profile": given["security_profile"],
            "simulated": False,
        }
        row = station(1, self.world.now, **blank, **given)
        self.world.stations[identity] = row
        self.tell("station.changed", identity)
        return JSONResponse({"station": row, "password": "Shown-Once-" + "x" * 20}, 201)

    async def _admit(self, request: Request) -> Response:
        identity = request.path_params["id"]
        self.world.strangers = [row for row in self.world.strangers if row["id"] != identity]
        return self._added(identity, await request.json())

    async def _station(self, request: Request) -> Response:
        row = self.world.stations.get(request.path_params["id"])
        if row is None:
            return problem(404, f"There is no station {request.path_params['id']}.")
        if request.method == "PATCH":
            row |= await request.json()
        if request.method == "DELETE":
            del self.world.stations[row["id"]]
            return Response(status_code=204)
        return JSONResponse(row)

    def _filtered(self, request: Request) -> list[Row]:
        wanted = {name: request.query_params.get(name) for name in ("station", "token", "state")}
        rows = sorted(self.world.transactions.values(), key=lambda row: -row["number"])
        return [row for row in rows if all(value is None or row[name] == value for name, value in wanted.items())]

    def _transactions(self, request: Request) -> Response:
        return page(request, self._filtered(request))

    def _totals(self, request: Request) -> Response:
        rows = self._filtered(request)
        return JSONResponse({"count": len(rows), "energy_wh": sum(row["energy_wh"] for row in rows)})

    def _transaction(self, request: Request) -> Row:
        return self.world.transactions[request.path_params["number"]]

    async def _command(self, request: Request) -> Response:
        given = await request.json()
        at = self.world.now
        row = {"id": f"c{len(self.world.commands)}", "station": request.path_params["id"], **given, "state": "queued"}
        row |= {"status": "", "answer": None, "error": "", "requested_at": text(at), "requested_by": "admin"}
        row |= {"sent_at": None, "ended_at": None, "expires_at": text(at + timedelta(hours=1))}
        self.world.commands.insert(0, row)
        self.tell("command.changed", row["station"], command=row)
        return JSONResponse(row, 202)

    async def _put_token(self, request: Request) -> Response:
        value = request.path_params["value"]
        self.world.tokens[value] = {**self.world.token(value), **await request.json()}
        self.tell("token.changed", token=value)
        return JSONResponse(self.world.tokens[value])


def page(request: Request, rows: list[Row]) -> Response:
    first, limit = int(request.query_params.get("after", 0)), int(request.query_params.get("limit", 50))
    more = first + limit < len(rows)
    return JSONResponse({"rows": rows[first : first + limit], "next": str(first + limit) if more else None})


def problem(status: int, detail: str) -> Response:
    return JSONResponse({"title": detail, "status": status, "detail": detail}, status)


async def screen(request: Request) -> Response:
    path = request.path_params["path"]
    wanted = SCREENS / path if path.startswith("assets/") else SCREENS / "index.html"
    return FileResponse(wanted, headers={"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"})


if __name__ == "__main__":
    import time

    api = SeededApi(World.seeded(), port=8090).start()
    print(f"{api.url}/admin/  admin  {PASSWORD}")
    while True:
        time.sleep(60)
