from playwright.sync_api import expect


def test_key_figures_days_and_the_usual_week_are_those_of_the_choice(insights):
    platform = insights.platform
    insights.allowed += ("simulated=true",)  # the answer is 404, which the console tells
    page = insights.open("loads")
    figures = page.get_by_role("main").locator("dl")
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


def kwh(value):
    return f"{value + 1e-9:.2f} kWh" if value < 9.995 else f"{value + 1e-9:.1f} kWh"


def told(page, day):
    how = "{day: 'numeric', month: 'short', timeZone: 'UTC'}"
    date = page.evaluate(f"day => new Date(day).toLocaleDateString('en-GB', {how})", day["day"])
    return f"{date}: {kwh(day['daily_energy_kwh'])}"
