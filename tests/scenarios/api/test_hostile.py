"""Whatever is sent, the caller is told what is wrong with it: never a 500, and nobody else is hurt."""

import asyncio
import json
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from chargeit.api.app import bare_app
from chargeit.api.openapi import document
from tests.support.api import DEADLINE_S, PATIENCE_S, Platform, platform

DOCUMENT = document(bare_app())
ROUNDS = 20
TEXTS = [
    "", " ", "1", "-1", "0", "CP1", "a" * 300, "a" * 70_000, "\0", "a\0b", "\n", "\r\n", "é", "日本", "\u202e",
    "\U0001f600",
    "'; DROP TABLE stations; --", "%", "%00", "%ff", "../../etc/passwd", "<script>", "null", "true", "NaN", "1e999",
    "9" * 40, "9" * 5000, "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "23:59:60Z",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e308, [], {}, [[]], [None], {"": ""}, {"a": [{}]},
    {"$ref": "#"}, *TEXTS,
]  # fmt: skip
BODIES = [
    b"", b"{", b"null", b"[]", b"0", b'"x"', b"NaN", b'{"id": NaN}', b'{"id": Infinity}', b'{"id": "\\ud800"}',
    b'{"id": "\\u0000"}', b'{"id": "CP1", "id": "CP2"}', b"\xff\xfe", b'{"id": "\xed\xa0\x80"}', b"[" * 200_000,
    b'{"a":' * 50_000, b"\xef\xbb\xbf{}", b"1" * 10_000, b"{}" + b" " * 2_000_000, b'{"kind": "raw", "arguments": '
    + b'{"a":' * 900 + b"1" + b"}" * 901,
]  # fmt: skip
TYPES = [
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data",
    "application/",
    ";",
    "",
]

NAMES = ["Authorization", "Cookie", "Host", "Origin", "Content-Type", "Content-Length", "Last-Event-ID", "Range"]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if path not in ("/api/logout", "/api/login", "/api/me/password"):  # they end the login, or are bounded
                yield method, path, operation


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name] if name else schema


def plausible(schema: dict[str, Any], chance: random.Random) -> Any:
    """A value that fits the schema more or less, with something hostile in it now and then."""
    schema = resolved(schema)
    if chance.random() < 0.3:
        return chance.choice(VALUES)
    if "anyOf" in schema:
        return plausible(chance.choice(schema["anyOf"]), chance)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            names = [name for name in schema.get("properties", {}) if chance.random() < 0.8]
            return {name: plausible(schema["properties"][name], chance) for name in names}
        case "integer":
            return chance.choice([0, 1, 3, schema.get("maximum", 100)])
        case "boolean":
            return chance.random() < 0.5
        case "string" if schema.get("format") == "date-time":
            return "2026-03-01T12:00:00Z"
    return chance.choice(["CP1", "04AB", "accepted" * 2, "x" * 20])


def request_of(method: str, path: str, operation: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    query: list[tuple[str, str]] = []
    for parameter in operation.get("parameters", []):
        value = plausible(parameter["schema"], chance)
        text = value if isinstance(value, str) else json.dumps(value)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(text[:2000], safe=""))
        elif parameter["in"] == "query" and chance.random() < 0.5:
            query += [(parameter["name"], text[:2000])] * chance.choice([1, 1, 2])
    # a file that is sent is answered by a process that begins then
    request: dict[str, Any] = {"method": method, "url": path, "params": query, "timeout": PATIENCE_S}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = json.dumps(plausible(content["schema"], chance)).encode()
        request["content"] = chance.choice(BODIES) if chance.random() < 0.3 else body
        request["headers"] = {"Content-Type": chance.choice(TYPES) if chance.random() < 0.1 else TYPES[0]}
    return request


async def status_of(client: httpx.AsyncClient, request: dict[str, Any]) -> tuple[int, str]:
    async with client.stream(**request) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return answer.status_code, ""
        return answer.status_code, (await answer.aread()).decode()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 5))])
async def test_no_request_breaks_the_platform(running: Platform, seed: int) -> None:
    chance = random.Random(seed)
    found, seen = [], set()
    async with running.logged_in() as client:
        for _ in range(ROUNDS):
            for method, path, operation in operations():
                request = request_of(method, path, operation, chance)
                status, text = await status_of(client, request)
                seen.add(status)
                if status >= 500 or "Traceback" in text or 'File "' in text:
                    found.append((request, status, text))
        assert (await client.get("/health")).json()["status"] == "ok"
        assert (await client.get("/api/me")).status_code == 200
    assert found == []
    assert {200, 201, 204, 400, 404, 413, 422} <= seen


async def test_a_hostile_login_is_a_failed_login(tmp_path: Any) -> None:
    async with platform(tmp_path) as running, running.client() as client:
        for body in BODIES:
            answer = await client.post("/api/login", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code in (400, 413, 422), body[:50]
        for text in ("\0", "a\0b", "x" * 300, "é", "' OR 1=1 --"):
            answer = await client.post("/api/login", json={"name": text, "password": text})
            assert answer.status_code in (401, 422), text


async def test_hostile_headers_are_refused_or_passed_over(running: Platform) -> None:
    values = ["", " ", "Bearer", "Bearer ", "Bearer \t", "Basic Og==", "é", "x" * 8000, "chargeit_login=;;=;\x01", '"']
    async with running.client() as client:
        for name in (
            "Authorization",
            "Cookie",
            "Host",
            "Origin",
            "Content-Type",
            "Content-Length",
            "Last-Event-ID",
            "Range",
        ):
            for value in values:
                try:
                    answer = await client.get("/api/me", headers={name: value.encode("utf-8")})  # type: ignore[dict-item]
                except (httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.ReadError):
                    continue  # no HTTP any more: the server hung up, or the client refused to send it
                assert answer.status_code in (400, 401), (name, value)


async def test_a_body_is_bounded_also_where_its_length_is_not_told(tmp_path: Any) -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 65536

    async with platform(tmp_path, max_body_bytes=1_000_000) as running, running.logged_in() as client:
        async with asyncio.timeout(DEADLINE_S):
            try:
                answer = await client.put(
                    "/api/tokens/x", content=endless(), headers={"Content-Type": "application/json"}
                )
                assert answer.status_code == 413
            except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
                pass  # the server answered and hung up while the client still wrote
        assert (await client.get("/api/me")).status_code == 200


async def test_another_host_name_is_refused_where_names_are_set(tmp_path: Any) -> None:
    async with platform(tmp_path, allowed_hosts=frozenset({"127.0.0.1"})) as running, running.client() as client:
        assert (await client.get("/health")).status_code == 200
        for host in ("evil.example", "", "127.0.0.1.evil.example", "[::1", "127.0.0.1@evil.example"):
            answer = await client.get("/health", headers={"Host": host})
            assert answer.status_code == 400, host


async def test_unknown_addresses_and_methods_are_problems(running: Platform) -> None:
    async with running.logged_in() as client:
        for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/api/stations", 405), ("GET", "/api", 404)):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
            assert re.search("address", answer.json()["detail"])
