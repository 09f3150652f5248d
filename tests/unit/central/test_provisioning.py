"""Who may connect is an operator's decision; strangers are listed until it is taken."""

from datetime import timedelta

import pytest

from chargeit.central import provisioning
from chargeit.central.provisioning import ChangeAsked, ProvisionAsked
from chargeit.domain.errors import Conflict, Invalid, NotFound
from chargeit.domain.stations import Credentials, StationId, Stranger
from tests.support.memory_work import MemoryWork
from tests.unit.central.conftest import NOON

CP1, CP2 = StationId("CP1"), StationId("CP2")
HASHES = (b"h",)


def test_a_stranger_is_listed_and_admitted(work: MemoryWork) -> None:
    for minutes in (0, 1):
        at = NOON + timedelta(minutes=minutes)
        provisioning.knocked(Stranger(CP2, at, at, "192.0.2.1:5"), work)
    assert (work.presence.strangers[CP2].attempts, work.presence.strangers[CP2].first_seen_at) == (2, NOON)
    provisioning.provision(ProvisionAsked(CP2, NOON, "Garage", password_hashes=HASHES), work)
    assert CP2 not in work.presence.strangers
    assert work.stations.credentials(CP2) == Credentials(CP2, HASHES)
    assert work.kinds()[-1] == "station.changed"


def test_a_station_that_is_provisioned_meanwhile_is_no_stranger(work: MemoryWork) -> None:
    provisioning.knocked(Stranger(CP1, NOON, NOON, ""), work)
    assert not work.presence.strangers


def test_a_stranger_can_be_forgotten(work: MemoryWork) -> None:
    provisioning.knocked(Stranger(CP2, NOON, NOON, ""), work)
    provisioning.forget_stranger(CP2, work)
    assert not work.presence.strangers


def test_a_taken_identity_is_a_conflict(work: MemoryWork) -> None:
    with pytest.raises(Conflict):
        provisioning.provision(ProvisionAsked(CP1, NOON, password_hashes=HASHES), work)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"station": ""}, "id"),
        ({"station": "a:b"}, "id"),
        ({"station": "a\n"}, "id"),
        ({"station": " a"}, "id"),
        ({"station": "x" * 256}, "id"),
        ({"security_profile": 4}, "security_profile"),
        ({"security_profile": 1, "password_hashes": ()}, "security_profile"),
        ({"security_profile": 2, "password_hashes": ()}, "security_profile"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_bad_input_names_the_field(work: MemoryWork, changes: dict[str, object], field: str) -> None:
    fields = {"station": CP2, "at": NOON, "password_hashes": HASHES} | changes
    with pytest.raises(Invalid) as caught:
        provisioning.provision(ProvisionAsked(**fields), work)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_an_open_station_needs_no_password(work: MemoryWork) -> None:
    assert provisioning.provision(ProvisionAsked(CP2, NOON, security_profile=0), work).security_profile == 0


def test_changes_touch_only_what_was_said(work: MemoryWork) -> None:
    provisioning.set_password(Credentials(CP1, HASHES), NOON, work)
    provisioning.change(ChangeAsked(CP1, NOON, name="Barn"), work)
    changed = provisioning.change(ChangeAsked(CP1, NOON, security_profile=2, simulated=True), work)
    assert (changed.name, changed.security_profile, changed.simulated) == ("Barn", 2, True)
    assert work.kinds() == ["station.changed"] * 3


def test_a_profile_with_a_password_needs_one(work: MemoryWork) -> None:
    with pytest.raises(Invalid, match="needs a password"):
        provisioning.change(ChangeAsked(CP1, NOON, security_profile=1), work)
    with pytest.raises(Invalid):
        provisioning.set_password(Credentials(CP1), NOON, work)


def test_a_login_leaves_only_the_form_that_was_used_unless_the_password_changed_meanwhile(work: MemoryWork) -> None:
    provisioning.set_password(Credentials(CP1, (b"bytes", b"text"), (b"pending",)), NOON, work)
    assert not provisioning.narrow_password(CP1, b"an older one", work)
    assert work.stations.secrets[CP1].current == (b"bytes", b"text")
    assert provisioning.narrow_password(CP1, b"pending", work)
    assert work.stations.secrets[CP1] == Credentials(CP1, (b"pending",))
    assert not provisioning.narrow_password(CP2, b"pending", work)


def test_what_is_not_there_cannot_be_changed(work: MemoryWork) -> None:
    provisioning.remove(CP1, NOON, work)
    for attempt in (
        lambda: provisioning.remove(CP1, NOON, work),
        lambda: provisioning.change(ChangeAsked(CP1, NOON), work),
        lambda: provisioning.set_password(Credentials(CP1, HASHES), NOON, work),
    ):
        with pytest.raises(NotFound):
            attempt()
