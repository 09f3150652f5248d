"""The generated messages: what they are called and what they hold."""

import msgspec
import pytest

from chargeit.ocpp.actions import Role, Sender
from chargeit.ocpp.v16 import messages as v16
from chargeit.ocpp.v21 import messages as v21
from chargeit.ocpp.versions import Version, actions, requests

COUNTS = {Version.V16: (39, 13, 25, 1), Version.V201: (64, 24, 39, 1), Version.V21: (91, 36, 54, 1)}


@pytest.mark.parametrize("version", list(Version))
def test_every_action_of_the_version_is_there_with_who_sends_it(version: Version) -> None:
    found = list(actions(version).values())
    senders = [action.sender for action in found]
    assert (len(found), *(senders.count(one) for one in (Sender.STATION, Sender.CENTRAL, Sender.BOTH))) == COUNTS[
        version
    ]
    assert len(requests(version)) == len(found)


@pytest.mark.parametrize("version", list(Version))
def test_request_and_answer_are_named_after_the_action(version: Version) -> None:
    for name, action in actions(version).items():
        assert (action.name, action.request.__name__) == (name, name)
        assert action.response is None or action.response.__name__ == f"{name}Response"


def test_only_the_event_stream_of_2_1_is_never_answered() -> None:
    silent = [
        (version, name) for version in Version for name, action in actions(version).items() if action.response is None
    ]
    assert silent == [(Version.V21, "NotifyPeriodicEventStream")]


def test_both_sides_may_send_a_data_transfer() -> None:
    for version in Version:
        assert all(actions(version)["DataTransfer"].sent_by(role) for role in Role)


@pytest.mark.parametrize(
    ("kind", "attribute", "wire"),
    [
        (v21.ChargingSchedulePeriodType, "limit_l2", "limit_L2"),
        (v21.ChargingSchedulePeriodType, "setpoint_reactive_l3", "setpointReactive_L3"),
        (v21.ReportDERControl, "fixed_pf_absorb", "fixedPFAbsorb"),
        (v21.Get15118EVCertificate, "prioritized_emaids", "prioritizedEMAIDs"),
        (v21.NotifyEVChargingNeeds, "evse_id", "evseId"),
        (v16.StartTransaction, "id_tag", "idTag"),
    ],
)
def test_names_that_are_no_plain_camel_case_keep_their_spelling(
    kind: type[msgspec.Struct], attribute: str, wire: str
) -> None:
    assert {field.name: field.encode_name for field in msgspec.structs.fields(kind)}[attribute] == wire


def test_versions_are_named_as_their_subprotocols() -> None:
    assert [version.value for version in Version] == ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]
