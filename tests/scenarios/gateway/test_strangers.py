"""Settings that loosen the rules: strangers admitted at once, and the quirk of one station."""

import pytest
from websockets.exceptions import InvalidStatus

from chargeit.gateway.settings import Quirks
from chargeit.storage.store import Store
from tests.support.gateway import Rig, serving


async def test_a_stranger_is_provisioned_and_keeps_its_first_password(store: Store) -> None:
    async with serving(Rig(store, admit_strangers=True)) as rig:
        async with rig.station("NEW", password="the first password") as station:
            await station.boot()
        with pytest.raises(InvalidStatus, match="401"):
            async with rig.socket("NEW", password="some other password"):
                pass
        async with rig.station("OPEN", password=None) as station:
            await station.boot()
    added = {station.id: station for station, _ in store.reads.stations.directory()}
    assert {name: station.security_profile for name, station in added.items()} == {"NEW": 1, "OPEN": 0}
    assert not any(station.simulated for station in added.values())


async def test_a_station_that_never_boots_is_served_where_its_quirk_is_known(store: Store) -> None:
    rig = Rig(store, quirks={"CP1": Quirks(boot_optional=True)})
    await rig.provision("CP1")
    async with serving(rig), rig.station("CP1") as station:
        assert "currentTime" in await station.ask("Heartbeat")
        assert rig.gateway.links.ready() == {"CP1"}
