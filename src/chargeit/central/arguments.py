"""What each kind of command takes. Values may be odd on purpose (an EVSE that is not there); types may not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chargeit.domain.commands import CommandKind
from chargeit.domain.errors import Invalid
from chargeit.domain.variables import SECRET_KEYS

Check = Callable[[str, Any], None]
INTEGER_BITS = 31


@dataclass(frozen=True, slots=True)
class Argument:
    check: Check
    required: bool = True


def checked(kind: CommandKind, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, without those that are None. Raises Invalid naming the field that is wrong."""
    takes = TAKES[kind]
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in given:
        if name not in takes:
            known = ", ".join(takes) or "no arguments"
            raise Invalid(f"arguments.{name}", f"{kind} takes {known}")
    for name, argument in takes.items():
        if name in given:
            argument.check(f"arguments.{name}", given[name])
        elif argument.required:
            raise Invalid(f"arguments.{name}", f"{kind} needs it")
    return given


def integer(field: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(field, "a whole number")
    if not -(2**INTEGER_BITS) <= value < 2**INTEGER_BITS:
        raise Invalid(field, "a whole number of 32 bits")


def boolean(field: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise Invalid(field, "true or false")


def one_of(*choices: str) -> Check:
    def check(field: str, value: Any) -> None:
        if value not in choices:
            raise Invalid(field, " or ".join(choices))

    return check


def text(longest: int, shortest: int = 1) -> Check:
    def check(field: str, value: Any) -> None:
        if not isinstance(value, str) or not shortest <= len(value) <= longest or "\0" in value:
            raise Invalid(field, f"a text of {shortest} to {longest} characters")

    return check


def names(field: str, value: Any) -> None:
    if not isinstance(value, list):
        raise Invalid(field, "a list of names")
    for place, name in enumerate(value):
        text(500)(f"{field}[{place}]", name)


def variable_name(field: str, value: Any) -> None:
    text(500)(field, value)
    if value.casefold() in SECRET_KEYS:
        raise Invalid(field, SECRET)


def payload(field: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise Invalid(field, "a JSON object")
    if names_secret(value):
        raise Invalid(field, SECRET)


def names_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(names_secret(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(names_secret(part) for part in value)
    return isinstance(value, str) and value.strip().casefold() in SECRET_KEYS


# Commands are kept and published: a secret must never be in one (OCPP 1.6 security whitepaper A01.FR.09).
SECRET = "a password is no variable: commands are stored and shown, a secret must not be"  # noqa: S105 a sentence

TAKES: dict[CommandKind, dict[str, Argument]] = {
    CommandKind.RESET: {"type": Argument(one_of("soft", "hard"))},
    CommandKind.UNLOCK_CONNECTOR: {"evse": Argument(integer)},
    CommandKind.CHANGE_AVAILABILITY: {"evse": Argument(integer), "operative": Argument(boolean)},
    CommandKind.SET_VARIABLE: {"name": Argument(variable_name), "value": Argument(text(2500, shortest=0))},
    CommandKind.GET_VARIABLES: {"names": Argument(names, required=False)},
    CommandKind.CLEAR_CACHE: {},
    CommandKind.REQUEST_START: {"token": Argument(text(255)), "evse": Argument(integer, required=False)},
    CommandKind.REQUEST_STOP: {"transaction": Argument(integer)},
    CommandKind.DATA_TRANSFER: {
        "vendor": Argument(text(255)),
        "message_id": Argument(text(50), required=False),
        "data": Argument(text(1_000_000, shortest=0), required=False),
    },
    CommandKind.RAW: {"action": Argument(text(100)), "payload": Argument(payload)},
}
