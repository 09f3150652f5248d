"""A station tells SoC over its socket: the battery that charged is in the API, also after a kill."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ocpp.v16 import call

from tests.support.screens import Platform, Station, iso

DEADLINE_S = 30.0
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(tmp_path_factory.mktemp("charged"))
    try:
        yield platform.start()
    finally:
        platform.close()


def charge(
    station: Station, token: str, days_ago: float, capacity_wh: float, *, to: int = 70, ends: bool = True
) -> int:
    """From 20 %, 1 % a minute, through a meter that counts 6 % more than the battery takes."""
    began = NOW - timedelta(days=days_ago)
    number = station.start(token, began)
    for minute in range(to - 20 + 1):
        energy_wh = minute * capacity_wh / 100 / 0.94
        at = began + timedelta(minutes=minute)
        station.meter(number, at, power_w=capacity_wh * 0.6 / 0.94, energy_wh=energy_wh, soc=20 + minute)
    if ends:
        end(station, number, days_ago, capacity_wh, to)
    return number


def end(station: Station, number: int, days_ago: float, capacity_wh: float, to: int = 70) -> None:
    at = NOW - timedelta(days=days_ago) + timedelta(minutes=to - 20)
    station.stop(number, at, round((to - 20) * capacity_wh / 100 / 0.94))


def until(platform: Platform, token: str, counted: int) -> dict[str, Any]:
    by = time.monotonic() + DEADLINE_S
    while True:
        for row in platform.get("/batteries/charged")["rows"]:
            if row["token"] == token and row["counted"] + row["set_aside"] >= counted:
                return row
        assert time.monotonic() < by, platform.get("/batteries/charged")
        time.sleep(0.1)


def test_transactions_alone_tell_the_health_of_the_battery_that_charges(platform: Platform) -> None:
    station = platform.station("DC-1")
    for days_ago in (90, 40, 2):
        charge(station, "CAR", days_ago, 58_000)
    charge(station, "CAR", 1, 58_000, to=32)
    row = until(platform, "CAR", 3)
    assert row["capacity_wh"]["low"] < 58_000 < row["capacity_wh"]["high"]
    assert row["capacity_wh"]["value"] == pytest.approx(58_000, rel=0.02)
    assert (row["relative_to"], row["relative_at"][:10]) == ("first_seen", row["first_at"][:10])
    assert row["health"]["low"] < 1.0 < row["health"]["high"]
    row = platform.send("PUT", "/batteries/charged/car", nominal_wh=64_000)
    assert row["relative_to"] == "nominal"
    assert row["health"]["value"] == pytest.approx(58 / 64, rel=0.02)
    transactions = platform.get("/batteries/charged/CAR/transactions", limit=2)
    by = time.monotonic() + DEADLINE_S
    while len(transactions["rows"]) < 2 or transactions["rows"][0]["capacity_wh"] is not None:
        assert time.monotonic() < by, transactions
        transactions = platform.get("/batteries/charged/CAR/transactions", limit=2)
    assert transactions["rows"][0]["explanation"] == "too small a step: 12 % of at least 20 %"
    assert transactions["next"] is not None
    answer = platform.api.put("/api/batteries/charged/CAR", json={"nominal_wh": -1})
    assert answer.status_code == 422 and "nominal_wh" in answer.text
    assert platform.api.get("/api/batteries/charged/NOBODY").status_code == 404


def test_a_station_that_tells_it_all_at_the_end_is_heard_too(platform: Platform) -> None:
    station = platform.station("DC-4")
    began = NOW - timedelta(hours=3)
    number = station.start("LATE", began)
    data = []
    for minute in range(51):
        values = (("Energy.Active.Import.Register", f"{minute * 580 / 0.94:.0f}"), ("SoC", f"{20 + minute}"))
        sampled = [{"value": value, "measurand": measurand} for measurand, value in values]
        data.append({"timestamp": iso(began + timedelta(minutes=minute)), "sampledValue": sampled})
    stopped_at = iso(began + timedelta(minutes=50))
    station.call(call.StopTransaction(30_851, stopped_at, number, "Local", transaction_data=data))
    assert until(platform, "LATE", 1)["capacity_wh"]["value"] == pytest.approx(58_000, rel=0.02)


def test_two_cars_with_one_token_have_no_health(platform: Platform) -> None:
    station = platform.station("DC-2")
    for days_ago, capacity_wh in ((9, 40_000), (8, 77_000), (7, 40_500), (6, 76_000)):
        charge(station, "SHARED", days_ago, capacity_wh)
    row = until(platform, "SHARED", 4)
    assert row["capacity_wh"] is None and row["health"] is None
    assert "several batteries charge with this token" in row["explanation"]


def test_a_kill_loses_and_doubles_no_estimate(platform: Platform) -> None:
    station = platform.station("DC-3")
    charge(station, "FIRST", 3, 58_000)
    until(platform, "FIRST", 1)
    for n in range(4):
        charge(station, "VAN", 40 - n * 10, 58_000)
    platform.kill()
    platform.start()
    assert until(platform, "VAN", 4)["counted"] == 4
    assert len(platform.get("/batteries/charged/VAN/transactions")["rows"]) == 4
