"""The CALLERROR codes as exceptions, spelled as each version spells them."""

from typing import Any, ClassVar

from chargeit.ocpp.versions import Version

LONGEST_DESCRIPTION = 255  # OCPP 2.0.1 part 4, 4.2.3


class OcppError(Exception):
    """A failure that a CALLERROR tells. The description goes on the wire: no internals, no secrets."""

    spelling: ClassVar[str]
    spelling_16: ClassVar[str]

    def __init__(self, description: str = "", details: dict[str, Any] | None = None, received_code: str = "") -> None:
        super().__init__(description)
        self.description = description[:LONGEST_DESCRIPTION]
        self.details = details or {}
        self.received_code = received_code

    def code(self, version: Version) -> str:
        return self.spelling_16 if version is Version.V16 else self.spelling

    def __str__(self) -> str:
        name = self.received_code or self.spelling
        return f"{name}: {self.description}" if self.description else name


class FormatViolation(OcppError):
    """The payload is not what the action's schema allows."""

    spelling = "FormatViolation"
    spelling_16 = "FormationViolation"  # OCPP-J 1.6 table 7; errata 5.2 keep it


class GenericError(OcppError):
    """Any other failure, also any code that we do not know."""

    spelling = spelling_16 = "GenericError"


class InternalError(OcppError):
    """The receiver failed while it handled the message."""

    spelling = spelling_16 = "InternalError"


class MessageTypeNotSupported(OcppError):
    """A frame type that this version does not have; OCPP 1.6 has no code for it."""

    spelling = "MessageTypeNotSupported"
    spelling_16 = "GenericError"


class ActionNotImplemented(OcppError):
    """An action that this version does not have."""

    spelling = spelling_16 = "NotImplemented"


class NotSupported(OcppError):
    """A known action that this side does not offer."""

    spelling = spelling_16 = "NotSupported"


class OccurrenceConstraintViolation(OcppError):
    """A required field is missing, or a list has too few or too many elements."""

    spelling = "OccurrenceConstraintViolation"
    spelling_16 = "OccurenceConstraintViolation"  # one r: OCPP-J 1.6 table 7


class PropertyConstraintViolation(OcppError):
    """A value outside its enumeration, range, length, pattern or step."""

    spelling = spelling_16 = "PropertyConstraintViolation"


class ProtocolError(OcppError):
    """The message breaks the order of the protocol."""

    spelling = spelling_16 = "ProtocolError"


class RpcFrameworkError(OcppError):
    """JSON, but not a frame."""

    spelling = "RpcFrameworkError"
    spelling_16 = "FormationViolation"


class SecurityError(OcppError):
    """Not allowed here and now, for instance before the station is accepted."""

    spelling = spelling_16 = "SecurityError"


class TypeConstraintViolation(OcppError):
    """A value of the wrong JSON type."""

    spelling = spelling_16 = "TypeConstraintViolation"


ERRORS: tuple[type[OcppError], ...] = (
    FormatViolation,
    GenericError,
    InternalError,
    MessageTypeNotSupported,
    ActionNotImplemented,
    NotSupported,
    OccurrenceConstraintViolation,
    PropertyConstraintViolation,
    ProtocolError,
    RpcFrameworkError,
    SecurityError,
    TypeConstraintViolation,
)
_BY_CODE = {error.spelling_16: error for error in reversed(ERRORS)} | {error.spelling: error for error in ERRORS}


def error_of(code: str, description: str = "", details: dict[str, Any] | None = None) -> OcppError:
    """The error for a received code: either spelling; an unknown one is a GenericError that keeps it."""
    return _BY_CODE.get(code, GenericError)(description, details, received_code=code)
