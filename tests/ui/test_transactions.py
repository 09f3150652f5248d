from playwright.sync_api import expect


def test_filters_are_in_the_address_and_pages_go_on(screens):
    page = screens.open("transactions")
    rows = page.get_by_role("row")
    expect(rows).to_have_count(51)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="70", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="120", exact=True)).to_be_visible()
    page.get_by_label("State").select_option("Charging")
    expect(page).to_have_url(f"{screens.api.url}/admin/transactions?state=open")
    expect(rows).to_have_count(14)
    page.get_by_label("Station").fill("nowhere")
    expect(page.get_by_text("No transaction matches")).to_be_visible()


def test_a_transaction_shows_its_curves_its_findings_in_words_and_what_was_sent(screens):
    page = screens.open("transactions/112")
    expect(page.get_by_text("The token was not authorised, and the station charged all the same.")).to_be_visible()
    curve = page.get_by_role("slider", name="State of charge")
    curve.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("80 % at")).to_be_visible()
    page.get_by_text("Values as the station sent them").click()
    expect(page.get_by_role("cell", name="Energy.Active.Import.Register").first).to_be_visible()


def test_times_are_local_and_utc_is_told_on_hover(screens):
    page = screens.open("transactions/111")
    started = page.locator("dl time").first
    stored = screens.api.world.transactions[111]["started_at"]
    expect(started).to_have_attribute("title", f"{stored[:19].replace('T', ' ')} UTC")
    oslo = page.evaluate(
        "at => new Date(at).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'})",
        stored,
    )
    expect(started).to_contain_text(oslo)


def test_simulated_data_says_so(screens):
    page = screens.open("transactions/111")
    expect(page.get_by_role("main").get_by_text("Simulated", exact=True)).to_be_visible()
    page.goto(f"{screens.api.url}/admin/stations/CP-0004")
    expect(page.get_by_role("main").get_by_text("Simulated", exact=True).first).to_be_visible()
    page.goto(f"{screens.api.url}/admin/")
    expect(page.get_by_text("6 of 25 stations are simulated; figures include them")).to_be_visible()
