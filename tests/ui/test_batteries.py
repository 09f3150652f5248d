"""Batteries on the screen: what they told over HTTP, live; what is predicted and what is wrong, as the store has it."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sin

import pytest
from playwright.sync_api import Browser, expect

from chargeit.domain.batteries import AlertKind, Battery, BatteryAlert, BatteryId, BatteryPrediction, Estimate
from chargeit.domain.charged import ChargeEstimate, Current
from chargeit.domain.forecasts import Basis
from chargeit.domain.tokens import Token
from chargeit.ports.work import Work
from chargeit.storage.store import open_store
from chargeit.twin.charged import keeping
from tests.support.screens import Platform
from tests.ui.conftest import Screens, screens_of
from tests.ui.test_accessible import PROBLEMS
from tests.ui.test_pictures import PICTURES

NOW = datetime.now(UTC).replace(microsecond=0)
BUS, CAR = BatteryId("BUS-7"), BatteryId("CAR-2")
HOSTILE = "<img src=x onerror=alert(1)>"


def fill(work: Work) -> None:
    work.batteries.put([Battery(BUS, NOW, vehicle="Line 12"), Battery(CAR, NOW, vehicle=HOSTILE, simulated=True)])
    work.batteries.add_predictions(
        [
            *(
                BatteryPrediction(BUS, NOW - timedelta(minutes=n), Basis.MODEL, Estimate(0.5, 0.4, 0.7), Estimate(0.92))
                for n in (600, 400, 200)
            ),
            BatteryPrediction(
                BUS,
                NOW,
                Basis.MODEL,
                soc=Estimate(0.61, 0.58, 0.64),
                soh=Estimate(0.912, 0.894, 0.929),
                rul_cycles=Estimate(1240, 980, 1510),
                failure_probability=0.07,
                anomaly=0.31,
                version=3,
                explanation="Its resistance rose by 12 % since it was new.",
            ),
        ]
    )
    work.tokens.put(Token("04A1B2C3D4E5F6", NOW, label="Delivery van 3"))
    keeping.set_nominal("04A1B2C3D4E5F6", 77_000, NOW, work)
    keeping.learn([charged(n, "04A1B2C3D4E5F6", 69_300 - 40 * n) for n in range(14)], NOW, work)
    keeping.learn([charged(20 + n, "04FFEE11223344", 58_000 - 200 * n) for n in range(4)], NOW, work)
    keeping.learn([charged(60 + n, "POOL-CARD", 40_000 if n % 2 else 77_000) for n in range(6)], NOW, work)
    keeping.learn([charged(40, HOSTILE, None)], NOW, work)
    work.batteries.put_alert(BatteryAlert("hot-1", BUS, AlertKind.HOT, NOW - timedelta(minutes=4), 63.4, 60.0))


def charged(number: int, token: str, capacity_wh: float | None) -> ChargeEstimate:
    """One a fortnight, the last yesterday."""
    at = NOW - timedelta(days=1 + 14 * (13 - number % 20))
    if capacity_wh is None:
        small = "too small a step: 12 % of at least 20 %"
        return ChargeEstimate(number, token, at, True, Current.DC, explanation=small)
    return ChargeEstimate(number, token, at, False, Current.DC, capacity_wh, 2e-4, 0.0, 0.2, 0.8)


def told(battery: str, minutes: float, **more: float) -> dict[str, object]:
    """A line of a day of driving and charging."""
    wave = sin(minutes / 110)
    line = {
        "battery": battery,
        "measured_at": (NOW - timedelta(minutes=minutes)).isoformat(),
        "soc": 0.55 + 0.35 * wave,
        "soh": 0.93,
        "voltage_v": 355 + 30 * wave,
        "current_a": -40 * sin(minutes / 110 + 1.5),
        "temperature_c": 27 + 4 * wave,
        "power_w": -14_000 * sin(minutes / 110 + 1.5),
        "cycles": 410,
    }
    return line | more


@pytest.fixture(scope="module")
def garage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    home = tmp_path_factory.mktemp("garage")
    store = open_store(f"sqlite:///{home / 'chargeit.sqlite3'}")
    store.migrate()
    store.write(fill)
    store.close()
    # what the twin would say takes the place of what is told here: it has its turn before there is any telemetry
    platform = Platform(home, predict_every_s="86400")
    try:
        platform.start()
        for battery in (BUS, CAR):
            platform.send("POST", "/batteries/telemetry", lines=[told(battery, n) for n in range(1500, 1, -3)])
        yield platform
    finally:
        platform.close()


@pytest.fixture
def screens(garage: Platform, browser: Browser) -> Iterator[Screens]:
    yield from screens_of(garage, browser)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_batteries_can_be_read_by_everybody(screens, scheme):
    page = screens.open("batteries")
    page.emulate_media(color_scheme=scheme)
    for path, first in (("batteries", page.get_by_role("row").nth(1)), ("batteries/BUS-7", page.get_by_role("slider"))):
        page.goto(screens.address(path))
        first.first.wait_for()
        for width in (390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(PROBLEMS) == [], f"{path} at {width} in {scheme}"


def test_what_was_predicted_stands_beside_what_it_told_then(screens):
    page = screens.open("batteries/BUS-7")
    chart = page.get_by_role("slider", name="Predicted charge, 4 points")
    chart.focus()
    page.keyboard.press("Home")
    begun = NOW - timedelta(minutes=600)
    asked = {
        "quantity": "soc",
        "since": begun - timedelta(minutes=6),
        "until": begun + timedelta(minutes=6),
        "points": 4,
    }
    near = screens.platform.get("/batteries/BUS-7/history", **{key: str(value) for key, value in asked.items()})[
        "points"
    ]
    expect(chart).to_have_attribute("aria-valuetext", re.compile(r"^50 %, told \d+ %, at "))
    told_then = int(re.findall(r"told (\d+) %", chart.get_attribute("aria-valuetext"))[0])
    assert min(each["low"] for each in near) * 100 - 1 <= told_then <= max(each["high"] for each in near) * 100 + 1
    expect(page.get_by_role("slider", name="Predicted health, 4 points")).to_be_visible()
    page.goto(screens.address("batteries/CAR-2"))
    expect(page.get_by_text("nothing was predicted in this time.").first).to_be_visible()


def test_the_list_shows_charge_health_and_alerts_and_changes_as_a_battery_tells(screens):
    page = screens.open("batteries")
    bus = page.get_by_role("row").filter(has_text="BUS-7")
    for text in ("61 %", "91.2 %", "89.4 % to 92.9 %", "Hot", "Line 12"):
        expect(bus).to_contain_text(text)
    car = page.get_by_role("row").filter(has_text="CAR-2")
    expect(car).to_contain_text("Simulated")
    expect(car).to_contain_text(HOSTILE)
    before = car.element_handle()
    screens.platform.send("POST", "/batteries/telemetry", lines=[told(CAR, 1, soc=0.09, temperature_c=41.5)])
    expect(car).to_contain_text("9 %")
    expect(car).to_contain_text("41.5 °C")
    assert car.element_handle().evaluate("(now, before) => now === before", before), "the row was made anew"


def test_one_battery_shows_its_curves_over_a_chosen_time_and_what_is_expected(screens):
    page = screens.open("batteries")
    page.get_by_role("link", name="BUS-7").click()
    main = page.get_by_role("main")
    for text in (
        "1,240 cycles",
        "980 to 1,510 (80 % sure)",
        "7 %",
        "within 100 cycles",
        "Its resistance rose",
        "version 3",
    ):
        expect(main).to_contain_text(text)
    curves = page.get_by_role("region", name="What it told")
    for title in ("State of charge", "Power", "Voltage", "Current", "Temperature"):
        expect(curves.get_by_role("slider", name=title)).to_be_visible()
    curves.get_by_role("slider", name="Voltage").focus()
    page.keyboard.press("End")
    expect(curves).to_contain_text(" V at ")
    many = curves.get_by_role("slider", name="Voltage").get_attribute("aria-label")
    page.get_by_role("navigation", name="Time shown").get_by_role("link", name="Hour").click()
    expect(page).to_have_url(screens.address("batteries/BUS-7?range=hour"))
    expect(curves.get_by_role("slider", name="Voltage")).not_to_have_attribute("aria-label", many)


def test_batteries_that_charge_show_their_health_what_it_is_relative_to_and_why_there_is_none(screens):
    page = screens.open("batteries")
    seen = page.get_by_role("region", name="Seen charging")
    van = seen.get_by_role("row").filter(has_text="Delivery van 3")
    for text in ("68.8 kWh", " to 72.", "of 77.0 kWh when new", "14"):
        expect(van).to_contain_text(text)
    own = seen.get_by_role("row").filter(has_text="04FFEE11223344")
    expect(own).to_contain_text("against its first seen, on ")
    pool = seen.get_by_role("row").filter(has_text="POOL-CARD")
    expect(pool).to_contain_text("several batteries charge with this token: of 77 kWh 3 times, and of 40 kWh 3 times")
    expect(seen.get_by_role("row").filter(has_text=HOSTILE)).to_contain_text("too small a step: 12 % of at least 20 %")
    page.get_by_role("searchbox").fill("delivery")
    expect(seen.get_by_role("row")).to_have_count(2)
    expect(seen).to_contain_text("Delivery van 3")


def test_an_operator_says_what_a_battery_held_when_new_and_its_health_follows(screens):
    page = screens.open("batteries")
    seen = page.get_by_role("region", name="Seen charging")
    own = seen.get_by_role("row").filter(has_text="04FFEE11223344")
    own.get_by_role("button", name="Energy of 04FFEE11223344 when new").click()
    dialog = page.get_by_role("dialog", name="Energy when new")
    dialog.get_by_label("Usable energy, kWh").fill("64")
    dialog.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("of 64.0 kWh when new")
    screens.platform.send("PUT", "/batteries/charged/04FFEE11223344", nominal_wh=None)
    expect(own).to_contain_text("against its first seen, on ")


@pytest.mark.skipif("CHARGEIT_PICTURES" not in os.environ, reason="pictures are taken by `make pictures`")
def test_picture_of_a_battery(screens):
    page = screens.open("batteries/BUS-7")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.get_by_role("slider", name="Temperature").wait_for()
    page.screenshot(path=PICTURES / "battery.png")


def test_curves_are_read_anew_when_there_is_something_to_see(screens):
    page = screens.context.new_page()
    page.clock.install()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "quantity=voltage_v" in request.url else None)
    page.goto(screens.address("batteries/BUS-7?range=hour"))
    curve = page.get_by_role("slider", name="Voltage")
    curve.wait_for()
    page.get_by_role("status").get_by_text("Live").wait_for()
    heard = page.get_by_role("region", name="As told")
    screens.platform.send("POST", "/batteries/telemetry", lines=[told(BUS, 0.9, cycles=411)])
    page.clock.run_for(1000)
    expect(heard).to_contain_text("411")
    assert len(asked) == 1, "a line that changes nothing in the curve was read for"
    page.clock.run_for(9000)  # an hour is shown in stretches of nine seconds
    screens.platform.send("POST", "/batteries/telemetry", lines=[told(BUS, 0.5, cycles=412, voltage_v=410)])
    for _ in range(20):
        page.clock.run_for(1000)
        if len(asked) == 2 and curve.get_by_text("410 V").count():
            break
        page.wait_for_timeout(100)
    expect(curve).to_contain_text("410 V")


def test_an_alert_is_acknowledged_and_says_by_whom(screens):
    page = screens.open("batteries/BUS-7")
    alerts = page.get_by_role("region", name="Open alerts")
    expect(alerts).to_contain_text("Hot: 63.4 °C, the limit is 60 °C")
    alerts.get_by_role("button", name="Acknowledge hot").click()
    expect(alerts).to_contain_text("seen by admin")
    expect(alerts.get_by_role("button")).to_have_count(0)
