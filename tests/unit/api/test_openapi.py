"""The OpenAPI document describes every route, and its answers hold every field."""

from typing import Any

import pytest

from chargeit.api.app import bare_app
from chargeit.api.openapi import document
from chargeit.domain.events import KINDS


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return document(bare_app())


def test_the_document_is_the_same_every_time(found: dict[str, Any]) -> None:
    assert document(bare_app()) == found


def test_every_operation_has_a_name_of_its_own_and_tells_its_problems(found: dict[str, Any]) -> None:
    operations = [operation for path in found["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) > 25
    assert all("application/problem+json" in operation["responses"]["default"]["content"] for operation in operations)


def test_every_kind_of_event_is_described(found: dict[str, Any]) -> None:
    mapping = found["components"]["schemas"]["Event"]["discriminator"]["mapping"]
    assert mapping.keys() == KINDS.keys()


def test_every_reference_leads_somewhere(found: dict[str, Any]) -> None:
    for part in str(found).split("#/components/schemas/")[1:]:
        assert part.partition("'")[0] in found["components"]["schemas"]
