"""Closed by default: nothing but health, the login and the files of the screens answers a stranger."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
from fastapi.routing import iter_route_contexts

from chargeit.api.app import bare_app
from chargeit.domain.accounts import Role
from tests.support.api import PASSWORD, Platform

OPEN = {("GET", "/health"), ("POST", "/api/login"), ("GET", "/"), ("GET", "/admin"), ("GET", "/admin/{path:path}")}


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the application, mounted or included, documented or not."""
    for route in iter_route_contexts(bare_app().routes):
        assert route.path, route
        assert route.methods, route
        yield from ((method, route.path) for method in route.methods if method != "HEAD")


def test_the_list_of_routes_is_whole() -> None:
    found = set(routes())
    assert len(found) > 35
    assert found > OPEN


async def test_every_other_route_is_closed_to_strangers(running: Platform) -> None:
    strangers = ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "chargeit_login=wrong"})
    answered = []
    async with running.client() as client:
        for method, path in sorted(set(routes()) - OPEN):
            for headers in strangers:
                answer = await client.request(method, re.sub(r"{[^}]*}", "1", path), headers=headers)
                if answer.status_code != 401 or answer.headers["content-type"] != "application/problem+json":
                    answered.append((method, path, headers, answer.status_code))
    assert answered == []


async def test_what_is_open_answers(running: Platform) -> None:
    async with running.client() as client:
        assert (await client.get("/health")).json()["status"] == "ok"
        probed = await client.head("/health")
        assert (probed.status_code, probed.content) == (200, b"")
        assert (await client.get("/", headers={"Accept": "text/html"})).headers["location"] == "/admin/"
        assert (await client.get("/admin/")).status_code == 200


async def test_no_spelling_of_an_address_opens_a_closed_one(running: Platform) -> None:
    async with running.client() as client:
        for path in (
            b"//health",
            b"/health/",
            b"/HEALTH",
            b"/admin/../api/me",
            b"/api/login/",
            b"/nothing",
            b"/%2e/api/me",
        ):
            request = httpx.Request("GET", running.address, extensions={"target": path})
            assert (await client.send(request)).status_code in (401, 404), path


async def test_a_login_opens_and_a_logout_closes(running: Platform) -> None:
    async with running.logged_in() as client:
        assert (await client.get("/api/me")).json()["name"] == "ann"
        cookie = client.cookies["chargeit_login"]
        assert (await client.post("/api/logout")).status_code == 204
        again = await client.get("/api/me", headers={"Cookie": f"chargeit_login={cookie}"})
        assert again.status_code == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(running: Platform) -> None:
    await running.add_account("ann", Role.ADMIN)
    async with running.client() as client:
        answer = await client.post("/api/login", json={"name": "ann", "password": PASSWORD})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/" in cookie
        assert "secure" not in cookie  # plain http in this test


async def test_a_login_ends_in_time(running: Platform) -> None:
    async with running.logged_in() as client:
        running.clock.now += timedelta(seconds=running.kit.rules.login_lifetime_s - 1)
        assert (await client.get("/api/me")).status_code == 200
        running.clock.now += timedelta(seconds=1)
        assert (await client.get("/api/me")).status_code == 401


async def test_a_wrong_name_and_a_wrong_password_look_the_same(running: Platform) -> None:
    await running.add_account("ann", Role.ADMIN)
    async with running.client() as client:
        name = await client.post("/api/login", json={"name": "nobody", "password": PASSWORD})
        password = await client.post("/api/login", json={"name": "ann", "password": "wrong"})
    assert name.status_code == password.status_code == 401
    assert name.content == password.content


async def test_guessing_is_stopped_by_name_and_address(running: Platform) -> None:
    await running.add_account("ann", Role.ADMIN)
    async with running.client() as client:

        async def attempt(name: str, password: str) -> int:
            return (await client.post("/api/login", json={"name": name, "password": password})).status_code

        statuses = await asyncio.gather(*(attempt("ann", f"guess {n}") for n in range(8)))
        assert sorted(statuses) == [401] * 5 + [429] * 3
        assert await attempt("ann", PASSWORD) == 429
        assert await attempt("bob", "guess") == 401
        answer = await client.post("/api/login", json={"name": "ann", "password": PASSWORD})
        assert int(answer.headers["retry-after"]) > 0
        running.clock.now += timedelta(minutes=6)
        assert await attempt("ann", PASSWORD) == 200


