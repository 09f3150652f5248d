"""One of our stations with a central system that is not ours, over a real socket."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from chargeit.domain.stations import Hardware
from chargeit.edge.configuration import Configuration
from chargeit.edge.devices import Devices
from chargeit.edge.queue import Store
from chargeit.edge.runtime import ChargePoint
from chargeit.edge.signals import PoweredUp
from chargeit.edge.simulated import OutletState, SimulatedOutlet, SimulatedReader, Vehicle
from chargeit.edge.state import State, new
from chargeit.edge.uplink import Backoff, Line, Uplink
from tests.support.central_system import CentralSystem, central_system, until

STATION = "EDGE 1"
# so much power that a hundredth of a second is some watt-hours
VEHICLE = Vehicle(capacity_wh=1e9, soc=0.1, power_w=10_000_000)


class Box:
    """A station with one connector, its devices, and the loop that a small computer would run."""

    def __init__(self, central: CentralSystem, store: Path | str = ":memory:", **configuration: str) -> None:
        self.store = Store(store)
        queue = self.store.queue(STATION)
        self.outlet = SimulatedOutlet(OutletState(datetime.now(UTC), 5000.0), 10_000_000, tells_soc=True)
        kept = queue.kept()
        state = new(Hardware("Vendor", "Model", "S1"), 1, Configuration(configuration))
        devices = (Devices(self.outlet, self.outlet, self.outlet),)
        self.point = ChargePoint(msgspec.json.decode(kept, type=State) if kept else state, devices, now)
        self.reader = SimulatedReader()
        self.reader.listen(self.point.tap)
        line = Line(central.url, STATION, backoff=Backoff(0.02, 0.02, 1), call_timeout_s=5)
        self.point.uplink = Uplink(line, queue, self.point, time.monotonic)
        self.point.take(PoweredUp(power_lost=kept is not None))

    async def live(self) -> None:
        while True:
            self.point.tick()
            self.point.uplink.tick()
            dial_at = self.point.uplink.dial_at
            if dial_at is not None and dial_at <= time.monotonic():
                await self.point.uplink.dial()
            await asyncio.sleep(0.01)

    def plug(self) -> None:
        self.outlet.plug(VEHICLE, now())
        self.point.tick()

    def unplug(self) -> None:
        self.outlet.unplug(now())
        self.point.tick()

    @property
    def register_wh(self) -> int:
        return self.outlet.read(now()).register_wh


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def living(box: Box) -> AsyncIterator[Box]:
    task = asyncio.create_task(box.live())
    try:
        yield box
    finally:
        task.cancel()
        box.point.uplink.hang_up()
        await until(lambda: not box.point.uplink.online)
        box.store.close()


async def test_a_station_boots_authorises_charges_and_stops() -> None:
    async with central_system() as central, living(Box(central, MeterValueSampleInterval="1")) as box:
        await until(lambda: central.statuses(STATION) == ["Available"])
        assert central.of("BootNotification")[0]["charge_point_vendor"] == "Vendor"
        box.plug()
        box.reader.tap("ANNA")
        await until(lambda: "Charging" in central.statuses(STATION))
        await until(lambda: central.of("MeterValues"))
        box.reader.tap("ANNA")
        await until(lambda: central.of("StopTransaction"))
        box.unplug()
        await until(lambda: central.statuses(STATION)[-1] == "Available")
        register_wh = box.register_wh
    start, stop = central.of("StartTransaction")[0], central.of("StopTransaction")[0]
    assert (start["connector_id"], start["id_tag"], start["meter_start"]) == (1, "ANNA", 5000)
    assert (stop["reason"], stop["id_tag"], stop["transaction_id"]) == ("Local", "ANNA", 1)
    assert stop["meter_stop"] == register_wh > 5000
    values = central.of("MeterValues")[0]
    assert values["transaction_id"] == 1
    sampled = {v["measurand"]: v for v in values["meter_value"][0]["sampled_value"]}
    assert set(sampled) == {"Energy.Active.Import.Register", "Power.Active.Import", "SoC"}
    assert 5000 < int(sampled["Energy.Active.Import.Register"]["value"]) <= register_wh
    assert central.statuses(STATION) == ["Available", "Preparing", "Charging", "Finishing", "Available"]


async def test_what_happens_offline_is_told_later_in_order_with_its_times(tmp_path: Path) -> None:
    async with central_system() as central, living(Box(central, tmp_path / "edge.db")) as box:
        await until(lambda: central.statuses(STATION))
        box.plug()
        box.reader.tap("ANNA")
        await until(lambda: not box.point.uplink.queue and central.of("StartTransaction"))  # its start is answered
        await central.stop()
        await until(lambda: not box.point.uplink.online)
        box.reader.tap("ANNA")
        stopped_at = now()
        await asyncio.sleep(0.002)  # times are told in milliseconds: what comes next begins in a later one
        box.unplug()
        box.plug()
        box.reader.tap("ANNA")  # remembered from before
        box.reader.tap("ANNA")
        assert len(box.point.uplink.queue) == 3
        await central.start()
        await until(lambda: len(central.of("StopTransaction")) == 2)
        transactional = [s.action for s in central.said if s.action in ("StartTransaction", "StopTransaction")]
        assert transactional == ["StartTransaction", "StopTransaction"] * 2
        first, second = central.transactions()
        assert datetime.fromisoformat(first[5]) <= stopped_at < datetime.fromisoformat(second[5])
        assert second[4] == first[6] and second[6] >= second[4]  # the register goes on where it was
        assert len(central.of("BootNotification")) == 1  # a plain reconnect is no boot
        assert not box.point.uplink.queue


async def test_a_power_loss_in_a_transaction_loses_nothing_that_was_on_disk(tmp_path: Path) -> None:
    async with central_system() as central:
        async with living(Box(central, tmp_path / "edge.db")) as box:
            await until(lambda: central.statuses(STATION))
            box.plug()
            box.reader.tap("ANNA")
            await until(lambda: central.of("StartTransaction") and box.point.state.connectors[0].transaction.number)
        central.boots, heard = ["Pending", "Accepted"], len(central.said)
        async with living(Box(central, tmp_path / "edge.db")):
            await until(lambda: central.of("StopTransaction"))
        assert [s.action for s in central.said[heard : heard + 2]] == ["BootNotification"] * 2  # what waits waits
        stop = central.of("StopTransaction")[0]
        assert (stop["reason"], stop["transaction_id"]) == ("PowerLoss", 1)
        assert len(central.of("BootNotification")) == 3


async def test_nothing_but_the_boot_is_sent_until_it_is_accepted() -> None:
    async with central_system() as central:
        central.boots = ["Pending", "Rejected", "Accepted"]
        async with living(Box(central)):
            await until(lambda: central.statuses(STATION))
        assert [s.action for s in central.said[:4]] == ["BootNotification"] * 3 + ["StatusNotification"]


async def test_the_central_system_commands_the_station() -> None:
    async with central_system() as central, living(Box(central)) as box:
        await until(lambda: central.statuses(STATION))
        peer = central.stations[STATION]
        box.plug()
        assert (await peer.ask("RemoteStartTransaction", id_tag="ANNA", connector_id=1)).status == "Accepted"
        await until(lambda: box.point.state.connectors[0].transaction and box.point.uplink.settled)
        changed = await peer.ask("ChangeConfiguration", key="MeterValueSampleInterval", value="7")
        assert changed.status == "Accepted"
        read = await peer.ask("GetConfiguration", key=["MeterValueSampleInterval", "Nonsense"])
        assert read.configuration_key == [{"key": "MeterValueSampleInterval", "readonly": False, "value": "7"}]
        assert read.unknown_key == ["Nonsense"]
        assert (await peer.ask("ChangeAvailability", connector_id=1, type="Inoperative")).status == "Scheduled"
        assert (await peer.ask("DataTransfer", vendor_id="nobody")).status == "UnknownVendorId"
        assert (await peer.ask("ClearCache")).status == "Accepted"
        assert (await peer.ask("RemoteStopTransaction", transaction_id=99)).status == "Rejected"
        assert (await peer.ask("UnlockConnector", connector_id=1)).status == "Unlocked"
        await until(lambda: central.of("StopTransaction"))
        assert central.of("StopTransaction")[0]["reason"] == "UnlockCommand"
        await until(lambda: central.statuses(STATION)[-1] == "Unavailable")
        assert (await peer.ask("Reset", type="Soft")).status == "Accepted"
        await until(lambda: len(central.of("BootNotification")) == 2)
        await until(lambda: len(central.statuses(STATION)) > 4 and central.statuses(STATION)[-1] == "Unavailable")


async def test_a_message_that_was_lost_on_the_way_is_sent_again_and_that_is_no_attempt() -> None:
    async with central_system() as central, living(Box(central, TransactionMessageAttempts="1")) as box:
        await until(lambda: central.statuses(STATION))
        box.plug()
        box.reader.tap("ANNA")
        await until(lambda: central.of("StartTransaction"))
        central.deaf = True  # it hears the stop and hangs up before it answers
        box.reader.tap("ANNA")
        await until(lambda: central.of("StopTransaction"))
        await until(lambda: not box.point.uplink.online)
        central.deaf = False
        await until(lambda: len(central.of("StopTransaction")) >= 2 and not box.point.uplink.queue)
        said = central.of("StopTransaction")
        assert said[0] == said[-1] and len(central.transactions()) == 1
