"""Write src/chargeit/ocpp/{v16,v201,v21} from the JSON schemas inside the development dependency `ocpp`.

`python tools/generate_ocpp.py` writes the files; `--check` fails when the committed ones differ.
"""

import importlib.util
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocpp_names import BOTH, ENUMS_16, MERGED, OBJECTS_16, STATION_ACTIONS, WORDS

TARGET = Path(__file__).resolve().parent.parent / "src" / "chargeit" / "ocpp"
TITLES = {"v16": "OCPP 1.6 with the security extension", "v201": "OCPP 2.0.1", "v21": "OCPP 2.1"}
NOTICE = "Generated from the official JSON schemas by `python tools/generate_ocpp.py`; never edited by hand."
# OCPP 2.0.1 part 2, 2.1.4: integers have 32 bits. The schemas of 1.6 give no bounds: the same ones are taken.
LOWEST, HIGHEST = -(2**31), 2**31 - 1
OPEN = ", forbid_unknown_fields=False"  # customData takes any field beside its vendorId

Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    wire: str
    annotation: str
    required: bool


@dataclass
class Model:
    """Everything that one version says: its enums, its types and its messages, each by name."""

    version: str
    enums: dict[str, list[str]] = field(default_factory=dict)
    structs: dict[str, list[Field]] = field(default_factory=dict)
    open_structs: set[str] = field(default_factory=set)
    messages: dict[str, list[Field]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def main() -> int:
    wanted = {path: text for version in TITLES for path, text in files(version)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(TARGET)} is not what the schemas give: run `make generate`")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


def files(version: str) -> Iterator[tuple[Path, str]]:
    model = read(version)
    folder = TARGET / version
    yield folder / "__init__.py", f'"""{TITLES[version]}: its messages and enums, generated."""\n'
    yield folder / "enums.py", formatted(enums_module(model))
    yield folder / "messages.py", formatted(messages_module(model))


def formatted(source: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, encoding="utf-8", check=True).stdout


# reading the schemas


def read(version: str) -> Model:
    spec = importlib.util.find_spec("ocpp")
    if spec is None or spec.origin is None:
        raise SystemExit("the package `ocpp` holds the schemas: install the development dependencies")
    model = Model(version)
    for path in sorted((Path(spec.origin).parent / version / "schemas").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8-sig"))
        for name, definition in schema.get("definitions", {}).items():
            define(model, name, definition)
        name = path.stem.removesuffix("Request")
        model.messages[name] = fields(model, name, schema)
    return model


def define(model: Model, name: str, schema: Schema) -> None:
    """Add a named type; the same name in two schemas has to mean the same."""
    if "enum" in schema:
        known = model.enums.setdefault(name, schema["enum"])
        if name in MERGED:
            model.enums[name] = known + [value for value in schema["enum"] if value not in known]
        elif known != schema["enum"]:
            raise SystemExit(f"{model.version}: two enumerations named {name}")
        return
    found = fields(model, name, schema)
    if model.structs.setdefault(name, found) != found and name not in MERGED:
        raise SystemExit(f"{model.version}: two types named {name}")
    if schema.get("additionalProperties", True) is not False:
        model.open_structs.add(name)


def fields(model: Model, owner: str, schema: Schema) -> list[Field]:
    required = set(schema.get("required", ()))
    found = [
        Field(wire, annotation(model, owner, wire, part), wire in required)
        for wire, part in schema.get("properties", {}).items()
    ]
    return sorted(found, key=lambda one: (not one.required, one.wire))


def annotation(model: Model, owner: str, wire: str, schema: Schema) -> str:
    """The Python type of one property, its constraints included."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "enum" in schema:
        name = ENUMS_16.get(f"{owner}.{wire}") or ENUMS_16[wire]
        define(model, name, schema)
        return name
    match schema.get("type"):
        case "object":
            define(model, OBJECTS_16[wire], schema)
            return OBJECTS_16[wire]
        case "array":
            inner = annotation(model, owner, wire, schema["items"])
            return constrained(
                f"tuple[{inner}, ...]", min_length=schema.get("minItems"), max_length=schema.get("maxItems")
            )
        case "string":
            return text(model, schema)
        case "integer":
            return integer(model, schema)
        case "number":
            return number(model, schema)
        case "boolean":
            return "bool"
        case None:
            return "Any"
    raise SystemExit(f"{model.version} {owner}.{wire}: unknown type in {schema}")


def text(model: Model, schema: Schema) -> str:
    if schema.get("format") == "date-time":
        return alias(model, "Instant", "Annotated[datetime, Meta(tz=True)]")
    if not (bounds := {"max_length": schema.get("maxLength"), "min_length": schema.get("minLength")}) or not any(
        bounds.values()
    ):
        return "str"
    if bounds["min_length"] is None and "pattern" not in schema:
        return alias(model, f"Text{schema['maxLength']}", constrained("str", **bounds))
    return constrained("str", pattern=schema.get("pattern"), **bounds)


def integer(model: Model, schema: Schema) -> str:
    low, high = int(schema.get("minimum", LOWEST)), int(schema.get("maximum", HIGHEST))
    name = {(LOWEST, HIGHEST): "Int32", (0, HIGHEST): "Natural"}.get((low, high))
    return alias(model, name, constrained("int", ge=low, le=high)) if name else constrained("int", ge=low, le=high)


def number(model: Model, schema: Schema) -> str:
    if "multipleOf" in schema:
        # Meta(multiple_of=0.1) refuses 0.3, so the codec checks the step in decimal.
        return alias(model, "Stepped", f"Annotated[float, Meta(extra={{'step': '{schema['multipleOf']}'}})]")
    return constrained("float", ge=schema.get("minimum"), le=schema.get("maximum"))


def constrained(kind: str, **limits: Any) -> str:
    given = ", ".join(f"{name}={value!r}" for name, value in limits.items() if value is not None)
    return f"Annotated[{kind}, Meta({given})]" if given else kind


def alias(model: Model, name: str, meaning: str) -> str:
    model.aliases[name] = meaning
    return name


# writing Python


def docstring(model: Model, kind: str) -> str:
    return f'"""{TITLES[model.version]}: {kind}.\n\n{NOTICE}\n"""'


def enums_module(model: Model) -> str:
    lines = [docstring(model, "enumerations"), "", "from chargeit.ocpp.words import Word"]
    for name, values in sorted(model.enums.items()):
        members = [member(value) for value in values]
        if len(set(members)) != len(members):
            raise SystemExit(f"{model.version}: members of {name} collide: {members}")
        lines += ["", "", f"class {name}(Word):"]
        lines += [f"    {one} = {value!r}" for one, value in zip(members, values, strict=True)]
    return "\n".join(lines) + "\n"


def messages_module(model: Model) -> str:
    parts = [
        docstring(model, "messages"),
        "\n".join(imports(model)),
        "\n".join(f"{name} = {meaning}" for name, meaning in sorted(model.aliases.items(), key=natural)),
    ]
    for name, found in [*sorted(model.structs.items()), *sorted(model.messages.items())]:
        parts.append(struct(name, found, OPEN if name in model.open_structs else ""))
    parts.append("ACTIONS: dict[str, Action] = {\n" + "\n".join(actions(model)) + "\n}")
    return "\n\n".join(parts) + "\n"


def imports(model: Model) -> Iterator[str]:
    every = [one for group in (model.structs, model.messages) for found in group.values() for one in found]
    yield from ("from __future__ import annotations", "", "from datetime import datetime")
    yield f"from typing import Annotated{', Any' if any(one.annotation == 'Any' for one in every) else ''}"
    fields_named = ", field" if any(camel(attribute(one.wire)) != one.wire for one in every) else ""
    yield from (
        "",
        f"from msgspec import Meta{fields_named}",
        "",
        "from chargeit.ocpp.actions import Action, Message, Sender",
    )
    yield f"from chargeit.ocpp.{model.version}.enums import ({', '.join(sorted(model.enums))})"


def struct(name: str, found: list[Field], options: str) -> str:
    lines = [f"class {name}(Message, frozen=True, kw_only=True{options}):"]
    lines += [line(one) for one in found] or ["    pass"]
    return "\n".join(lines)


def line(one: Field) -> str:
    name = attribute(one.wire)
    head = f"    {name}: {one.annotation}" + ("" if one.required else " | None")
    if camel(name) == one.wire:
        return head if one.required else f"{head} = None"
    default = "" if one.required else "default=None, "
    return f"{head} = field({default}name={one.wire!r})"


def actions(model: Model) -> Iterator[str]:
    for name in sorted(model.messages):
        if name.endswith("Response") and name.removesuffix("Response") in model.messages:
            continue
        response = f"{name}Response" if f"{name}Response" in model.messages else "None"
        sender = "BOTH" if name in BOTH else "STATION" if name in STATION_ACTIONS[model.version] else "CENTRAL"
        yield f'    "{name}": Action("{name}", {name}, {response}, Sender.{sender}),'


# names


def snake(name: str) -> str:
    for torn, whole in WORDS.items():
        name = name.replace(torn, whole)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def attribute(wire: str) -> str:
    name = snake(wire)
    return f"{name}_" if keyword.iskeyword(name) else name


def camel(name: str) -> str:
    """As msgspec's own rename does it."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def member(value: str) -> str:
    name = re.sub(r"\W+", "_", snake(value)).upper()
    return name if name.isidentifier() else f"N_{name}"


def natural(item: tuple[str, str]) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", item[0])]


if __name__ == "__main__":
    sys.exit(main())
