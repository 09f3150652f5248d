"""Every command becomes a request of 1.6, and every answer an outcome."""

from typing import Any

import pytest

from chargeit.domain.commands import Command, CommandKind, CommandState
from chargeit.domain.errors import Invalid
from chargeit.domain.stations import StationId
from chargeit.domain.variables import Variable
from chargeit.gateway.v16 import outbound
from chargeit.ocpp.codec import RawCall
from chargeit.ocpp.v16 import enums, messages
from tests.unit.gateway.conftest import NOON

CP1 = StationId("CP1")


def command(kind: str, arguments: dict[str, Any]) -> Command:
    return Command("c1", CP1, CommandKind(kind), arguments, NOON, NOON, "admin")


@pytest.mark.parametrize(
    ("kind", "arguments", "request_sent"),
    [
        ("reset", {"type": "hard"}, messages.Reset(type=enums.ResetType.HARD)),
        ("reset", {"type": "soft"}, messages.Reset(type=enums.ResetType.SOFT)),
        ("unlock_connector", {"evse": -1}, messages.UnlockConnector(connector_id=-1)),
        (
            "change_availability",
            {"evse": 0, "operative": False},
            messages.ChangeAvailability(connector_id=0, type=enums.AvailabilityType.INOPERATIVE),
        ),
        ("set_variable", {"name": "a", "value": "b"}, messages.ChangeConfiguration(key="a", value="b")),
        ("get_variables", {}, messages.GetConfiguration()),
        ("get_variables", {"names": ["a"]}, messages.GetConfiguration(key=("a",))),
        ("clear_cache", {}, messages.ClearCache()),
        ("request_start", {"token": "T"}, messages.RemoteStartTransaction(id_tag="T")),
        ("request_start", {"token": "T", "evse": 9}, messages.RemoteStartTransaction(id_tag="T", connector_id=9)),
        ("request_stop", {"transaction": -1}, messages.RemoteStopTransaction(transaction_id=-1)),
        ("data_transfer", {"vendor": "v"}, messages.DataTransfer(vendor_id="v")),
        ("raw", {"action": "GetLocalListVersion", "payload": {}}, RawCall("GetLocalListVersion", {})),
    ],
)
def test_a_command_is_sent_as_it_was_asked(kind: str, arguments: dict[str, Any], request_sent: object) -> None:
    assert outbound.request_of(command(kind, arguments)) == request_sent


def test_every_kind_has_a_request() -> None:
    assert set(outbound.REQUESTS) == set(CommandKind)


@pytest.mark.parametrize(
    ("kind", "arguments", "field"),
    [
        ("request_start", {"token": "x" * 21}, "arguments.token"),
        ("set_variable", {"name": "x" * 51, "value": ""}, "arguments.name"),
        ("set_variable", {"name": "x", "value": "x" * 501}, "arguments.value"),
        ("get_variables", {"names": ["x", "y" * 51]}, "arguments.names[1]"),
    ],
)
def test_what_does_not_fit_1_6_names_the_field(kind: str, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        outbound.request_of(command(kind, arguments))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("response", "state", "status"),
    [
        (messages.ResetResponse(status=enums.ResetStatus.ACCEPTED), "accepted", "Accepted"),
        (messages.ResetResponse(status=enums.ResetStatus.REJECTED), "rejected", "Rejected"),
        (messages.UnlockConnectorResponse(status=enums.UnlockStatus.UNLOCKED), "accepted", "Unlocked"),
        (messages.UnlockConnectorResponse(status=enums.UnlockStatus.UNLOCK_FAILED), "rejected", "UnlockFailed"),
        (messages.ChangeAvailabilityResponse(status=enums.AvailabilityStatus.SCHEDULED), "accepted", "Scheduled"),
        (
            messages.ChangeConfigurationResponse(status=enums.ConfigurationStatus.REBOOT_REQUIRED),
            "accepted",
            "RebootRequired",
        ),
        (
            messages.ChangeConfigurationResponse(status=enums.ConfigurationStatus.NOT_SUPPORTED),
            "rejected",
            "NotSupported",
        ),
        (messages.GetConfigurationResponse(), "accepted", ""),
    ],
)
def test_the_stations_word_is_kept_and_judged(response: Any, state: str, status: str) -> None:
    outcome = outbound.outcome_of(response)
    assert (outcome.state, outcome.status) == (CommandState(state), status)
    assert (outcome.answer or {}).get("status", "") == status


def test_a_password_among_the_keys_is_not_kept() -> None:
    entries = tuple(
        messages.KeyValue(key=key, readonly=False, value=value)
        for key, value in (("authorizationkey", "00"), ("A", "1"))
    )
    answer = outbound.outcome_of(messages.GetConfigurationResponse(configuration_key=entries)).answer
    assert answer == {
        "configurationKey": [
            {"key": "authorizationkey", "readonly": False},
            {"key": "A", "readonly": False, "value": "1"},
        ]
    }


def test_a_setting_that_was_accepted_is_known_and_one_that_was_not_is_not() -> None:
    asked = command("set_variable", {"name": "A", "value": "2"})
    accepted = messages.ChangeConfigurationResponse(status=enums.ConfigurationStatus.ACCEPTED)
    rejected = messages.ChangeConfigurationResponse(status=enums.ConfigurationStatus.REJECTED)
    assert outbound.variables_of(asked, accepted, NOON) == [Variable(CP1, "A", "2", False, NOON)]
    assert outbound.variables_of(asked, rejected, NOON) == []


@pytest.mark.parametrize(("said", "pages"), [("2", 3), ("5", 1), (None, 1), ("many", 1), ("0", 1)])
def test_a_question_for_many_keys_comes_in_pages_and_the_answers_in_one(said: str | None, pages: int) -> None:
    known = [Variable(CP1, "getconfigurationmaxkeys", said, True, NOON)] if said else []
    found = outbound.pages_of(messages.GetConfiguration(key=tuple("abcde")), known)
    assert len(found) == pages
    answers: list[Any] = [messages.GetConfigurationResponse(unknown_key=page.key) for page in found]  # type: ignore[union-attr]
    assert outbound.joined(answers) == messages.GetConfigurationResponse(unknown_key=tuple("abcde"))
