"""What stations do is seen without a reload, in every tab, also after the connection was lost."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect


def test_a_charge_is_seen_from_its_start_to_its_stop(screens, world):
    page = screens.open()
    station, now = world.stations["DEPOT-1"], datetime.now(UTC)
    number = station.start("LIVE-TOKEN", now - timedelta(minutes=2))
    feed = page.get_by_role("region", name="What happens")
    expect(feed).to_contain_text(f"DEPOT-1 started transaction {number} with token LIVE-TOKEN")
    feed.get_by_role("link", name=f"started transaction {number} ").click()
    expect(page.get_by_text("Power now")).to_be_visible()
    station.meter(number, now - timedelta(minutes=1), power_w=11_040, energy_wh=4_000, soc=42)
    main = page.get_by_role("main")
    expect(main).to_contain_text("11.0 kW")
    expect(main).to_contain_text("4.00 kWh")
    expect(main).to_contain_text("42 %")
    station.stop(number, now, 7_500)
    expect(main).to_contain_text("Ended")
    expect(main).to_contain_text("7.50 kWh")


def test_a_connector_that_changes_is_seen_in_its_row_which_stays_the_same(screens, world):
    page = screens.open("stations?search=DEPOT-1")
    row = page.get_by_role("row").filter(has_text="DEPOT-1")
    expect(row).to_contain_text("2 Available")
    before = row.element_handle()
    world.stations["DEPOT-1"].status("Reserved", 2)
    expect(row).to_contain_text("2 Reserved")
    assert row.element_handle().evaluate("(now, before) => now === before", before), "the row was made anew"
    world.stations["DEPOT-1"].status("Available", 2)


def test_two_tabs_share_one_stream(screens, world, browser):
    asked = []
    screens.context.on("request", lambda request: asked.append(request.url))
    first, second = screens.open(), screens.open("transactions")
    targets = browser.new_browser_cdp_session().send("Target.getTargets")["targetInfos"]
    assert [each["type"] for each in targets].count("shared_worker") == 1
    world.stations["DEPOT-1"].boot("9.9")
    expect(first.get_by_text("booted, firmware 9.9").first).to_be_visible()
    second.get_by_role("link", name="Dashboard", exact=True).click()
    expect(second.get_by_text("booted, firmware 9.9").first).to_be_visible()
    assert not [url for url in asked if "/api/events" in url], "a tab opened a stream of its own"


def test_a_lost_connection_is_told_and_heals_without_missing_anything(empty_screens):
    screens, platform = empty_screens, empty_screens.platform
    screens.allowed += ("",)  # the browser itself complains about a server that is away
    page = screens.open()
    platform.send("POST", "/stations", id="BEFORE")
    expect(page.get_by_role("link", name="BEFORE")).to_be_visible()
    platform.stop()
    expect(page.get_by_role("status")).to_contain_text("Connection lost, retrying")
    platform.start()
    platform.send("POST", "/stations", id="MEANWHILE")
    expect(page.get_by_role("status")).to_have_text("Live", timeout=15_000)
    expect(page.get_by_role("link", name="MEANWHILE")).to_be_visible()
    expect(page.get_by_text("of 2", exact=True)).to_be_visible()
