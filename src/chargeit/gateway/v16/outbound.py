"""What we ask of 1.6 stations: a command becomes a request, its answer an outcome."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Invalid
from chargeit.domain.variables import SECRET_KEYS, Variable
from chargeit.ocpp.actions import Message
from chargeit.ocpp.codec import RawCall
from chargeit.ocpp.v16 import enums, messages

Arguments = dict[str, Any]
MAX_KEYS = "GetConfigurationMaxKeys"
# The words of every answer that mean yes; all others mean no.
ACCEPTING = frozenset({"Accepted", "Scheduled", "RebootRequired", "Unlocked", "AcceptedCanceled"})


def request_of(command: Command) -> Message | RawCall:
    """Raises Invalid where an argument does not fit 1.6. What fits is sent, odd or not."""
    return REQUESTS[command.kind](command.arguments)


def reset(arguments: Arguments) -> Message:
    hard = arguments["type"] == "hard"
    return messages.Reset(type=enums.ResetType.HARD if hard else enums.ResetType.SOFT)


def unlock_connector(arguments: Arguments) -> Message:
    return messages.UnlockConnector(connector_id=arguments["evse"])


def change_availability(arguments: Arguments) -> Message:
    operative = arguments["operative"]
    wanted = enums.AvailabilityType.OPERATIVE if operative else enums.AvailabilityType.INOPERATIVE
    return messages.ChangeAvailability(connector_id=arguments["evse"], type=wanted)


def set_variable(arguments: Arguments) -> Message:
    name, value = fitting(arguments, "name", 50), fitting(arguments, "value", 500)
    return messages.ChangeConfiguration(key=name, value=value)


def get_variables(arguments: Arguments) -> Message:
    names = arguments.get("names")
    for place, name in enumerate(names or ()):
        fitting({"": name}, "", 50, f"names[{place}]")
    return messages.GetConfiguration(key=tuple(names) if names else None)


def clear_cache(arguments: Arguments) -> Message:
    return messages.ClearCache()


def request_start(arguments: Arguments) -> Message:
    return messages.RemoteStartTransaction(id_tag=fitting(arguments, "token", 20), connector_id=arguments.get("evse"))


def request_stop(arguments: Arguments) -> Message:
    return messages.RemoteStopTransaction(transaction_id=arguments["transaction"])


def data_transfer(arguments: Arguments) -> Message:
    return messages.DataTransfer(
        vendor_id=fitting(arguments, "vendor", 255),
        message_id=arguments.get("message_id"),
        data=arguments.get("data"),
    )


def raw(arguments: Arguments) -> RawCall:
    return RawCall(arguments["action"], arguments["payload"])


REQUESTS: dict[CommandKind, Callable[[Arguments], Message | RawCall]] = {
    CommandKind.RESET: reset,
    CommandKind.UNLOCK_CONNECTOR: unlock_connector,
    CommandKind.CHANGE_AVAILABILITY: change_availability,
    CommandKind.SET_VARIABLE: set_variable,
    CommandKind.GET_VARIABLES: get_variables,
    CommandKind.CLEAR_CACHE: clear_cache,
    CommandKind.REQUEST_START: request_start,
    CommandKind.REQUEST_STOP: request_stop,
    CommandKind.DATA_TRANSFER: data_transfer,
    CommandKind.RAW: raw,
}


def fitting(arguments: Arguments, name: str, longest: int, field: str = "") -> str:
    value: str = arguments[name]
    if len(value) > longest:
        raise Invalid(f"arguments.{field or name}", f"at most {longest} characters in OCPP 1.6, not {len(value)}")
    return value


def outcome_of(response: Message) -> Outcome:
    """An answer without a status (GetConfiguration, GetDiagnostics ...) is a yes."""
    status = getattr(response, "status", None)
    word = status.value if status is not None else ""
    accepted = status is None or word in ACCEPTING
    state = CommandState.ACCEPTED if accepted else CommandState.REJECTED
    return Outcome(state, word, without_secrets(msgspec.json.decode(msgspec.json.encode(response))))


def without_secrets(answer: Any) -> Any:
    """A station may show its password among its keys; it is not stored (security whitepaper A01.FR.09)."""
    for entry in answer.get("configurationKey") or ():
        if is_secret(entry["key"]):
            entry.pop("value", None)
    return answer


def variables_of(command: Command, response: Message, at: datetime) -> list[Variable]:
    """What the answer tells of the station's settings."""
    if isinstance(response, messages.GetConfigurationResponse):
        entries = response.configuration_key or ()
        return [Variable(command.station, entry.key, entry.value, entry.readonly, at) for entry in entries]
    accepted = getattr(response, "status", None) is enums.ConfigurationStatus.ACCEPTED
    if command.kind is CommandKind.SET_VARIABLE and accepted:
        return [Variable(command.station, command.arguments["name"], command.arguments["value"], False, at)]
    return []


def pages_of(request: Message | RawCall, known: Iterable[Variable]) -> list[Message | RawCall]:
    """A question for more keys than the station takes at once becomes several (OCPP 1.6 5.8)."""
    if not isinstance(request, messages.GetConfiguration) or not request.key:
        return [request]
    said = next((v.value for v in known if v.name.casefold() == MAX_KEYS.casefold()), None)
    most = int(said) if said and said.strip().isdecimal() else 0
    most = most or len(request.key)
    return [messages.GetConfiguration(key=request.key[i : i + most]) for i in range(0, len(request.key), most)]


def joined(responses: list[Message]) -> Message:
    """The answers to the pages of one question as one."""
    if len(responses) == 1:
        return responses[0]
    parts = [one for one in responses if isinstance(one, messages.GetConfigurationResponse)]
    return messages.GetConfigurationResponse(
        configuration_key=tuple(entry for part in parts for entry in part.configuration_key or ()) or None,
        unknown_key=tuple(name for part in parts for name in part.unknown_key or ()) or None,
    )


def is_secret(name: str) -> bool:
    return name.strip().casefold() in SECRET_KEYS
