"""Stations, tokens, commands, transactions and samples over HTTP, each answer in its documented shape."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from jsonschema import Draft202012Validator

from chargeit.api.app import bare_app
from chargeit.api.openapi import document
from chargeit.central import commands, presence, provisioning, transactions
from chargeit.domain.commands import CommandState, Outcome
from chargeit.domain.metering import POWER, MeterReport, Sample
from chargeit.domain.stations import ConnectorStatus, Hardware, Place, StationId, StatusReport, Stranger
from chargeit.domain.transactions import StartAsked, StopAsked
from chargeit.domain.variables import Variable
from tests.support.api import NOON, Platform

DOCUMENT = document(bare_app())
CP1 = StationId("CP1")


@pytest.fixture
async def admin(running: Platform) -> AsyncIterator[httpx.AsyncClient]:
    async with running.logged_in() as client:
        yield client


def shaped(answer: httpx.Response, path: str) -> Any:
    """The answer's JSON, after it was checked against what the document says of it."""
    operation = DOCUMENT["paths"][path][answer.request.method.lower()]
    response = operation["responses"].get(str(answer.status_code), operation["responses"]["default"])
    content = response["content"][answer.headers["content-type"]]
    schema = content["schema"] | {"components": DOCUMENT["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json())
    return answer.json()


async def a_charging_station(running: Platform) -> int:
    """CP1 booted, reported its connectors and charges; the number of its transaction."""
    place = Place(CP1, 1)
    await running.write(
        partial(provisioning.provision, provisioning.ProvisionAsked(CP1, NOON, security_profile=0)), CP1
    )
    await running.write(partial(presence.connected, presence.ConnectAsked(CP1, "test", "ocpp1.6", NOON)), CP1)
    await running.write(partial(presence.boot, presence.BootAsked(CP1, Hardware("ABB", "Terra"), "ocpp1.6", NOON)), CP1)
    for evse, status in ((0, ConnectorStatus.AVAILABLE), (1, ConnectorStatus.CHARGING)):
        report = StatusReport(Place(CP1, evse), status, NOON, NOON)
        await running.write(partial(presence.status, report), CP1)
    await running.write(lambda work: work.variables.put([Variable(CP1, "HeartbeatInterval", "300", False, NOON)]), CP1)
    started = await running.write(partial(transactions.start, StartAsked(place, "04AB", 1000, NOON, NOON)), CP1)
    number: int = started.number
    samples = tuple(
        Sample(NOON + timedelta(minutes=n), POWER, 7000.0 + n, "W", f"{7 + n / 1000}", "kW") for n in range(3)
    )
    await running.write(lambda work: work.samples.add(MeterReport(place, number, samples, NOON, b"digest")), CP1)
    return number


async def test_a_station_is_added_read_changed_and_removed(admin: httpx.AsyncClient) -> None:
    made = shaped(await admin.post("/api/stations", json={"id": "CP1", "name": "Gate"}), "/api/stations")
    assert made["station"]["id"] == "CP1"
    assert len(made["password"]) == 32
    again = await admin.post("/api/stations", json={"id": "CP1"})
    assert (again.status_code, shaped(again, "/api/stations")["status"]) == (409, 409)
    one = "/api/stations/{station}"
    changed = shaped(await admin.patch("/api/stations/CP1", json={"simulated": True}), one)
    assert (changed["name"], changed["simulated"]) == ("Gate", True)
    assert shaped(await admin.get("/api/stations/CP1"), one) == changed
    renewed = shaped(await admin.post("/api/stations/CP1/password"), "/api/stations/{station}/password")
    assert renewed["password"] != made["password"]
    assert (await admin.delete("/api/stations/CP1")).status_code == 204
    missing = shaped(await admin.get("/api/stations/CP1"), one)
    assert (missing["status"], missing["detail"]) == (404, "no station CP1")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "id"),
        ({"id": ""}, "id"),
        ({"id": "a:b"}, "id"),
        ({"id": "CP1", "security_profile": 4}, "security_profile"),
        ({"id": "CP1", "password": "short"}, "password"),
        ({"id": "CP1", "colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_field_is_named(admin: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    problem = shaped(await admin.post("/api/stations", json=body), "/api/stations")
    assert (problem["status"], problem["field"]) == (422, field)


async def test_odd_identities_are_found_under_their_encoded_address(admin: httpx.AsyncClient) -> None:
    for identity in ("RDAM 123", "RDAM|123", "Säule#1?", "100%", "..", "evses"):
        made = await admin.post("/api/stations", json={"id": identity})
        assert made.status_code == 201, made.text
        if identity != "..":  # a client library takes it as a step up before it is sent
            found = await admin.get(f"/api/stations/{quote(identity, safe='')}")
            assert found.json()["id"] == identity


async def test_a_station_that_says_otherwise_than_it_was_asked_is_marked(
    running: Platform, admin: httpx.AsyncClient
) -> None:
    await admin.post("/api/stations", json={"id": "CP1"})
    path = "/api/stations/{station}"

    async def says(status: ConnectorStatus) -> dict[str, Any]:
        running.clock.now += timedelta(minutes=1)
        report = StatusReport(Place(CP1, 1), status, running.clock(), running.clock())
        await running.write(partial(presence.status, report), CP1)
        return dict(shaped(await admin.get("/api/stations/CP1"), path))

    await says(ConnectorStatus.AVAILABLE)
    asked = {"kind": "change_availability", "arguments": {"evse": 0, "operative": False}}
    key = (await admin.post("/api/stations/CP1/commands", json=asked)).json()["id"]
    await running.write(partial(commands.sent, key, running.clock(), timedelta(0)), CP1)
    yes = Outcome(CommandState.ACCEPTED, "Accepted")
    await running.write(partial(commands.ended, key, yes, running.clock()), CP1)
    obedient = await says(ConnectorStatus.UNAVAILABLE)
    assert (obedient["findings"], obedient["connectors"][0]["wanted"]) == ([], "inoperative")
    rebooted = await says(ConnectorStatus.AVAILABLE)
    assert rebooted["findings"] == rebooted["connectors"][0]["findings"] == ["availability_disagrees"]
    assert (await admin.get("/api/stations")).json()["rows"][0]["findings"] == ["availability_disagrees"]
    asked = {"kind": "request_start", "arguments": {"token": "T", "evse": 1}}
    refused = await admin.post("/api/stations/CP1/commands", json=asked)
    assert (refused.status_code, "out of use" in refused.json()["detail"]) == (409, True)


async def test_a_stranger_is_seen_and_admitted(running: Platform, admin: httpx.AsyncClient) -> None:
    stranger = Stranger(StationId("CP9"), NOON, NOON, "192.0.2.7")
    await running.write(partial(provisioning.knocked, stranger))
    assert shaped(await admin.get("/api/strangers"), "/api/strangers")[0]["peer"] == "192.0.2.7"
    admit = "/api/strangers/{station}/admit"
    made = shaped(await admin.post("/api/strangers/CP9/admit", json={"name": "New"}), admit)
    assert made["station"]["name"] == "New"
    assert shaped(await admin.get("/api/strangers"), "/api/strangers") == []
    assert (await admin.post("/api/strangers/CP9/admit", json={})).status_code == 404


async def test_what_a_station_reports_is_read_in_the_documented_shapes(
    running: Platform, admin: httpx.AsyncClient
) -> None:
    number = await a_charging_station(running)
    row = shaped(await admin.get("/api/stations"), "/api/stations")["rows"][0]
    assert (row["connected"], row["hardware"]["vendor"], row["open_transactions"]) == (True, "ABB", 1)
    evses = shaped(await admin.get("/api/stations/CP1/evses"), "/api/stations/{station}/evses")
    assert [(e["evse"], e["connectors"][0]["status"]) for e in evses] == [(1, "charging")]
    variables = shaped(await admin.get("/api/stations/CP1/variables"), "/api/stations/{station}/variables")
    assert variables[0]["value"] == "300"
    page = shaped(await admin.get("/api/transactions?state=open&station=CP1&evse=1"), "/api/transactions")
    one = shaped(await admin.get(f"/api/transactions/{number}"), "/api/transactions/{number}")
    assert page["rows"] == [one]
    assert (one["power_w"], one["samples"], one["started_at"]) == (7002.0, 3, "2026-03-01T12:00:00Z")
    samples = shaped(await admin.get(f"/api/transactions/{number}/samples"), "/api/transactions/{number}/samples")
    assert [s["value"] for s in samples["rows"]] == [7000.0, 7001.0, 7002.0]
    assert shaped(await admin.get(f"/api/samples?transaction={number}"), "/api/samples") == samples
    overview = shaped(await admin.get("/api/overview"), "/api/overview")
    assert (overview["connected"], overview["open_transactions"]) == (1, 1)


async def test_totals_count_what_the_filters_leave(running: Platform, admin: httpx.AsyncClient) -> None:
    number = await a_charging_station(running)
    stop = StopAsked(CP1, number, 3500, NOON + timedelta(hours=1), NOON + timedelta(hours=1))
    await running.write(partial(transactions.stop, stop), CP1)
    path = "/api/transactions/totals"
    assert shaped(await admin.get(path), path) == {"count": 1, "energy_wh": 2500.0}
    assert shaped(await admin.get(f"{path}?token=other"), path) == {"count": 0, "energy_wh": 0.0}
    since = quote("2026-03-01T13:00:00+01:00")
    assert shaped(await admin.get(f"{path}?since={since}"), path)["count"] == 1
    assert shaped(await admin.get(f"{path}?since=2026-03-01T12:00:01Z"), path)["count"] == 0


async def test_pages_are_followed_by_their_cursor_to_the_end(admin: httpx.AsyncClient) -> None:
    for n in range(7):
        assert (await admin.put(f"/api/tokens/token-{n}", json={"label": f"n{n}"})).status_code == 200
    values: list[str] = []
    after = ""
    while True:
        page = shaped(await admin.get(f"/api/tokens?limit=3&after={quote(after)}"), "/api/tokens")
        values += [row["value"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert values == [f"token-{n}" for n in range(7)]


@pytest.mark.parametrize("path", ["/api/transactions", "/api/samples", "/api/commands"])
async def test_a_cursor_that_is_none_is_a_malformed_request(admin: httpx.AsyncClient, path: str) -> None:
    for cursor in ("x", "1.5", "9" * 200, "é", "99999999999999999999999999:1"):
        problem = shaped(await admin.get(path, params={"after": cursor}), path)
        assert (problem.get("status"), problem.get("field")) == (400, "after"), (cursor, problem)


async def test_a_token_changes_only_in_what_is_given(admin: httpx.AsyncClient) -> None:
    path = "/api/tokens/{value}"
    await admin.put("/api/tokens/04AB", json={"label": "Ann", "expires_at": "2027-01-01T00:00:00Z"})
    changed = shaped(await admin.put("/api/tokens/04ab", json={"blocked": True}), path)
    assert (changed["label"], changed["blocked"], changed["expires_at"]) == ("Ann", True, "2027-01-01T00:00:00Z")
    assert shaped(await admin.put("/api/tokens/04AB", json={"expires_at": None}), path)["expires_at"] is None
    assert len((await admin.get("/api/tokens?search=04a")).json()["rows"]) == 1
    assert (await admin.delete("/api/tokens/04AB")).status_code == 204
    assert shaped(await admin.get("/api/tokens/04AB"), path)["status"] == 404


async def test_a_command_is_queued_under_the_name_of_who_asked(running: Platform, admin: httpx.AsyncClient) -> None:
    await a_charging_station(running)
    path = "/api/stations/{station}/commands"
    answer = await admin.post("/api/stations/CP1/commands", json={"kind": "reset", "arguments": {"type": "soft"}})
    command = shaped(answer, path)
    assert (answer.status_code, command["state"], command["requested_by"]) == (202, "queued", "ann")
    assert command["expires_at"] == "2026-03-01T13:00:00Z"
    assert shaped(await admin.get(f"/api/commands/{command['id']}"), "/api/commands/{command}") == command
    assert shaped(await admin.get("/api/commands?station=CP1"), "/api/commands")["rows"] == [command]
    wrong = await admin.post("/api/stations/CP1/commands", json={"kind": "reset", "arguments": {"type": "warm"}})
    assert shaped(wrong, path)["field"] == "arguments.type"
    nowhere = await admin.post("/api/stations/none/commands", json={"kind": "clear_cache"})
    assert shaped(nowhere, path)["status"] == 404


async def test_usage_and_metrics_are_of_this_machine(admin: httpx.AsyncClient) -> None:
    usage = shaped(await admin.get("/system/usage"), "/system/usage")
    assert 0 < usage["process"]["memory_rss_bytes"] < usage["host"]["memory_total_bytes"]
    assert usage["process"]["uptime_s"] > 0
    assert (await admin.get("/metrics")).headers["content-type"].startswith("text/plain")


async def test_the_page_of_the_api_needs_no_script_and_nothing_from_elsewhere(admin: httpx.AsyncClient) -> None:
    page = await admin.get("/docs")
    assert "/api/transactions/totals" in page.text
    assert "<script" not in page.text
    assert (await admin.get("/api/openapi.json")).json() == DOCUMENT


async def test_slow_reads_leave_the_platform_answering(running: Platform, admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(admin.get("/api/overview") for _ in range(40)))
    assert {answer.status_code for answer in answers} == {200}
