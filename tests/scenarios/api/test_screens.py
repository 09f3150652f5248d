"""The screens' files: found, cached as they may be, and no way out of their folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.api import Platform, platform


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[Platform]:
    screens = tmp_path / "screens"
    (screens / "assets").mkdir(parents=True)
    (screens / "index.html").write_text("<!doctype html><title>screens</title>")
    (screens / "icon.svg").write_text("<svg/>")
    (screens / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "secret.key").write_text("secret")
    async with platform(tmp_path) as found:
        yield found


async def raw(running: Platform, target: bytes) -> httpx.Response:
    """The address as it is, without a client's tidying."""
    async with running.client() as client:
        return await client.send(httpx.Request("GET", running.address, extensions={"target": target}))


async def test_a_page_of_the_screens_is_the_first_page_and_is_asked_for_anew(built: Platform) -> None:
    for path in (b"/admin/", b"/admin/stations/CP1", b"/admin/index.html"):
        answer = await raw(built, path)
        assert (answer.status_code, "screens" in answer.text) == (200, True), path
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_files_named_by_their_content_are_kept_for_good(built: Platform) -> None:
    answer = await raw(built, b"/admin/assets/main-1a2b.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert (await raw(built, b"/admin/assets/gone-3c4d.js")).status_code == 404
    assert (await raw(built, b"/admin/nothing.png")).status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        b"/admin/../secret.key",
        b"/admin/%2e%2e/secret.key",
        b"/admin/..%2fsecret.key",
        b"/admin/assets/../../secret.key",
        b"/admin//etc/passwd",
        b"/admin/%2fetc%2fpasswd",
        b"/admin/..\\secret.key",
        b"/admin/assets",
    ],
)
async def test_nothing_outside_the_folder_is_served(built: Platform, target: bytes) -> None:
    answer = await raw(built, target)
    assert "secret" not in answer.text
    assert "root:" not in answer.text
    assert answer.status_code in (200, 400, 401, 404)


async def test_every_answer_tells_the_browser_to_be_careful(built: Platform) -> None:
    for target in (b"/admin/", b"/health", b"/api/me", b"/nothing"):
        headers = (await raw(built, target)).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "strict-transport-security" not in headers


async def test_https_is_remembered_and_the_cookie_is_for_it_only(tmp_path: Path) -> None:
    async with platform(tmp_path, secure=True) as running:
        assert "strict-transport-security" in (await raw(running, b"/health")).headers
        async with running.logged_in() as client:
            assert all(cookie.secure for cookie in client.cookies.jar)


async def test_screens_that_are_not_built_say_so(running: Platform) -> None:
    answer = await raw(running, b"/admin/")
    assert (answer.status_code, "make web" in answer.text) == (200, True)
