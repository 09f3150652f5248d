"""The OpenAPI document: what FastAPI finds in the routes, and what it cannot see there."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from chargeit import __version__
from chargeit.api.events import Gap
from chargeit.api.problems import MEDIA_TYPE
from chargeit.api.schemas.system import Problem
from chargeit.api.security import COOKIE, CSRF_HEADER, OPEN
from chargeit.domain.events import KINDS, Event

REF = "#/components/schemas/{model}"
ABOUT = f"""The API of chargeit. Programs send an API key (`Authorization: Bearer <key>`); browsers log in and send the
login's `csrf` as `{CSRF_HEADER}` with every write. Lists are paged: `next` of a page is `after` of the following."""


def document(app: FastAPI) -> dict[str, Any]:
    """The same on every machine and in every process."""
    found = get_openapi(title="chargeit", version=__version__, description=ABOUT, routes=app.routes)
    schemas = found["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for schema in schemas.values():
        if "properties" in schema and schema.get("additionalProperties", True):  # no request: answers hold every field
            schema["required"] = list(schema["properties"])
    for told in (Problem, Gap):
        schemas[told.__name__] = TypeAdapter(told).json_schema(ref_template=REF)
    add_events(schemas)
    found["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"},
        "login": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    found["security"] = [{"key": []}, {"login": []}]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            tell_problems(operation)
            if (method.upper(), path) in OPEN:
                operation["security"] = []
    return found


def tell_problems(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    schema = {"$ref": REF.format(model="Problem")}
    operation["responses"]["default"] = {"description": "A problem", "content": {MEDIA_TYPE: {"schema": schema}}}


def add_events(schemas: dict[str, Any]) -> None:
    """`Event` is one of the kinds; their nouns have names of their own, since a stream's differ from the lists'."""
    for kind in KINDS.values():
        schema = TypeAdapter(kind).json_schema(ref_template="#/components/schemas/Event{model}", mode="serialization")
        for name, part in schema.pop("$defs", {}).items():
            schemas[f"Event{name}"] = part
        schemas[event_name(kind)] = with_envelope(schema, kind)
    refs = [{"$ref": REF.format(model=event_name(kind))} for kind in KINDS.values()]
    mapping = {kind.kind: ref["$ref"] for kind, ref in zip(KINDS.values(), refs, strict=True)}
    schemas["Event"] = {"oneOf": refs, "discriminator": {"propertyName": "kind", "mapping": mapping}}


def with_envelope(schema: dict[str, Any], kind: type[Event]) -> dict[str, Any]:
    head: dict[str, Any] = {
        "position": {"type": "integer"},
        "id": {"type": "string"},
        "recorded_at": {"type": "string", "format": "date-time"},
        "kind": {"const": kind.kind, "type": "string"},
        "version": {"const": kind.version, "type": "integer"},
    }
    properties = head | schema["properties"]
    return schema | {"properties": properties, "required": list(properties)}


def event_name(kind: type[Event]) -> str:
    return re.sub(r"Event$", "", kind.__name__) + "Event"
