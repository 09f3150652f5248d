"""With the demo's setting an unknown identity is admitted at once, with the password that it offers."""

import pytest
from websockets.exceptions import InvalidStatus

from chargeit.domain.stations import StationId
from chargeit.gateway.settings import Quirks
from tests.support.gateway import Rig, serving
from tests.support.memory_work import MemoryReads, MemoryWork, MemoryWriter


async def test_a_stranger_is_provisioned_and_keeps_its_first_password() -> None:
    work = MemoryWork()
    async with serving(Rig(MemoryWriter(work), MemoryReads(work), admit_strangers=True)) as rig:
        async with rig.station("NEW", password="the first password") as station:
            await station.boot()
        with pytest.raises(InvalidStatus, match="401"):
            async with rig.socket("NEW", password="some other password"):
                pass
        async with rig.station("OPEN", password=None) as station:
            await station.boot()
    added = {station.id: station for station in work.stations.known.values()}
    assert (added[StationId("NEW")].security_profile, added[StationId("OPEN")].security_profile) == (1, 0)
    assert not any(station.simulated for station in added.values())


async def test_a_station_that_never_boots_is_served_where_its_quirk_is_known() -> None:
    work = MemoryWork()
    rig = Rig(MemoryWriter(work), MemoryReads(work), quirks={"CP1": Quirks(boot_optional=True)})
    await rig.provision("CP1")
    async with serving(rig), rig.station("CP1") as station:
        assert "currentTime" in await station.ask("Heartbeat")
        assert rig.gateway.links.ready() == {"CP1"}
