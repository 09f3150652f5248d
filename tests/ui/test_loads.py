from playwright.sync_api import expect

from tests.support.loads_files import HOURLY


def test_key_figures_days_and_the_usual_week_are_those_of_the_choice(insights):
    platform = insights.platform
    insights.allowed += ("simulated=true",)  # the answer is 404, which the console tells
    page = insights.open("loads")
    figures = page.get_by_role("main").locator("dl").first
    choice = page.get_by_role("form", name="Which loads")
    for site in ("", "Depot"):
        choice.get_by_label("Site").select_option(site)
        asked = {"series": "measured", "site": site} if site else {"series": "measured"}
        total = platform.get("/loads/kpi/total-energy", **asked)["total_energy_kwh"]
        shown = f"{total / 1000 + 1e-9:,.2f} MWh" if total >= 999.95 else f"{total + 1e-9:,.0f} kWh"
        expect(figures).to_contain_text(shown)
    days = platform.get("/loads/daily", **asked)
    chart = page.get_by_role("slider", name=f"Energy per day, {len(days)} days")
    chart.focus()
    page.keyboard.press("End")
    expect(chart).to_have_attribute("aria-valuetext", f"{told(page, days[-1])}")
    busiest = max(platform.get("/loads/kpi/profile", **asked), key=lambda hour: hour["avg_hourly_energy_kwh"])
    cell = page.get_by_role("table").locator("tbody tr").nth(busiest["weekday"]).locator("td").nth(busiest["hour"])
    expect(cell).to_have_text(kwh(busiest["avg_hourly_energy_kwh"]))
    choice.get_by_label("Stations").select_option("Simulated")
    expect(page.get_by_text("Nothing is stored for this choice")).to_be_visible()
    expect(page).to_have_url(insights.address("loads?site=Depot&simulated=true"))


def test_where_all_that_charged_is_simulated_one_click_shows_it(screens):
    screens.allowed += ("site=Nowhere", "simulated=true")  # the answers are 404, as the console tells
    page = screens.open("loads?site=Nowhere")
    page.get_by_role("link", name="Show those of simulated stations").click()
    expect(page).to_have_url(screens.address("loads?site=Nowhere&simulated=true"))
    expect(page.get_by_role("form", name="Which loads").get_by_label("Stations")).to_have_value("true")
    expect(page.get_by_text("Nothing is stored for this choice")).to_be_visible()
    expect(page.get_by_role("link", name="Show those of simulated stations")).to_have_count(0)


def kwh(value):
    return f"{value + 1e-9:.2f} kWh" if value < 9.995 else f"{value + 1e-9:.1f} kWh"


def told(page, day):
    how = "{day: 'numeric', month: 'short', timeZone: 'UTC'}"
    date = page.evaluate(f"day => new Date(day).toLocaleDateString('en-GB', {how})", day["day"])
    return f"{date}: {kwh(day['daily_energy_kwh'])}"


def test_a_file_is_imported_and_its_odd_rows_are_listed(empty_screens, tmp_path):
    empty_screens.allowed += ("series=measured",)  # nothing was measured, which the console tells
    file = tmp_path / "loads.csv"
    day = "{0:02}.03.2024 {1:02}:00;{0:02}.03.2024 {2:02}:00;A-{1};{0}-{1};{1},25;{1},25;0,5;1,5"
    rows = [day.format(number, hour, hour + 1) for number in range(1, 29) for hour in range(8, 14)]
    rows += ["28.03.2024 20:00;28.03.2024 21:00;B;b;x;;;", "28.03.2024 20:00;28.03.2024 21:00;C;c;1.5;;;"]
    file.write_text("\n".join([HOURLY, *rows]) + "\n")
    page = empty_screens.open("loads")
    page.get_by_role("button", name="Import a file").click()
    dialog = page.get_by_role("dialog", name="Import loads")
    dialog.get_by_label("File", exact=True).set_input_files(file)
    dialog.get_by_label("Site of all rows").fill("Harbour")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog.get_by_text("169 hourly loads new, 0 changed")).to_be_visible(timeout=60_000)
    expect(dialog.get_by_text("1 refused, 1 repaired")).to_be_visible()
    odd = dialog.get_by_role("region", name="Rows that are odd").locator("tbody tr")
    expect(odd.nth(0)).to_contain_text("170refusedits synthetic_3_6 is no number: 'x'")
    expect(odd.nth(1)).to_contain_text("171repaired")
    dialog.get_by_role("button", name="Done").click()
    choice = page.get_by_role("form", name="Which loads")
    choice.get_by_label("Energy").select_option("If charged at 7.2 kW at once")
    choice.get_by_label("Site").select_option("Harbour")
    asked = {"series": "synthetic_7_2", "site": "Harbour"}
    curve = empty_screens.platform.get("/loads/kpi/duration-curve", **asked)["load_kwh"]
    chart = page.get_by_role("slider", name="Load duration curve")
    chart.focus()
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuetext", f"{kwh(curve[0])} or more in 0 % of the hours")
    factor = empty_screens.platform.get("/loads/kpi/simultaneity-factor", **asked)["simultaneity_factor"]
    share = empty_screens.platform.get("/loads/kpi/flexible-share", **asked)["flexible_share"]
    shown = page.get_by_role("region", name="Together, and later")
    expect(shown).to_contain_text(f"{factor:.2f}".rstrip("0"))
    expect(shown).to_contain_text(f"{share * 100:.0f} %")
