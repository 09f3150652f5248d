"""The API's description as one page of HTML: no script, nothing fetched from elsewhere."""

from collections.abc import Iterator
from html import escape
from typing import Any

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
code{font-family:ui-monospace,monospace;background:#f3f3f3;padding:.1em .3em}summary{cursor:pointer;padding:.3rem 0}
table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}"""


def page(document: dict[str, Any]) -> str:
    body = "\n".join((*operations(document), "<h2>Shapes</h2>", *shapes(document)))
    about = escape(document["info"]["description"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>chargeit API</title><style>{STYLE}</style>'
        f"<h1>chargeit API {escape(document['info']['version'])}</h1><p>{about}</p>"
        f'<p>For programs: <a href="/api/openapi.json">OpenAPI document</a>.</p>{body}</html>'
    )


def operations(document: dict[str, Any]) -> Iterator[str]:
    tag = ""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if (found := operation.get("tags", [""])[0]) != tag:
                tag = found
                yield f"<h2>{escape(tag.capitalize())}</h2>"
            yield operation_of(method, path, operation)


def operation_of(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [row(escape(p["name"]), escape(p["in"]), type_of(p["schema"])) for p in operation.get("parameters", [])]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        rows.append(row("", "body", type_of(content["schema"])))
    for status, response in operation["responses"].items():
        for content in response.get("content", {}).values():
            rows.append(row("", f"answer {escape(status)}", type_of(content.get("schema", {}))))
    return (
        f"<details><summary><code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p><table>{''.join(rows)}</table></details>"
    )


def shapes(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(document["components"]["schemas"].items()):
        rows = "".join(row(escape(field), type_of(part)) for field, part in schema.get("properties", {}).items())
        about = escape(schema.get("description", ""))
        yield (
            f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary><p>{about}</p>'
            f"<table>{rows or row(type_of(schema))}</table></details>"
        )


def row(*cells: str) -> str:
    """Cells are HTML already."""
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def type_of(schema: dict[str, Any]) -> str:
    """A schema in a few words of HTML; a named one as a link to its shape."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(type_of(part) for part in schema[choice])
    if "enum" in schema:
        return " | ".join(escape(str(value)) for value in schema["enum"])
    if "const" in schema:
        return escape(str(schema["const"]))
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    bounds = {"minimum": "from", "maximum": "to", "minLength": "at least", "maxLength": "at most"}
    words = [str(schema.get("format", schema.get("type", "anything")))]
    words += [f"{word} {schema[key]}" for key, word in bounds.items() if key in schema]
    return escape(", ".join(words))
