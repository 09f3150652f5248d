"""A real browser on the screens as they are shipped."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

import hatch_build
from tests.support.seeded_api import PASSWORD, SeededApi, World

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
# the first question of a browser that is not logged in
EXPECTED = "/api/me"


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

    api: SeededApi
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

    def open(self, path: str = "") -> Page:
        """A tab on the screen at `path`, logged in."""
        page = self.context.new_page()
        page.goto(f"{self.api.url}/admin/{path}")
        name = page.get_by_label("Name", exact=True)
        name.or_(page.get_by_role("navigation", name="Main")).first.wait_for()
        if name.is_visible():
            name.fill("admin")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
        page.get_by_role("status").get_by_text("Live").wait_for()
        return page


@pytest.fixture
def api() -> Iterator[SeededApi]:
    api = SeededApi(World.seeded()).start()
    yield api
    api.stop()


@pytest.fixture
def screens(api: SeededApi, browser: Browser) -> Iterator[Screens]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/Oslo")
    screens = Screens(api, context)
    yield screens
    context.close()
    assert not screens.complaints
