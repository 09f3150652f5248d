"""Every error of ours has one HTTP status, and a problem never shows the inside."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chargeit.api.problems import MEDIA_TYPE, STATUS, of_error, of_validation
from chargeit.domain.errors import ChargeitError, Conflict, Invalid, Misconfigured, NotFound, Refused, Unreachable


def tree(kind: type[ChargeitError] = ChargeitError) -> Iterator[type[ChargeitError]]:
    for child in kind.__subclasses__():
        yield child
        yield from tree(child)


def body(response: Any) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(response.body)
    return found


def test_every_error_of_the_tree_has_a_status() -> None:
    own = {kind for kind in ChargeitError.__subclasses__() if kind.__module__ == ChargeitError.__module__}
    assert own == STATUS.keys()
    for kind in tree():
        assert any(parent in STATUS for parent in kind.__mro__), kind


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("name", "shorter"), 422),
        (Invalid("after", "no cursor"), 400),
        (Refused("role", "only an admin"), 403),
        (NotFound("station", "CP1"), 404),
        (Conflict("it is there"), 409),
        (Unreachable("the disk is full"), 503),
        (Misconfigured("secret", "postgres://user:password@host"), 500),
    ],
)
def test_an_error_becomes_its_problem(error: ChargeitError, status: int) -> None:
    response = of_error(error)
    content = body(response)
    assert (response.status_code, response.media_type, content["status"]) == (status, MEDIA_TYPE, status)
    assert {"type", "title", "status", "detail"} <= content.keys()
    assert "password" not in content["detail"]


def test_a_refusal_names_its_code_and_an_invalid_its_field() -> None:
    assert body(of_error(Refused("csrf", "no header")))["code"] == "csrf"
    assert body(of_error(Invalid("arguments.evse", "a whole number")))["field"] == "arguments.evse"


def test_a_validation_names_the_field_in_the_callers_words() -> None:
    errors = [{"loc": ("body", "arguments", "evse"), "msg": "Value error, a whole number"}] * 2
    found = body(of_validation(errors))
    assert found["field"] == "arguments.evse"
    assert found["detail"] == "arguments.evse: a whole number (1 more)"


def test_hostile_text_in_an_error_goes_back_as_text() -> None:
    assert body(of_error(NotFound("station", "\ud800\0")))["detail"].startswith("no station ?")
    assert len(body(of_error(NotFound("station", "x" * 100_000)))["detail"]) == 500
