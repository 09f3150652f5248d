"""What stations do is seen without a reload, in every tab, also after the connection was lost."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.support.seeded_api import SeededApi, transaction


def test_a_connector_that_begins_to_charge_is_seen_in_its_row(screens):
    page = screens.open("stations?search=CP-0002")
    row = page.get_by_role("row").filter(has_text="CP-0002")
    expect(row).to_contain_text("Preparing")
    before = row.element_handle()
    station = screens.api.world.stations["CP-0002"]
    station["connectors"][0]["status"] = "charging"
    station["power_w"] = 11_040
    screens.api.tell("connector.status", "CP-0002", report=station["connectors"][0])
    expect(row).to_contain_text("Charging")
    expect(row).to_contain_text("11.0 kW")
    assert row.element_handle().evaluate("(now, before) => now === before", before), "the row was made anew"


def test_a_transaction_is_seen_from_its_start_to_its_stop(screens):
    page = screens.open()
    world = screens.api.world
    row = transaction(126, datetime.now(UTC), world.stations["CP-0003"], token="LIVE-TOKEN")
    world.transactions[126] = row
    screens.api.tell("transaction.started", "CP-0003", transaction=row)
    feed = page.get_by_role("region", name="What happens")
    expect(feed).to_contain_text("CP-0003 started transaction 126 with token LIVE-TOKEN")
    feed.get_by_role("link", name="started transaction 126").click()
    expect(page.get_by_text("Power now")).to_be_visible()
    row |= {"state": "ended", "stopped_at": row["started_at"], "meter_stop_wh": row["meter_start_wh"] + 7_500}
    row |= {"energy_wh": 7_500.0}
    screens.api.tell("transaction.ended", "CP-0003", transaction=row)
    expect(page.get_by_role("main")).to_contain_text("7.50 kWh")
    expect(page.get_by_role("main")).to_contain_text("Ended")


def test_two_tabs_share_one_stream(screens):
    first, second = screens.open(), screens.open("transactions")
    assert screens.api.streams == 1
    screens.api.tell("station.booted", "CP-0001", firmware="9.9")
    expect(first.get_by_text("booted, firmware 9.9")).to_be_visible()
    second.get_by_role("link", name="Dashboard", exact=True).click()
    expect(second.get_by_text("booted, firmware 9.9")).to_be_visible()


def test_a_lost_connection_is_told_and_heals_without_missing_anything(screens):
    screens.allowed += ("",)  # the browser itself complains about a server that is away
    page = screens.open()
    api = screens.api
    screens.api.tell("station.booted", "CP-0001", firmware="before")
    expect(page.get_by_text("firmware before")).to_be_visible()
    port = int(api.url.rsplit(":", 1)[1])
    api.stop()
    expect(page.get_by_role("status")).to_contain_text("Connection lost, retrying")
    api.world.stations["CP-0001"]["power_w"] = 1_000_000
    again = SeededApi(api.world, port=port).start()
    again.tell("station.booted", "CP-0001", firmware="meanwhile")
    try:
        expect(page.get_by_role("status")).to_have_text("Live", timeout=15_000)
        expect(page.get_by_text("firmware meanwhile")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("1.04 MW")
    finally:
        page.close()
        again.stop()
