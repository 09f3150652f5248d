"""The errors of this door: what is wrong with us, as a CALLERROR."""

from chargeit.domain import errors as domain
from chargeit.ocpp import errors as ocpp

# Unreachable is missing on purpose: where nothing can be stored the socket is closed, since a station counts an error
# as an attempt and drops its message after a few (OCPP 1.6 3.7.1).
CALL_ERRORS: dict[type[domain.ChargeitError], type[ocpp.OcppError]] = {
    domain.Invalid: ocpp.PropertyConstraintViolation,
    domain.Refused: ocpp.SecurityError,
    domain.NotFound: ocpp.GenericError,
    domain.Conflict: ocpp.GenericError,
    domain.Misconfigured: ocpp.InternalError,
}


def call_error(problem: BaseException) -> ocpp.OcppError:
    """What the station is told; of an exception that nobody expected, nothing but that there was one."""
    known = next((kind for kind in CALL_ERRORS if isinstance(problem, kind)), None)
    return CALL_ERRORS[known](str(problem)) if known else ocpp.InternalError()
