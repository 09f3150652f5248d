from playwright.sync_api import expect

from tests.support.seeded_api import HOSTILE, World


def test_a_station_is_added_and_its_password_is_shown_once(screens):
    page = screens.open("stations")
    page.get_by_role("button", name="Add station").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Identity").fill("CP-0001")
    dialog.get_by_role("button", name="Add", exact=True).click()
    screens.allowed += ("/api/stations",)
    expect(dialog.get_by_role("alert")).to_have_text("There is a station CP-0001 already.")
    dialog.get_by_label("Identity").fill("NEW 1/2")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.locator("[data-secret]")).to_contain_text("Shown-Once-")
    dialog.get_by_role("button", name="To the station").click()
    expect(page.get_by_role("heading", name="NEW 1/2")).to_be_visible()
    expect(page.get_by_text("Shown-Once-")).to_have_count(0)


def test_a_stranger_is_admitted_from_the_dashboard_on(screens):
    page = screens.open()
    page.get_by_role("link", name="1 unknown station wants to connect").click()
    page.get_by_role("button", name="Admit NEW-CHARGER-7").click()
    page.get_by_role("dialog").get_by_role("button", name="Admit").click()
    expect(page.get_by_role("dialog").locator("[data-secret]")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row").filter(has_text="NEW-CHARGER-7")).to_be_visible()
    expect(page.get_by_role("region", name="1 unknown station")).to_have_count(0)


def test_a_command_is_sent_and_its_answer_arrives(screens):
    page = screens.open("stations/CP-0003")
    page.get_by_label("Command", exact=True).select_option("Raw call")
    page.get_by_role("textbox", name="Action").fill("TriggerMessage")
    page.get_by_label("Payload (JSON)").fill("{oops")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Payload (JSON)")
    page.get_by_label("Payload (JSON)").fill('{"requestedMessage": "Heartbeat"}')
    page.get_by_role("button", name="Send").click()
    newest = page.get_by_role("list", name="Commands, newest first").get_by_role("listitem").first
    expect(newest).to_contain_text("Waiting for station")
    command = screens.api.world.commands[0]
    assert command["arguments"] == {"action": "TriggerMessage", "payload": {"requestedMessage": "Heartbeat"}}
    command |= {"state": "rejected", "status": "NotImplemented"}
    screens.api.tell("command.changed", "CP-0003", command=command)
    expect(newest).to_contain_text("Refused by station: NotImplemented")


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


def test_an_empty_platform_says_what_to_do(screens):
    screens.api.world = World()
    page = screens.open()
    page.get_by_role("button", name="Add a station").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for path, told in (
        ("stations", "No stations yet"),
        ("transactions", "No transactions yet"),
        ("tokens", "No tokens yet"),
    ):
        page.goto(f"{screens.api.url}/admin/{path}")
        expect(page.get_by_role("main")).to_contain_text(told)
