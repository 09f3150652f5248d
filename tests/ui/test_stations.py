import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.ui.conftest import HOSTILE


def test_a_station_is_added_and_its_password_is_shown_once(screens):
    screens.allowed += ("/api/stations",)
    page = screens.open("stations")
    page.get_by_role("button", name="Add station").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Identity").fill("HARBOUR-1")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("HARBOUR-1")
    dialog.get_by_label("Identity").fill("NEW 1")
    dialog.get_by_role("button", name="Add", exact=True).click()
    password = dialog.locator("[data-secret]")
    expect(password).to_have_text(re.compile("^.{16,}$"))
    shown = password.inner_text()
    dialog.get_by_role("button", name="To the station").click()
    expect(page.get_by_role("heading", name="NEW 1")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="NEW 1")).to_be_visible()
    assert shown not in page.content()


def test_a_stranger_is_admitted_from_the_dashboard_on(screens):
    page = screens.open()
    with pytest.raises(InvalidStatus, match="404"):
        connect(f"{screens.platform.stations_url}STRANGER-7", subprotocols=["ocpp1.6"])
    page.get_by_role("link", name="1 unknown station wants to connect").click()
    page.get_by_role("button", name="Admit STRANGER-7").click()
    page.get_by_role("dialog").get_by_role("button", name="Admit").click()
    expect(page.get_by_role("dialog").locator("[data-secret]")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row").filter(has_text="STRANGER-7")).to_be_visible()
    expect(page.get_by_role("region", name="1 unknown station")).to_have_count(0)


def test_a_command_is_sent_and_its_answer_arrives(screens):
    page = screens.open("stations/HARBOUR-1")
    page.get_by_label("Command", exact=True).select_option("Raw call")
    page.get_by_role("textbox", name="Action").fill("TriggerMessage")
    page.get_by_label("Payload (JSON)").fill("{oops")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Payload (JSON)")
    page.get_by_label("Payload (JSON)").fill('{"requestedMessage": "Heartbeat"}')
    page.get_by_role("button", name="Send").click()
    newest = page.get_by_role("list", name="Commands, newest first").get_by_role("listitem").first
    expect(newest).to_contain_text("Raw call")
    expect(newest).to_contain_text("Refused by station")
    expect(newest).to_contain_text("by admin")


def test_a_command_to_a_station_that_is_away_waits(screens):
    screens.platform.send("POST", "/stations", id="AWAY-1")
    page = screens.open("stations/AWAY-1")
    page.get_by_label("Command", exact=True).select_option("Restart")
    expect(page.get_by_text("The station is offline")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("list", name="Commands, newest first")).to_contain_text("Waiting for station")


def test_what_an_operator_asked_for_is_compared_with_what_the_station_does(screens):
    screens.allowed += ("/commands",)
    screens.platform.send("PUT", "/tokens/DEPOT")
    depot = screens.platform.station("YARD-1")
    depot.status("Available")
    page = screens.open("stations/YARD-1")
    newest = page.get_by_role("list", name="Commands, newest first").get_by_role("listitem").first

    def send(kind: str, **fields: str) -> None:
        page.get_by_label("Command", exact=True).select_option(kind)
        for label, value in fields.items():
            field = page.get_by_label(label, exact=True)
            field.select_option(value) if label == "Availability" else field.fill(value)
        page.get_by_role("button", name="Send").click()

    send("Change availability", EVSE="1", Availability="Out of use")
    expect(newest).to_contain_text("Accepted")
    depot.status("Unavailable")
    expect(page.get_by_text("Unavailable")).to_be_visible()
    expect(page.get_by_text("Should be out of use")).to_have_count(0)
    depot.boot()
    depot.status("Available")
    expect(page.get_by_text("Should be out of use")).to_be_visible()
    send("Start charging", Token="DEPOT", EVSE="1")
    expect(page.get_by_role("alert")).to_contain_text("out of use")
    send("Change availability", EVSE="1", Availability="In use")
    expect(page.get_by_text("Should be out of use")).to_have_count(0)
    send("Start charging", Token="DEPOT", EVSE="1")
    expect(newest).to_contain_text("A transaction is awaited until")
    number = depot.start("DEPOT", datetime.now(UTC))
    newest.get_by_role("link", name=f"Transaction {number}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))
    depot.stop(number, datetime.now(UTC), 0)
    depot.close()


def test_hostile_names_are_text_and_break_no_layout(screens):
    page = screens.open("stations")
    link = page.get_by_role("link", name=HOSTILE)
    expect(link).to_be_visible()
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.locator("main img, main script").count() == 0
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_empty_platform_says_what_to_do(empty_screens):
    empty_screens.allowed += ("/api/loads/daily?series=measured",)  # 404 where nothing is stored
    page = empty_screens.open()
    page.get_by_role("button", name="Add a station").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    told = {"stations": "No stations yet", "transactions": "No transactions yet", "tokens": "No tokens yet"}
    told |= {"insights": "Nothing to forecast yet", "loads": "No loads", "batteries": "No batteries yet"}
    for path, words in told.items():
        page.goto(empty_screens.address(path))
        expect(page.get_by_role("main")).to_contain_text(words)
