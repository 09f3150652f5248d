"""Odd orders of starts and stops over sockets and SQLite: OCPP 1.6 3.7.1, 4.8, 4.10, errata 3.18, 3.54."""

from typing import Any

import pytest

from chargeit.domain.stations import StationId
from chargeit.domain.transactions import Finding, Transaction, TransactionState
from chargeit.ports.reads import TransactionFilter
from chargeit.storage.store import Store
from tests.support.gateway import RawStation, Rig, serving

CP1 = StationId("CP1")


def at(hour: int, minute: int = 0) -> str:
    return f"2026-03-01T{hour:02}:{minute:02}:00Z"


async def begin(station: RawStation, hour: int, wh: int, token: str = "GOOD", evse: int = 1) -> int:
    asked = {"connectorId": evse, "idTag": token, "meterStart": wh, "timestamp": at(hour)}
    number = (await station.ask("StartTransaction", asked))["transactionId"]
    assert 0 < number < 2**31
    return int(number)


async def end(station: RawStation, number: int, hour: int, wh: int, **more: Any) -> None:
    asked = {"transactionId": number, "meterStop": wh, "timestamp": at(hour)} | more
    assert isinstance(await station.ask("StopTransaction", asked), dict)


async def found(rig: Rig, number: int) -> Transaction:
    stored: Transaction | None = await rig.write(lambda work: work.transactions.find(CP1, number))
    assert stored is not None
    return stored


async def shown(rig: Rig, number: int) -> float | None:
    row = rig.reads.transactions.one(number)
    return row.energy_wh if row else None


def count(rig: Rig) -> int:
    return rig.reads.transactions.totals(TransactionFilter())[0]


