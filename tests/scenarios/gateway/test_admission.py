"""Who gets a socket: OCPP-J 1.6 3.1.1 to 3.2, security whitepaper A00."""

import asyncio

import pytest
from websockets.exceptions import InvalidStatus

from chargeit.bus.memory import MemoryBus
from chargeit.central import passwords, provisioning
from chargeit.central.provisioning import ChangeAsked
from chargeit.domain import clock
from chargeit.domain.events import Envelope, StationChanged
from chargeit.domain.stations import Credentials, StationId
from tests.support.gateway import PASSWORD, SECRET, Rig
from tests.support.wire import until

CP1 = StationId("CP1")


async def status(rig: Rig, identity: str, **how: object) -> int:
    try:
        async with rig.socket(identity, **how):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("form", [PASSWORD, PASSWORD.upper(), bytes.fromhex(PASSWORD)])
async def test_the_right_password_opens_in_every_form_and_then_only_in_that_one(rig: Rig, form: str | bytes) -> None:
    assert await status(rig, "CP1", password=form) == 101
    others = {PASSWORD, PASSWORD.upper(), bytes.fromhex(PASSWORD)} - {form}
    assert {await status(rig, "CP1", password=other) for other in others} == {401}
    stored = await rig.write(lambda work: work.stations.credentials(CP1))
    assert len(stored.current) == 1


@pytest.mark.parametrize(
    "how", [{"password": "wrong password of a thief"}, {"password": None}, {"user": "CP2"}, {"user": "cp1"}]
)
async def test_wrong_credentials_are_refused_before_the_upgrade(rig: Rig, how: dict[str, str]) -> None:
    assert await status(rig, "CP1", **how) == 401


async def test_one_that_fails_never_disturbs_the_live_socket(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        assert await status(rig, "CP1", password="wrong password of a thief") == 401
        await station.boot()


async def test_an_unknown_identity_is_refused_and_listed(rig: Rig) -> None:
    assert await status(rig, "NOBODY") == 404
    await until(lambda: [one.id for one in rig.reads.stations.strangers()] == ["NOBODY"])
    await rig.provision("NOBODY")
    assert await status(rig, "NOBODY") == 404, "until the memory is refreshed"
    rig.gateway.refresh(StationId("NOBODY"))
    await until(lambda: rig.gateway._directory.find("NOBODY") is not None)
    assert await status(rig, "NOBODY") == 101


@pytest.mark.parametrize("identity", ["x" * 300, "a:b"])
async def test_an_identity_that_cannot_be_provisioned_leaves_no_row(rig: Rig, identity: str) -> None:
    assert await status(rig, identity) == 404
    assert not rig.reads.stations.strangers()


@pytest.mark.parametrize("offered", [(), ("ocpp0.1",), ("ocpp2.0.1",)])
async def test_no_common_version_is_refused(rig: Rig, offered: tuple[str, ...]) -> None:
    assert await status(rig, "CP1", subprotocols=offered) == 400


async def test_an_unknown_version_beside_a_known_one_is_skipped(rig: Rig) -> None:
    async with rig.socket("CP1", subprotocols=("ocpp0.1", "ocpp1.6")) as socket:
        assert socket.subprotocol == "ocpp1.6"


async def test_too_many_wrong_passwords_from_one_address_are_stopped(rig: Rig) -> None:
    seen = [await status(rig, "CP1", password="wrong password of a thief") for _ in range(11)]
    assert seen == [401] * 10 + [429]
    assert await status(rig, "CP2") == 101


async def test_a_profile_that_needs_tls_gets_no_plain_socket(rig: Rig) -> None:
    await rig.provision("CP3", profile=2)
    await rig.provision("CP4", profile=3)
    await rig.provision("CP5", profile=0)
    await rig.gateway.start()
    assert [await status(rig, name) for name in ("CP3", "CP4", "CP5")] == [403, 401, 101]


async def test_a_removed_station_loses_its_socket(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        await rig.write(lambda work: provisioning.remove(CP1, clock.now(), work))
        rig.gateway.refresh(CP1)
        assert (await station.closed())[0] == 1008
    assert await status(rig, "CP1") == 404


async def test_a_new_password_ends_the_socket_of_the_old_and_a_new_name_does_not(rig: Rig) -> None:
    async with rig.station("CP1") as station:
        await station.boot()
        await rig.write(lambda work: provisioning.change(ChangeAsked(CP1, clock.now(), name="Barn"), work))
        rig.gateway.refresh(CP1)
        await station.boot()
        fresh = Credentials(CP1, passwords.hashes(SECRET, "another password"))
        await rig.write(lambda work: provisioning.set_password(fresh, clock.now(), work))
        rig.gateway.refresh(CP1)
        assert (await station.closed())[0] == 1008
    assert await status(rig, "CP1") == 401
    assert await status(rig, "CP1", password="another password") == 101


async def test_what_operators_change_reaches_the_gateway_over_the_bus(rig: Rig) -> None:
    bus = MemoryBus(bound=2)
    following = asyncio.create_task(rig.gateway.follow(bus))
    async with rig.station("CP1") as station:
        await station.boot()
        await rig.provision("CP3")
        await until(lambda: bus._subscriptions)
        await bus.publish([changed("CP3")])
        await until(lambda: rig.gateway._directory.find("CP3"))
        await rig.write(lambda work: provisioning.remove(CP1, clock.now(), work))
        await bus.publish([changed(name) for name in ("A", "B", "C")])
        assert (await station.closed())[0] == 1008, "it fell behind, so everything was read anew"
    await bus.close()
    await following


def changed(station: str) -> Envelope:
    return Envelope(1, "1", clock.now(), StationChanged(StationId(station), clock.now()))
