"""The CALLERROR codes of each version."""

import pytest

from chargeit.ocpp.errors import ERRORS, GenericError, OcppError, error_of
from chargeit.ocpp.versions import Version

CODES_16 = """NotImplemented NotSupported InternalError ProtocolError SecurityError FormationViolation
    PropertyConstraintViolation OccurenceConstraintViolation TypeConstraintViolation GenericError""".split()  # noqa: SIM905
CODES_2 = """FormatViolation GenericError InternalError MessageTypeNotSupported NotImplemented NotSupported
    OccurrenceConstraintViolation PropertyConstraintViolation ProtocolError RpcFrameworkError SecurityError
    TypeConstraintViolation""".split()  # noqa: SIM905


def test_every_code_of_each_version_has_its_class_and_no_other_is_sent() -> None:
    assert {error().code(Version.V16) for error in ERRORS} == set(CODES_16)
    for version in (Version.V201, Version.V21):
        assert {error().code(version) for error in ERRORS} == set(CODES_2)
    assert set(OcppError.__subclasses__()) == set(ERRORS)


@pytest.mark.parametrize("code", sorted({*CODES_16, *CODES_2}))
def test_every_code_is_understood_in_every_version(code: str) -> None:
    error = error_of(code, "why")
    assert code in (error.spelling, error.spelling_16)
    assert str(error) == f"{code}: why"


@pytest.mark.parametrize("code", ["Error", "", "occurrenceconstraintviolation", "\0" * 300])
def test_an_unknown_code_is_a_generic_error_that_keeps_it(code: str) -> None:
    error = error_of(code)
    assert type(error) is GenericError
    assert error.received_code == code


def test_a_description_has_at_most_255_characters() -> None:
    assert len(GenericError("x" * 1000).description) == 255