async def test_a_repeated_start_keeps_its_number_over_a_restart(store: Store, rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        number = await begin(station, 10, 100)
    async with serving(Rig(store)) as again, again.station("CP1") as station:
        assert await begin(station, 10, 100) == number
        await end(station, number, 11, 500)
        await end(station, number, 11, 500)
        assert await begin(station, 10, 100) == number
    assert count(rig) == 1 and (await found(rig, number)).energy_wh == 400


@pytest.mark.parametrize("odd", [0, -1, 4711])
async def test_a_stop_with_an_odd_number_ends_what_it_means(rig: Rig, odd: int) -> None:
    async with rig.station("CP1") as station:
        number = await begin(station, 10, 100)
        await end(station, odd, 11, 600, idTag="good")
        await end(station, odd, 11, 600, idTag="good")
    done = await found(rig, number)
    assert (done.energy_wh, done.claimed_number, count(rig)) == (500, odd, 1)
    assert Finding.NUMBER_UNKNOWN in done.findings


async def test_a_stop_before_its_start_is_joined_and_the_start_again_finds_it(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await end(station, -1, 11, 600, idTag="GOOD")
        alone = rig.reads.transactions.page(TransactionFilter(), after=None, limit=5).rows
        assert [Finding.START_MISSING in row.transaction.findings for row in alone] == [True]
        number = await begin(station, 10, 100)
        assert await begin(station, 10, 100) == number
        await end(station, number, 11, 600, idTag="GOOD")
    done = await found(rig, number)
    assert (done.energy_wh, done.state, done.place.evse, count(rig)) == (500, TransactionState.ENDED, 1, 1)
    assert Finding.START_MISSING not in done.findings


async def test_a_second_start_orphans_the_first_and_the_late_stop_still_ends_it(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        older, newer = await begin(station, 10, 100), await begin(station, 12, 700)
        assert (await found(rig, older)).state is TransactionState.ORPHANED
        await end(station, older, 11, 600)
        await end(station, newer, 13, 900)
    assert [(await found(rig, number)).energy_wh for number in (older, newer)] == [500, 200]


async def test_a_gap_in_the_register_is_missing_energy(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        first = await begin(station, 10, 100)
        await end(station, first, 11, 600)
        second = await begin(station, 12, 650)
    assert Finding.MISSING_ENERGY in (await found(rig, second)).findings


async def test_energy_without_the_register_of_the_start_is_what_samples_show_up_to_the_stop(rig: Rig) -> None:
    asked = {"connectorId": 1, "idTag": "GOOD", "timestamp": at(10)}
    async with rig.station("CP1") as station:
        await station.boot()
        number = (await station.ask("StartTransaction", asked))["transactionId"]
        assert (await station.ask("StartTransaction", asked))["transactionId"] == number
        for minute, wh in ((5, 1000), (30, 2000)):
            values = [{"timestamp": at(10, minute), "sampledValue": [{"value": str(wh)}]}]
            await station.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": values})
        assert (await shown(rig, number)) == 1000
        await end(station, number, 11, 2600)
        await end(station, number, 11, 2600)
    done = await found(rig, number)
    assert (done.meter_start_wh, done.energy_wh, await shown(rig, number)) == (None, None, 1600)
    assert Finding.REGISTER_MISSING in done.findings
    assert rig.reads.transactions.totals(TransactionFilter()) == (1, 1600)


async def test_a_stop_without_its_register_ends_its_transaction_once(rig: Rig) -> None:
    stop = {"timestamp": at(11)}
    async with rig.station("CP1") as station:
        await station.boot()
        number = await begin(station, 10, 500)
        values = [{"timestamp": at(10, 30), "sampledValue": [{"value": "1200"}]}]
        await station.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": values})
        for _ in range(2):
            assert await station.ask("StopTransaction", stop | {"transactionId": number}) == {}
        await begin(station, 12, 1200)
    done = await found(rig, number)
    assert (done.state, done.meter_stop_wh, await shown(rig, number), count(rig)) == (
        TransactionState.ENDED,
        None,
        700,
        2,
    )
    assert Finding.REGISTER_MISSING in done.findings


async def test_a_token_is_concurrent_over_stations_and_charges_are_kept(rig: Rig) -> None:
    asked = {"connectorId": 1, "idTag": "GOOD", "meterStart": 5, "timestamp": at(10)}
    async with rig.station("CP1") as one, rig.station("CP2") as two:
        assert (await one.ask("StartTransaction", asked))["idTagInfo"]["status"] == "Accepted"
        told = await two.ask("StartTransaction", asked)
        assert told["idTagInfo"]["status"] == "ConcurrentTx" and told["transactionId"] > 0
        nobody = await two.ask("StartTransaction", asked | {"connectorId": 2, "idTag": "NOBODY"})
        assert nobody["idTagInfo"]["status"] == "Invalid" and nobody["transactionId"] > 0
    assert count(rig) == 3


async def test_transaction_data_and_meter_values_are_stored_once_each(rig: Rig) -> None:
    def values(*readings: tuple[int, str]) -> list[dict[str, Any]]:
        return [{"timestamp": at(10, minute), "sampledValue": [{"value": text}]} for minute, text in readings]

    async with rig.station("CP1") as station:
        await station.boot()
        number = await begin(station, 10, 100)
        told = {"connectorId": 1, "meterValue": values((10, "150"))}
        await station.ask("MeterValues", told)
        await station.ask("MeterValues", told)
        await end(station, number, 11, 600, transactionData=values((0, "100"), (10, "150"), (50, "600")))
        await station.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": values((55, "600"))})
    stored = await rig.write(lambda work: work.samples.of(number))
    assert sorted(sample.raw for sample in stored) == ["100", "150", "600", "600"]


async def test_statuses_in_any_order_leave_the_newest(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        for status, hour in (("Preparing", 9), ("Available", 12), ("Charging", 10)):
            sent = {"connectorId": 1, "errorCode": "NoError", "status": status, "timestamp": at(hour)}
            assert await station.ask("StatusNotification", sent) == {}
    row = rig.reads.stations.one(CP1)
    assert row is not None and [report.status for report in row.connectors] == ["available"]


async def test_times_that_cannot_be_are_kept_and_found(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        asked = {"connectorId": 1, "idTag": "GOOD", "meterStart": 5, "timestamp": "1970-01-01T00:00:07Z"}
        number = (await station.ask("StartTransaction", asked))["transactionId"]
    begun = await found(rig, number)
    assert begun.started_at is not None and begun.started_at.year == 1970 and begun.received_at.year > 2020
    assert Finding.CLOCK_UNSET in begun.findings
