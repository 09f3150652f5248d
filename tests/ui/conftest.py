"""A real browser on the screens as they are shipped, before a real platform with stations on real sockets."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

import hatch_build
from tests.support.learned import learned_home
from tests.support.screens import Platform, Station

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
# a browser that is not logged in asks who it is, and the console tells of the answer 401
EXPECTED = "/api/me"
HOSTILE = "<img src=x onerror=alert(1)>" + "W" * 227


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: `make test-setup` installs it where it may")
    hatch_build.build()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--no-first-run"])
        yield browser
        browser.close()


@dataclass
class Screens:
    """The screens in one browser (one cookie jar, one stream); whatever the console complains about fails the test."""

    platform: Platform
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = (EXPECTED,)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(8000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.location.get("url", "").endswith(self.allowed):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def address(self, path: str = "") -> str:
        return f"{self.platform.url}/admin/{path}"

    def open(self, path: str = "") -> Page:
        """A tab on the screen at `path`, logged in."""
        page = self.context.new_page()
        page.goto(self.address(path))
        name = page.get_by_label("Name", exact=True)
        name.or_(page.get_by_role("navigation", name="Main")).first.wait_for()
        if name.is_visible():
            name.fill("admin")
            page.get_by_label("Password").fill(self.platform.password)
            page.get_by_role("button", name="Log in").click()
        page.get_by_role("status").get_by_text("Live").wait_for()
        return page


@dataclass
class World:
    """What the shared platform has seen: stations with a day behind them. Tests add to it, and change nothing."""

    platform: Platform
    stations: dict[str, Station]
    ended: int
    refused: int
    open: int


@pytest.fixture(scope="session")
def world(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    platform = Platform(tmp_path_factory.mktemp("platform"))
    try:
        yield seeded(platform.start())
    finally:
        platform.close()


def seeded(platform: Platform) -> World:
    now = datetime.now(UTC)
    platform.send("PUT", "/tokens/04A2B5C6D7E8F9", label="Company card")
    names = {"HARBOUR-1": "Harbour", "HARBOUR-2": "Harbour", "DEPOT-1": "Depot", "DEPOT-2": "Depot"}
    stations = {
        identity: platform.station(identity, name=name, simulated=identity == "DEPOT-2")
        for identity, name in names.items()
    }
    stations[HOSTILE] = platform.station(HOSTILE, name="<script>alert(1)</script>" + "m" * 75)
    for number, (identity, status) in enumerate(
        zip(stations, ("Charging", "SuspendedEV", "Available", "Charging", "Available"), strict=True)
    ):
        stations[identity].status(status)
        stations[identity].status(
            "Faulted" if number == 1 else "Available", 2, "GroundFailure" if number == 1 else "NoError"
        )
    for number in range(56):  # enough for a second page
        at = now - timedelta(minutes=25 * (57 - number))
        station = list(stations.values())[number % 4]
        begun = station.start("04A2B5C6D7E8F9", at)
        station.stop(begun, at + timedelta(minutes=20), 2_000 + 2_370 * (number % 7))
    ended = stations["HARBOUR-2"].charge("04A2B5C6D7E8F9", now - timedelta(minutes=75), 45, power_w=50_000)
    refused = stations["DEPOT-1"].charge("STRANGE", now - timedelta(minutes=65), 15, power_w=11_000)
    open_one = stations["HARBOUR-1"].charge(
        "04A2B5C6D7E8F9", now - timedelta(minutes=20), 19, power_w=22_000, ends=False
    )
    stations["DEPOT-2"].charge("04A2B5C6D7E8F9", now - timedelta(minutes=12), 11, power_w=7_400, ends=False)
    return World(platform, stations, ended, refused, open_one)


def screens_of(platform: Platform, browser: Browser) -> Iterator[Screens]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/Oslo")
    cookies = [{"name": each.name, "value": str(each.value), "url": platform.url} for each in platform.api.cookies.jar]
    context.add_cookies(cookies)  # the login screen has tests of its own
    screens = Screens(platform, context)
    yield screens
    context.close()
    assert not screens.complaints


@pytest.fixture
def screens(world: World, browser: Browser) -> Iterator[Screens]:
    yield from screens_of(world.platform, browser)


@pytest.fixture(scope="session")
def learned(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform that has learned from eleven weeks of its own."""
    home = tmp_path_factory.mktemp("learned")
    learned_home(home)
    platform = Platform(home)
    try:
        yield platform.start()
    finally:
        platform.close()


@pytest.fixture
def insights(learned: Platform, browser: Browser) -> Iterator[Screens]:
    yield from screens_of(learned, browser)


@pytest.fixture
def empty_screens(browser: Browser, tmp_path: Path) -> Iterator[Screens]:
    """Of a platform that nothing has connected to, for the test alone."""
    platform = Platform(tmp_path)
    try:
        yield from screens_of(platform.start(), browser)
    finally:
        platform.close()
