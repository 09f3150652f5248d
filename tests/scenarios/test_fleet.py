"""A simulated fleet with a central system that is not ours."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chargeit.domain.errors import Invalid, Misconfigured
from chargeit.fleet.days import tokens
from chargeit.fleet.plan import FleetPlan, Report
from chargeit.fleet.simulation import run
from tests.support.central_system import CentralSystem, central_system, until

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def plan(central: CentralSystem, **changes: object) -> FleetPlan:
    """Half a day of three stations, as fast as it goes."""
    made = FleetPlan(
        central.url,
        stations=3,
        speed=1_000_000,
        history=timedelta(hours=12),
        until_now=True,
        sample_interval_s=1800,
        seed=4,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def told(**changes: object) -> CentralSystem:
    async with central_system() as central:
        await run(plan(central, **changes), present=lambda: NOON)
    return central


async def test_the_same_seed_tells_the_same_transactions_at_any_speed() -> None:
    fast, slow, other = await told(), await told(speed=20_000), await told(seed=5)
    assert len(fast.transactions()) > 5
    assert fast.transactions() == slow.transactions()
    assert fast.transactions() != other.transactions()


async def test_a_fleet_says_nothing_of_the_future_and_loses_no_energy_between_transactions() -> None:
    async with central_system() as central:
        report = await run(plan(central, stations=6), present=lambda: NOON)
    transactions = central.transactions()
    for said in central.said:
        if "timestamp" in said.payload:
            assert datetime.fromisoformat(said.payload["timestamp"]) <= NOON
    registers: dict[tuple[str, int], int] = {}
    for station, connector, _, started, start_wh, stopped, stop_wh, _ in sorted(transactions, key=lambda t: t[3]):
        assert started < stopped and start_wh <= stop_wh
        assert registers.get((station, connector), start_wh) == start_wh
        registers[station, connector] = stop_wh
    assert report.energy_wh == sum(t[6] - t[4] for t in transactions) > 0
    assert report.sent["Stop"] == len(transactions) and report.lag_s == 0 and report.waiting == 0
    assert len(report.latencies) == report.sent.total() == len(central.said)
    assert 0 < report.latencies.quantile(0.5) <= report.latencies.quantile(0.99)
    known = set(tokens(4, 200))
    assert {t[2] for t in transactions} <= known


async def test_a_refused_driver_gets_no_energy_and_one_found_out_later_is_stopped() -> None:
    async with central_system() as central:
        everyone = tokens(4, 200)
        central.refused, central.found_out = set(everyone[:100]), set(everyone[100:])
        await run(plan(central, stations=6), present=lambda: NOON)
    assert not {t[2] for t in central.transactions()} & central.refused
    assert {t[7] for t in central.transactions()} == {"DeAuthorized"}


async def test_a_fleet_goes_on_from_its_state_file_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    whole = await told(history=timedelta(hours=18))
    async with central_system() as central:
        cut = plan(central, state=tmp_path / "fleet.db", history=timedelta(hours=12))
        await run(cut, present=lambda: NOON - timedelta(hours=6))
        halfway = len(central.transactions())
        for ends_at in (NOON - timedelta(minutes=minutes) for minutes in range(330, -1, -30)):
            await run(replace(cut, history=timedelta()), present=lambda at=ends_at: at)  # type: ignore[misc]
    assert 0 < halfway < len(central.transactions())
    assert central.transactions() == whole.transactions()


async def test_a_fleet_that_was_away_long_ends_what_ran_and_its_registers_never_go_back(tmp_path: Path) -> None:
    async with central_system() as central:
        first = plan(central, state=tmp_path / "fleet.db", stations=6)
        await run(first, present=lambda: NOON)
        await run(first, present=lambda: NOON + timedelta(days=2))
    registers: dict[tuple[str, int], int] = {}
    reasons = set()
    for station, connector, _, _, start_wh, _, stop_wh, reason in sorted(central.transactions(), key=lambda t: t[3]):
        assert registers.get((station, connector), 0) <= start_wh <= stop_wh
        registers[station, connector] = stop_wh
        reasons.add(reason)
    assert "PowerLoss" in reasons


async def test_stations_charge_on_when_the_server_goes_away_and_tell_it_later() -> None:
    async with central_system() as central:
        stop = asyncio.Event()
        present = [NOON]
        going = asyncio.create_task(
            run(plan(central, until_now=False, stations=6), stop=stop, present=lambda: present[0])
        )
        await until(lambda: len(central.transactions()) > 3)
        before = len(central.transactions())
        await central.stop()
        present[0] = NOON + timedelta(hours=6)
        await central.start()
        await until(lambda: len(central.transactions()) > before + 10)
        stop.set()
        report = await going
    assert report.connects > 6 and len(central.of("BootNotification")) == 6
    assert len(central.of("Authorize")) < len(central.of("StartTransaction"))  # some began with nobody to ask


async def test_what_cannot_work_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="url"):
        await run(FleetPlan("http://localhost", stations=1))
    with pytest.raises(Invalid, match="stations"):
        FleetPlan(stations=0)
    async with central_system() as central:
        made = plan(central, state=tmp_path / "fleet.db", history=timedelta(minutes=1))
        await run(made, present=lambda: NOON)
        with pytest.raises(Misconfigured, match="seed 4"):
            await run(replace(made, seed=5), present=lambda: NOON)


async def test_why_nobody_connects_is_in_the_report() -> None:
    stop, lines = asyncio.Event(), []

    def seen(report: Report) -> None:
        lines.append(report.line())
        if report.problem:
            stop.set()

    async with central_system() as central:
        nobody = FleetPlan(central.url, stations=1, report_every_s=0.1, progress=seen)
    async with asyncio.timeout(10):
        await run(nobody, stop=stop)
    assert "0/1 connected" in lines[-1] and "does not answer" in lines[-1]