async def test_a_cookie_write_needs_the_csrf_token_and_our_own_page(running: Platform) -> None:
    async with running.logged_in() as client:
        wanted = {"label": "x"}
        for headers, code in (
            ({"X-CSRF-Token": ""}, "csrf"),
            ({"X-CSRF-Token": "wrong"}, "csrf"),
            ({"Origin": "https://evil.example"}, "foreign_origin"),
            ({"Origin": "null"}, "foreign_origin"),
            ({"Sec-Fetch-Site": "cross-site"}, "foreign_origin"),
        ):
            answer = await client.post("/api/keys", json=wanted, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, code), headers
        own = await client.post("/api/keys", json=wanted, headers={"Origin": running.address})
        assert own.status_code == 201


async def test_a_viewer_reads_and_changes_nothing_but_its_own_login(running: Platform) -> None:
    async with running.logged_in("vera", Role.VIEWER) as client:
        assert (await client.get("/api/stations")).status_code == 200
        assert (await client.get("/api/keys")).status_code == 403
        for method, path in set(routes()) - OPEN:
            if method not in ("GET", "HEAD") and path not in ("/api/logout", "/api/me/password"):
                answer = await client.request(method, re.sub(r"{[^}]*}", "1", path), json={})
                assert (answer.status_code, answer.json()["code"]) == (403, "role"), path
        assert (await client.post("/api/logout")).status_code == 204


async def test_a_key_works_until_it_is_removed_and_is_shown_once(running: Platform) -> None:
    async with running.logged_in() as client, running.client() as program:
        made = (await client.post("/api/keys", json={"label": "grafana", "role": "viewer"})).json()
        program.headers["Authorization"] = f"Bearer {made['key']}"
        assert (await program.get("/api/me")).json() == {"name": "key grafana", "role": "viewer", "csrf": ""}
        assert (await program.get("/metrics")).status_code == 200
        assert (await program.post("/api/keys", json={"label": "more"})).status_code == 403
        listed = (await client.get("/api/keys")).text
        assert made["id"] in listed
        assert made["key"] not in listed
        assert (await client.delete(f"/api/keys/{made['id']}")).status_code == 204
        assert (await program.get("/api/me")).status_code == 401
        assert (await client.delete(f"/api/keys/{made['id']}")).status_code == 404


async def test_an_admin_key_writes_without_a_csrf_token(running: Platform) -> None:
    async with running.logged_in() as client, running.client() as program:
        made = (await client.post("/api/keys", json={"label": "setup", "role": "admin"})).json()
        program.headers["Authorization"] = f"Bearer {made['key']}"
        assert (await program.put("/api/tokens/abc", json={})).status_code == 200


async def test_a_new_password_ends_the_other_logins(running: Platform) -> None:
    async with running.logged_in() as one, running.logged_in() as two:
        change: dict[str, Any] = {"current": PASSWORD, "new": "a new long password"}
        assert (await one.post("/api/me/password", json=change | {"current": "wrong"})).status_code == 422
        answer = await one.post("/api/me/password", json=change)
        assert answer.status_code == 200
        assert (await two.get("/api/me")).status_code == 401
        assert (await one.get("/api/me")).json()["csrf"] == answer.json()["csrf"]
    async with running.client() as client:
        assert (await client.post("/api/login", json={"name": "ann", "password": PASSWORD})).status_code == 401
        assert (await client.post("/api/login", json={"name": "ann", "password": change["new"]})).status_code == 200


async def test_secrets_are_kept_as_hashes_only(running: Platform) -> None:
    async with running.logged_in() as client:
        made = (await client.post("/api/keys", json={"label": "k"})).json()
        station = (await client.post("/api/stations", json={"id": "CP1"})).json()
        secrets = [PASSWORD, made["key"], client.cookies["chargeit_login"], station["password"]]
    folder = running.kit.screens.parent
    stored = b"".join(file.read_bytes() for file in folder.glob("chargeit.sqlite3*"))
    assert stored
    for secret in secrets:
        assert secret.encode() not in stored
