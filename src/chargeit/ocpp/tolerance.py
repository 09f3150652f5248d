"""Ways of writing a value that every message may use: instants with any offset or none, whole numbers as 1.0."""

from typing import Any

import msgspec
from msgspec import inspect

from chargeit.ocpp import instants
from chargeit.ocpp.flags import Flag
from chargeit.ocpp.shapes import bare


def rewritten(kind: inspect.Type, found: Any, path: str, flags: list[Flag]) -> Any:
    """The same JSON tree with those values as the strict types want them; all else is left as it is."""
    inner = bare(kind)
    match inner, found:
        case inspect.StructType(), dict():
            known = {field.encode_name: field.type for field in inner.fields}
            return {
                name: rewritten(known[name], one, f"{path}.{name}" if path else name, flags) if name in known else one
                for name, one in found.items()
            }
        case inspect.VarTupleType(), list():
            return [rewritten(inner.item_type, one, f"{path}[{i}]", flags) for i, one in enumerate(found)]
        case inspect.DateTimeType(), str():
            return _instant(found, path, flags)
        case inspect.IntType(), float() if found.is_integer():
            return int(found)
    return found


def _instant(text: str, path: str, flags: list[Flag]) -> Any:
    try:
        instant, problem = instants.read(text)
    except ValueError:
        return text
    if problem:
        flags.append(Flag(path, problem, msgspec.json.encode(text).decode()))
    return instant
