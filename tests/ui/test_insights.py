"""Forecasts on the screen: beside the baseline, with what each rests on, by models that were trained on the spot."""

import re
from urllib.parse import quote

from playwright.sync_api import expect

from tests.support.learned import NEW

FIRST_ANSWER_MS = 20_000  # the learning libraries are loaded with the first question


def test_a_forecast_stands_beside_its_baseline_with_interval_and_skill(insights):
    page = insights.open("insights")
    load = page.get_by_role("region", name="Load", exact=True)
    chart = load.get_by_role("slider", name="Load, 48 hours")
    expect(chart).to_be_visible(timeout=FIRST_ANSWER_MS)
    stored = insights.platform.get("/forecasts/load/site Depot")
    assert len(stored["baseline"]) == 48
    chart.focus()
    busiest = max(range(48), key=lambda hour: stored["points"][hour]["value"])
    for _ in range(busiest + 1):
        page.keyboard.press("ArrowRight")
    point, beside = stored["points"][busiest], stored["baseline"][busiest]
    for value in (point["value"], point["high_80"], beside["value"]):
        shown = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(f"{shown} kWh")))
    expect(load).to_contain_text("A trained model answers")
    expect(load).to_contain_text(stored["explanation"])
    expect(load).to_contain_text("Model version 1, trained")
    (skill,) = next(m for m in insights.platform.get("/models", feature="load") if m["version"] == 1)["skill"]
    expect(load.get_by_role("row").last).to_contain_text(f"{skill['value']:.3g}")
    expect(load.get_by_role("row").last).to_contain_text(f"{1 - skill['value'] / skill['baseline_value']:.0%}"[:-1])


def test_another_subject_is_chosen_and_stays_in_the_address(insights):
    page = insights.open("insights")
    free = page.get_by_role("region", name="Availability")
    free.get_by_label("Availability of").select_option("QUAY-2/1/1")
    expect(page).to_have_url(insights.address("insights?availability=QUAY-2%2F1%2F1"))
    told = insights.platform.get("/forecasts/availability/QUAY-2/1/1")
    expect(free).to_contain_text(told["explanation"])
    bars = free.locator("svg rect.fill-accent")
    expect(bars).to_have_count(24)
    page.reload()
    expect(free).to_contain_text(told["explanation"])


def test_what_may_fail_comes_first_with_its_reason_and_health_says_what_it_lost(insights):
    page = insights.open("insights")
    risks = page.get_by_role("region", name="Maintenance risk").get_by_role("listitem")
    worst = insights.platform.get("/forecasts/maintenance", order="highest")["rows"]
    expect(risks).to_have_count(len(worst))
    for row, known in zip(risks.all(), worst, strict=True):
        expect(row).to_contain_text(known["subject"])
        expect(row).to_contain_text(known["explanation"])
    health = page.get_by_role("region", name="Health of stations")
    scores = {row["subject"]: row for row in insights.platform.get("/forecasts/health")["rows"]}
    lost = next(part for part in scores["YARD-1"]["parts"] if part["name"] == "faults")
    yard = health.get_by_role("listitem").filter(has_text="YARD-1")
    expect(yard).to_contain_text(f"Faults\u2212{lost['lost']:.0f} of 15")
    expect(yard).to_contain_text(lost["reason"])
    users = page.get_by_role("region", name="User segments")
    for segment in insights.platform.get("/segments")["rows"]:
        expect(users.get_by_role("listitem").filter(has_text=segment["name"])).to_contain_text(
            f"{segment['users']} users"
        )


def test_an_admin_lets_another_version_serve_after_a_question(insights):
    page = insights.open("insights")
    models = page.get_by_role("region", name="Models")
    first, second = (models.get_by_role("row").filter(has_text=f"Load {n}") for n in (1, 2))
    expect(first).to_contain_text("Serves")
    for chosen, other in ((second, first), (first, second)):
        chosen.get_by_role("button", name="Let load version").click()
        page.get_by_role("dialog").get_by_role("button", name="Let it serve").click()
        expect(chosen).to_contain_text("Serves")
        expect(other).not_to_contain_text("Serves")
    expect(page.get_by_role("region", name="Load", exact=True)).to_contain_text("Model version 1")


def test_what_is_missing_is_told_and_hostile_names_are_text(insights):
    page = insights.open(f"insights?load={quote('station ' + NEW)}")
    load = page.get_by_role("region", name="Load", exact=True)
    expect(load).to_contain_text("nothing that load is made from was stored of it yet")
    page.get_by_role("region", name="Health of stations").get_by_role("listitem").first.wait_for()
    assert page.locator("main b").count() == 0
