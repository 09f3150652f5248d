"""The door's table of errors is whole, and tells nothing that is not the station's business."""

from chargeit.domain import errors as domain
from chargeit.gateway.errors import CALL_ERRORS, call_error
from chargeit.ocpp.versions import Version


def test_every_error_but_unreachable_has_a_code() -> None:
    assert set(CALL_ERRORS) == set(domain.ChargeitError.__subclasses__()) - {domain.Unreachable}


def test_a_known_error_says_what_is_wrong() -> None:
    error = call_error(domain.Invalid("idTag", "at most 20 characters"))
    assert (error.code(Version.V16), error.description) == (
        "PropertyConstraintViolation",
        "idTag: at most 20 characters",
    )


def test_an_unexpected_one_says_only_that_it_was_internal() -> None:
    error = call_error(ZeroDivisionError("secret internals"))
    assert (error.code(Version.V16), error.description) == ("InternalError", "")
