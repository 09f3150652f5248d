from playwright.sync_api import expect


def test_filters_are_in_the_address_and_pages_go_on(screens, world):
    page = screens.open("transactions")
    rows = page.get_by_role("row")
    newest = page.get_by_role("link", name=str(world.open), exact=True)
    expect(newest).to_be_visible()
    expect(rows).to_have_count(51)
    page.get_by_role("link", name="Next page").click()
    expect(newest).to_have_count(0)
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    page.go_back()
    expect(newest).to_be_visible()
    page.get_by_label("State").select_option("Charging")
    expect(page).to_have_url(screens.address("transactions?state=open"))
    expect(rows).to_have_count(3)
    page.get_by_label("State").select_option("All")
    page.get_by_label("Finding").select_option("Token refused")
    expect(newest).to_have_count(0)
    expect(page.get_by_role("link", name=str(world.refused), exact=True)).to_be_visible()
    page.get_by_role("textbox", name="Station").fill("nowhere")
    expect(page.get_by_text("No transaction matches")).to_be_visible()


def test_a_transaction_shows_its_curves_its_findings_in_words_and_what_was_sent(screens, world):
    page = screens.open(f"transactions/{world.refused}")
    expect(page.get_by_text("The token was not authorised, and the station charged all the same.")).to_be_visible()
    page.get_by_role("slider", name="State of charge").focus()
    page.keyboard.press("End")
    expect(page.get_by_text("80 % at")).to_be_visible()
    page.get_by_text("Values as the station sent them").click()
    expect(page.get_by_role("cell", name="Energy.Active.Import.Register").first).to_be_visible()
    expect(page.get_by_role("cell", name="3.300 kW").first).to_be_visible()


def test_times_are_local_and_utc_is_told_on_hover(screens, world):
    stored = world.platform.get(f"/transactions/{world.ended}")["started_at"]
    page = screens.open(f"transactions/{world.ended}")
    started = page.locator("dl time").first
    expect(started).to_have_attribute("title", f"{stored[:19].replace('T', ' ')} UTC")
    how = "{hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'Europe/Oslo'}"
    expect(started).to_contain_text(page.evaluate(f"at => new Date(at).toLocaleTimeString('en-GB', {how})", stored))


def test_simulated_data_says_so(screens, world):
    number = world.platform.get("/transactions", station="DEPOT-2")["rows"][0]["number"]
    page = screens.open()
    for path in (f"transactions/{number}", "stations/DEPOT-2", "stations", "transactions"):
        page.goto(screens.address(path))
        expect(page.get_by_role("main").get_by_text("Simulated", exact=True).first).to_be_visible()
    page.goto(screens.address())
    expect(page.get_by_text("stations is simulated; figures include")).to_be_visible()
